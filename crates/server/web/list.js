// The recommended list: tiers against the baseline, weights and cut-offs, and who enters or leaves.
import { get, Problem } from "./api.js";
import { el, fill, later, newId, table } from "./dom.js";
import { state } from "./state.js";
import { number, percent, say } from "./words.js";
import { preview } from "./figures.js";
import { openDialog } from "./why.js";

/** @typedef {import("./api.js").Run} Run */
/** @typedef {import("./api.js").List} List */
/** @typedef {import("./api.js").BookNumber} BookNumber */
/** @typedef {import("./api.js").Cutoff} Cutoff */

const TIERS = ["recommend", "consult", "watch", "undetermined", "no-case"];
const GROUPS = ["tier", "weight", "evidence", "ranking"];
/** Rows shown before all are asked for. */
const SHOWN = 60;

/** How the numbers of the books are changed, as the server reads it. */
function asked() {
  const set = Object.entries(state.set).map(([key, value]) => `${key}:${value}`).join(",");
  const cutoffs = Object.entries(state.cutoffs).map(([id, own]) => `${id}:${own.join(":")}`).join(",");
  return { lang: state.lang, set, cutoffs };
}

/**
 * @param {Element} at
 * @param {Run} run
 * @param {AbortSignal} signal
 */
export async function showList(at, run, signal) {
  const numbers = el("details", { className: "group books" }, el("summary", null, say("weights")));
  numbers.open = Object.keys(state.set).length + Object.keys(state.cutoffs).length > 0;
  const shown = el("div", { "aria-live": "polite" });
  const heading = el("h2", null, say("list"), preview(run));
  fill(at, heading, numbers, shown);
  /** @type {AbortController | undefined} */
  let last;
  const draw = async (/** @type {boolean} */ first) => {
    last?.abort();
    last = new AbortController();
    const own = AbortSignal.any([signal, last.signal]);
    try {
      /** @type {List} */
      const list = await get(["runs", run.key, "list"], asked(), own);
      if (first) books(numbers, list, redraw);
      body(shown, run, list);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      fill(shown, el("p", { className: "error" }, problem instanceof Problem
        ? problem.findings.map((one) => `${one.place.column ?? ""}: ${one.message} (${one.allowed ?? ""})`).join("; ") || problem.message
        : say("failed")));
    }
  };
  const soon = later(250, () => void draw(false));
  const redraw = () => {
    at.dispatchEvent(new Event("chosen", { bubbles: true }));
    soon.ask();
  };
  await draw(true);
}

/**
 * Weights and cut-offs that can be moved.
 * @param {Element} at
 * @param {List} list
 * @param {() => void} changed
 */
function books(at, list, changed) {
  const undo = el("button", {
    type: "button",
    onclick: () => {
      state.set = {};
      state.cutoffs = {};
      changed();
      books(at, list, changed);
    },
  }, say("undo-all"));
  const own = GROUPS.map((group) => {
    const numbers = list.numbers.filter((one) => one.group === group);
    return numbers.length > 0 && el("fieldset", null, el("legend", null, say(`books.${group}`)),
      el("div", { className: "sliders" }, numbers.map((one) => bookNumber(one, changed))));
  });
  fill(at, el("summary", null, say("weights")), el("div", { className: "buttons" }, undo), own,
    list.cutoffs.length > 0 && el("fieldset", null, el("legend", null, say("books.cutoffs")),
      el("p", { className: "about" }, say("cutoffs-about")),
      el("div", { className: "sliders" }, list.cutoffs.map((one) => cutoff(one, changed)))));
}

/**
 * @param {BookNumber} of
 * @param {() => void} changed
 */
function bookNumber(of, changed) {
  const id = newId();
  const now = () => state.set[of.key] ?? of.usual;
  const most = Math.min(of.maximum, Math.max(1, 2 * of.usual, of.whole ? of.usual + 5 : 0));
  const output = el("output", { for: id }, number(now()));
  const slider = el("input", {
    id, type: "range", min: of.minimum, max: most, step: of.whole ? 1 : most <= 1 ? 0.01 : most / 100,
    value: String(now()),
    oninput: () => {
      const value = Number(slider.value);
      if (value === of.usual) delete state.set[of.key];
      else state.set[of.key] = value;
      output.textContent = number(value);
      slider.setAttribute("aria-valuetext", `${number(value)} ${of.unit}`);
      changed();
    },
  });
  return el("div", { className: "parameter" },
    el("div", { className: "head" }, el("label", { for: id }, of.name), output),
    slider,
    el("p", { className: "range" }, `${of.unit}; ${say("usual", { value: number(of.usual) })}`),
    el("details", { className: "cited" }, el("summary", null, say(`basis.${of.basis}`)), el("p", null, of.citation)));
}

/**
 * @param {Cutoff} of
 * @param {() => void} changed
 */
function cutoff(of, changed) {
  const now = () => state.cutoffs[of.id] ?? of.usual;
  const fields = [0, 1, 2].map((place) => {
    const id = newId();
    const field = el("input", {
      id, type: "number", step: "any", value: String(now()[place]),
      onchange: () => {
        const values = /** @type {[number, number, number]} */ (fields.map((one) => Number(one.field.value)));
        if (values.every((value, at) => value === of.usual[at])) delete state.cutoffs[of.id];
        else state.cutoffs[of.id] = values;
        changed();
      },
    });
    return { field, box: el("div", { className: "year" }, el("label", { for: id }, say("points", { count: place + 1 })), field) };
  });
  return el("fieldset", { className: "parameter" },
    el("legend", null, of.name),
    el("p", { className: "range" }, of.unit),
    el("div", { className: "grid" }, fields.map((one) => one.box)),
    el("details", { className: "cited" }, el("summary", null, say(`basis.${of.basis}`)), el("p", null, of.citation)));
}

/**
 * @param {Element} at
 * @param {Run} run
 * @param {List} list
 */
function body(at, run, list) {
  if (!list.available) {
    fill(at, el("p", null, say("no-list")));
    return;
  }
  const moves = run.baseline !== null || Object.keys(state.set).length + Object.keys(state.cutoffs).length > 0;
  let all = false;
  let text = "";
  const rows = el("div", null);
  const draw = () => {
    const wanted = list.lines.filter((line) => text === "" || `${line.name} ${line.id}`.toLowerCase().includes(text));
    const shown = all ? wanted : wanted.slice(0, SHOWN);
    /** @type {(string | [string, string])[]} */
    const head = [[say("rank"), "number"], say("occupation"), say("tier"), say("grade"),
      [say("strong"), "number"], [say("score80"), "number"], say("verdict")];
    fill(rows, table(say("list-caption", { rules: list.title, vintage: list.vintage }), head, shown.map((line) =>
      el("tr", { className: line.movement },
        el("td", { className: "number" }, String(line.rank)),
        el("th", { scope: "row" }, el("button", {
          type: "button", className: "figure", onclick: () => void whyListed(run, line.id, line.name),
          "aria-label": say("why-of", { what: line.name }),
        }, line.name), line.synthetic && el("span", { className: "synthetic" }, say("mark.synthetic-short"))),
        el("td", null, el("span", { className: `tier ${line.tier}` }, say(`list.tier.${line.tier}`)),
          moves && line.tier_before !== null && line.tier_before !== line.tier &&
            el("span", { className: "change" }, ` ← ${say(`list.tier.${line.tier_before}`)}`)),
        el("td", null, line.grade ?? "–"),
        el("td", { className: "number" }, line.strong === null ? "–" : percent(line.strong),
          moves && line.strong !== null && line.strong_before !== null && line.strong !== line.strong_before &&
            el("span", { className: "range" }, ` (${percent(line.strong_before)})`)),
        el("td", { className: "number range" }, line.score80 ? `${number(line.score80[0], 2)}–${number(line.score80[1], 2)}` : "–"),
        el("td", null, line.verdict ?? "–")))),
    !all && wanted.length > SHOWN && el("button", {
      type: "button",
      onclick: () => {
        all = true;
        draw();
      },
    }, say("show-all", { count: wanted.length })));
  };
  draw();
  const id = newId();
  const search = el("input", {
    id, type: "search",
    oninput: () => {
      text = search.value.toLowerCase();
      draw();
    },
  });
  fill(at,
    list.synthetic && el("p", { className: "synthetic" }, say("mark.synthetic")),
    table(say("tiers-caption"), [say("tier"), [say("now"), "number"], ...(moves ? [/** @type {[string, string]} */ ([say("before"), "number"])] : [])],
      TIERS.map((tier) => el("tr", null,
        el("th", { scope: "row" }, el("span", { className: `tier ${tier}` }, say(`list.tier.${tier}`))),
        el("td", { className: "number" }, String(list.tiers[tier] ?? 0)),
        moves && el("td", { className: "number" }, String(list.tiers_before[tier] ?? 0))))),
    moves && el("div", { className: "moves" },
      el("p", null, el("strong", null, say("entering", { count: list.entering.length })), " ", list.entering.slice(0, 30).join("; ") || "–"),
      el("p", null, el("strong", null, say("leaving", { count: list.leaving.length })), " ", list.leaving.slice(0, 30).join("; ") || "–")),
    el("div", { className: "choice" }, el("label", { for: id }, say("search")), search),
    rows);
}

/**
 * @param {Run} run
 * @param {string} id
 * @param {string} name
 */
async function whyListed(run, id, name) {
  const text = el("pre", null, say("working"));
  openDialog(name, text);
  try {
    /** @type {{text: string}} */
    const found = await get(["runs", run.key, "list", id], asked());
    text.textContent = found.text;
  } catch (problem) {
    text.textContent = problem instanceof Problem ? problem.message : say("failed");
  }
}
