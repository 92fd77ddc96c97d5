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
  const { controls, input, count } = field(box.dataset.filter);
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

// A row that is asked for is shown, whatever its table is filtered by.
addEventListener("hashchange", () => {
  const row = document.getElementById(location.hash.slice(1));
  if (!row || !row.hidden) return;
  row.hidden = false;
  row.scrollIntoView();
});

// Tables that fit need no word about scrolling.
const fits = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  target.parentElement.classList.toggle("fits", target.scrollWidth <= target.clientWidth);
}));
document.querySelectorAll("div.table").forEach((box) => fits.observe(box));

// The chapter that is read is marked in the contents, and in sight there.
const contents = document.querySelector(".contents");
const mark = new IntersectionObserver((entries) => entries.forEach((entry) => {
  const link = contents.querySelector(`a[href="#${entry.target.firstElementChild.id}"]`);
  if (!link || !entry.isIntersecting) return;
  contents.querySelectorAll("[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  contents.scrollTo({ left: link.offsetLeft - contents.clientWidth / 3 });
}), { rootMargin: "-30% 0px -60% 0px" });
if (contents) {
  document.querySelectorAll("main > section").forEach((section) => {
    if (section.firstElementChild) mark.observe(section);
  });
}

document.querySelectorAll("figure").forEach((figure) => {
  const hint = figure.querySelector(".hint");
  if (!hint) return;
  // Of the drawings for wide and for narrow screens one is in sight.
  const marks = () => Array.from(figure.querySelectorAll(".values path"))
    .filter((mark) => mark.getClientRects().length > 0);
  let at = -1;
  const show = (index) => {
    const all = marks();
    all.forEach((mark) => mark.classList.remove("at"));
    at = index;
    if (!all[at]) { at = -1; hint.textContent = ""; return; }
    all[at].classList.add("at");
    hint.textContent = all[at].querySelector("title").textContent;
  };
  figure.querySelectorAll(".values path").forEach((mark) => {
    mark.addEventListener("pointerenter", () => show(marks().indexOf(mark)));
    // A finger leaves when it is lifted: what it pointed at stays.
    mark.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") show(-1); });
  });
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const count = marks().length;
    if (event.key === "Escape") show(-1);
    if (!step || count === 0 || event.target !== figure) return;
    event.preventDefault();
    show((at + step + count) % count);
  });
});
