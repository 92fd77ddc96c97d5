"use strict";
// A field to type in under its label, with a place next to it that says what came of it.
const field = (words) => {
  const label = document.createElement("label");
  label.append(words + " ");
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  label.append(input);
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const controls = document.createElement("div");
  controls.className = "controls";
  controls.append(label, count);
  return { controls, input, count };
};

// Narrows a list of links to those whose text has all words typed. A list is `search` with the words for
// it in its data, and a `details` that holds the list and is there without scripts too.
document.querySelectorAll("search[data-label]").forEach((box) => {
  const language = document.documentElement.lang;
  const list = box.querySelector("details");
  const opened = list.open;
  const items = Array.from(list.querySelectorAll("li"));
  // Letters that are typed for one another, as on a keyboard that has no others.
  const alike = new Map(box.dataset.alike.split(" ").map((pair) => Array.from(pair)));
  const folded = (text) => Array.from(text.toLocaleLowerCase(language), (c) => alike.get(c) || c)
    .join("");
  const texts = items.map((item) => folded(item.querySelector("span").textContent));

  const { controls, input, count } = field(box.dataset.label);
  box.prepend(controls);

  const links = () => Array.from(list.querySelectorAll("li:not([hidden]) a"));
  const find = () => {
    const wanted = folded(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, at) => {
      item.hidden = !wanted.every((word) => texts[at].includes(word));
      if (!item.hidden) shown += 1;
    });
    list.open = opened || wanted.length > 0;
    count.textContent = wanted.length === 0 ? ""
      : box.dataset.found.replace("{shown}", shown).replace("{all}", items.length);
  };
  input.addEventListener("input", find);
  box.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape" && input.value) {
      input.value = "";
      find();
      input.focus();
    } else if (event.key === "ArrowDown" && all[at + 1] && (at >= 0 || event.target === input)) {
      all[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (all[at - 1] || input).focus();
    } else if (event.key === "Enter" && event.target === input && input.value && all[0]) {
      all[0].click();
    } else {
      return;
    }
    event.preventDefault();
  });
});
