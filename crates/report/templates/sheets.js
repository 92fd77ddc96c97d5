"use strict";
// Finds sheets by what is typed: every word of it must stand in the code or in a name, in any language.
const box = document.getElementById("search");
const input = box.querySelector("input");
const status = box.querySelector("[role=status]");
const items = Array.from(document.querySelectorAll(".sheets li"));
const texts = items.map((item) => `${item.textContent} ${item.dataset.names}`.toLocaleLowerCase());
const find = () => {
  const wanted = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  items.forEach((item, at) => {
    item.hidden = !wanted.every((word) => texts[at].includes(word));
    if (!item.hidden) shown += 1;
  });
  document.querySelectorAll("main section").forEach((section) => {
    section.hidden = !section.querySelector("li:not([hidden])");
  });
  status.textContent = box.dataset.found.replace("{shown}", shown).replace("{all}", items.length);
};
box.hidden = false;
input.addEventListener("input", find);
input.addEventListener("keydown", (event) => {
  const first = items.find((item) => !item.hidden);
  if (event.key === "Enter" && first && input.value) location.href = first.querySelector("a").href;
});
find();
