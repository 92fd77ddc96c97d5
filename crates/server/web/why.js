// Why a figure is what it is: its tree, down to the cells of the package.
import { get, Problem } from "./api.js";
import { byId, el, fill } from "./dom.js";
import { state } from "./state.js";
import { known, number, percent, say } from "./words.js";

/** @typedef {import("./api.js").Run} Run */
/** @typedef {import("./api.js").Figure} Figure */
/** @typedef {import("./api.js").Term} Term */

/**
 * Opens the dialog with a title and content, and gives the focus back when it is closed.
 * @param {string} title
 * @param {...(import("./dom.js").Child | import("./dom.js").Child[])} content
 */
export function openDialog(title, ...content) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("dialog"));
  const close = el("button", { type: "button", className: "close", onclick: () => dialog.close() }, say("close"));
  fill(dialog, el("div", { className: "dialog-head" }, el("h2", { id: "dialog-title" }, title), close),
    el("div", { className: "dialog-body", tabIndex: 0 }, ...content));
  if (!dialog.open) dialog.showModal();
  close.focus();
  return dialog;
}

/**
 * Asks why a figure is what it is.
 * @param {Run} run
 * @param {Figure} of
 */
export async function ask(run, of) {
  const body = el("div", { className: "tree", "aria-busy": "true" }, el("p", null, say("working")));
  openDialog(`${of.words.measure}: ${of.words.place || say("nation")}`, body);
  try {
    /** @type {import("./api.js").Explanation} */
    const found = await get(["runs", run.key, "why"], {
      measure: of.measure,
      year: of.from === of.to ? of.to : `${of.from}-${of.to}`,
      section: of.section, region: of.region, occupation: of.occupation, sex: of.sex,
      lang: state.lang,
    });
    fill(body,
      el("p", { className: "value" }, of.words.value, " ", of.words.unit),
      of.words.range80 && el("p", null, say("interval80", { range: of.words.range80 })),
      of.words.range95 && el("p", null, say("interval95", { range: of.words.range95 })),
      el("p", null, say("one-simulation", { draw: found.draw, draws: found.draws }),
        found.assumed === undefined ? null : ` ${say("assumed", { share: percent(found.assumed) })}`),
      el("ul", { className: "terms" }, term(found.root, 0)));
  } catch (problem) {
    fill(body, el("p", { className: "error" }, problem instanceof Problem ? problem.message : say("failed")));
  }
  body.removeAttribute("aria-busy");
}

/**
 * A term with its parts.
 * @param {Term} of
 * @param {number} deep
 * @returns {HTMLLIElement}
 */
function term(of, deep) {
  const head = [el("span", { className: "name" }, of.name), " ",
    el("strong", null, `${value(of)}`), " ", el("span", { className: "unit" }, known(`explain.unit.${of.unit}`) ?? of.unit),
    ` [${of.status.obs}]`, of.status.synthetic && el("span", { className: "synthetic" }, say("mark.synthetic-short"))];
  const formula = typeof of.formula === "string" ? known(`explain.formula.${of.formula}`) : Object.values(of.formula)[0];
  const inside = [
    formula && el("p", { className: "formula" }, formula),
    of.parameter && el("p", { className: "parameter" }, of.parameter.key, ": ", number(of.parameter.central, 6),
      of.parameter.low === of.parameter.high ? "" : ` (${number(of.parameter.low, 6)}–${number(of.parameter.high, 6)})`,
      `; ${say(`basis.${of.parameter.basis}`)}: ${of.parameter.citation}`),
    of.cells && of.cells.length > 0 && el("ul", { className: "cells" }, of.cells.slice(0, 8).map((cell) =>
      el("li", null, `${cell.file}:${cell.row}`, ` – ${cell.publisher}, ${cell.dataset}`)),
    of.cells.length > 8 && el("li", null, say("more", { count: of.cells.length - 8 }))),
    of.parts && of.parts.length > 0 && el("ul", null, of.parts.map((part) => term(part, deep + 1))),
  ].filter(Boolean);
  return el("li", null, inside.length === 0
    ? el("div", null, head)
    : el("details", { open: deep < 1 }, el("summary", null, head), inside));
}

/** A value to a decimal more than people count in, so that terms can be added up by hand. @param {Term} of */
function value(of) {
  const few = of.unit.startsWith("persons") || of.unit.startsWith("money");
  return number(of.value, few ? 1 : 6);
}
