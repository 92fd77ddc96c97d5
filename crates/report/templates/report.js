"use strict";
// Sorting and filtering of tables, stepping through the values of a figure.
document.querySelectorAll(".keys").forEach((note) => { note.hidden = false; });

document.querySelectorAll("div.table").forEach((box) => {
  const body = box.querySelector("tbody");
  const rows = Array.from(body.rows);
  const heads = Array.from(box.querySelectorAll("thead th"));
  const language = document.documentElement.lang;

  const sort = (column, head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => {
      const cell = row.cells[column];
      return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent;
    };
    const compare = (a, b) => {
      const [x, y] = [key(a), key(b)];
      if (typeof x === "number" && typeof y === "number") return x - y;
      // What is missing comes last, whichever way.
      if (typeof x !== typeof y) return (typeof x === "number" ? -1 : 1) * (down ? -1 : 1);
      return x.localeCompare(y, language);
    };
    rows.sort((a, b) => (down ? -compare(a, b) : compare(a, b)));
    rows.forEach((row) => body.append(row));
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(column, head));
    head.replaceChildren(button);
  });

  if (rows.length < 6) return;
  const label = document.createElement("label");
  label.append(box.dataset.filter + " ");
  const input = document.createElement("input");
  input.type = "search";
  label.append(input);
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const controls = document.createElement("div");
  controls.className = "controls";
  controls.append(label, count);
  box.prepend(controls);
  input.addEventListener("input", () => {
    const wanted = input.value.toLocaleLowerCase(language);
    let shown = 0;
    rows.forEach((row) => {
      row.hidden = !row.textContent.toLocaleLowerCase(language).includes(wanted);
      if (!row.hidden) shown += 1;
    });
    count.textContent = box.dataset.rows.replace("{shown}", shown).replace("{all}", rows.length);
  });
});

document.querySelectorAll("figure").forEach((figure) => {
  const marks = Array.from(figure.querySelectorAll(".values rect"));
  const hint = figure.querySelector(".hint");
  let at = -1;
  const show = (index) => {
    marks.forEach((mark) => mark.classList.remove("at"));
    at = index;
    if (at < 0) { hint.textContent = ""; return; }
    marks[at].classList.add("at");
    hint.textContent = marks[at].querySelector("title").textContent;
  };
  marks.forEach((mark, index) => {
    mark.addEventListener("pointerenter", () => show(index));
    mark.addEventListener("pointerleave", () => show(-1));
  });
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") show(-1);
    if (!step || marks.length === 0) return;
    event.preventDefault();
    show((at + step + marks.length) % marks.length);
  });
});
