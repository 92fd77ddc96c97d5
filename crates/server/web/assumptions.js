// The assumptions of the scenario: sliders and fields with unit, range, basis and citation.
import { choice, el, fill, newId } from "./dom.js";
import { isChanged, state, takeBack } from "./state.js";
import { number, say } from "./words.js";

/** @typedef {import("./api.js").Scenario} Scenario */
/** @typedef {import("./api.js").Parameter} Parameter */
/** @typedef {import("./api.js").Years} Years */

/** Years shown of growth and pension ages. */
const SHOWN = 10;
/** Steps from one end of a slider to the other. */
const STEPS = 200;

/**
 * Groups of parameters, in the order of the page.
 * @type {[string, (key: string) => boolean][]}
 */
const GROUPS = [
  ["growth", (key) => key.startsWith("demand.") || key.startsWith("unemployment.")],
  ["exits", (key) => key.startsWith("replacement.") || key.startsWith("occupation.")],
  ["entrants", (key) => key.startsWith("supply.")],
];

/**
 * A step that divides a slider, a round number.
 * @param {number} from
 * @param {number} to
 */
function step(from, to) {
  const raw = Math.abs(to - from) / STEPS || 0.01;
  const size = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((by) => by * size).find((one) => one >= raw) ?? raw;
}

/**
 * Where a slider reaches: around what is usual, within what is possible. What is possible is often far wider
 * than what anybody means, and the field takes that.
 * @param {Parameter} of
 * @returns {[number, number]}
 */
function reach(of) {
  const spread = Math.max(of.high - of.low, Math.abs(of.value) * 0.5, (of.maximum - of.minimum) / 20);
  const now = state.parameters[of.key]?.value ?? of.value;
  const from = Math.max(of.minimum, Math.min(of.value - 2 * spread, now));
  const to = Math.min(of.maximum, Math.max(of.value + 2 * spread, now));
  return [from, to];
}

/**
 * @param {Element} at
 * @param {Scenario} scenario
 * @param {() => void} changed
 */
export function showAssumptions(at, scenario, changed) {
  const narrow = matchMedia("(max-width: 800px)").matches;
  const again = () => showAssumptions(at, scenario, changed);
  const undo = el("button", {
    type: "button",
    disabled: !isChanged(),
    onclick: () => {
      takeBack();
      changed();
      again();
    },
  }, say("undo-all"));
  const note = () => {
    undo.disabled = !isChanged();
    changed();
  };
  fill(at,
    el("h2", { id: "assumptions-title" }, say("assumptions")),
    el("p", { className: "about" }, scenario.description),
    el("div", { className: "buttons" }, undo),
    GROUPS.map(([name, belongs]) => {
      const own = scenario.parameters.filter((of) => belongs(of.key));
      // Where there is little room, results come soon after.
      const open = (name === "growth" && !narrow) || own.some((of) => of.key in state.parameters)
        || (name === "growth" && Object.keys(state.growth).length > 0);
      return own.length > 0 && el("details", { className: "group", open },
        el("summary", null, say(`group.${name}`)),
        name === "growth" && growth(scenario, note),
        own.map((of) => parameter(of, note)));
    }),
    el("details", { className: "group", open: Object.keys(state.pension_age).length > 0 },
      el("summary", null, say("group.pension")),
      pension(scenario, note)));
}

/**
 * A parameter: slider, field, its range, basis and citation.
 * @param {Parameter} of
 * @param {() => void} changed
 */
function parameter(of, changed) {
  const [from, to] = reach(of);
  const by = step(from, to);
  const now = () => state.parameters[of.key]?.value ?? of.value;
  const slider = el("input", {
    type: "range", min: from, max: to, step: by, value: String(now()), "aria-label": of.name,
    "aria-valuetext": `${number(now())} ${of.unit}`,
    oninput: () => set(Number(slider.value)),
  });
  const id = newId();
  const field = el("input", {
    id, type: "number", min: of.minimum, max: of.maximum, step: "any", value: String(now()),
    "aria-describedby": `${id}-unit`,
    onchange: () => {
      const value = Number(field.value);
      if (field.value !== "" && value >= of.minimum && value <= of.maximum) set(value);
      else field.value = String(now());
    },
  });
  const back = el("button", {
    type: "button", className: "back", hidden: !(of.key in state.parameters),
    "aria-label": say("undo-one", { name: of.name }), title: say("undo-one", { name: of.name }),
    onclick: () => {
      delete state.parameters[of.key];
      draw();
      changed();
    },
  }, "↺");
  const range = el("p", { className: "range" });
  const reason = el("input", {
    type: "text", id: `${id}-why`, maxLength: 500, value: state.parameters[of.key]?.source ?? "",
    onchange: () => {
      const own = state.parameters[of.key];
      if (own) own.source = reason.value;
      changed();
    },
  });
  const reasonField = el("div", { className: "reason" },
    el("label", { for: `${id}-why` }, say("reason")), reason);
  /** @param {number} value */
  function set(value) {
    const source = state.parameters[of.key]?.source;
    if (value === of.value) delete state.parameters[of.key];
    else state.parameters[of.key] = source ? { value, source } : { value };
    draw();
    changed();
  }
  function draw() {
    const value = now();
    const away = value - of.value;
    slider.value = String(value);
    slider.setAttribute("aria-valuetext", `${number(value)} ${of.unit}`);
    field.value = String(value);
    const isOwn = of.key in state.parameters;
    back.hidden = !isOwn;
    reasonField.hidden = !isOwn;
    const low = Math.max(of.minimum, of.low + away);
    const high = Math.min(of.maximum, of.high + away);
    range.textContent = of.low === of.high
      ? say("certain")
      : say("range95", { low: number(low), high: number(high) });
  }
  draw();
  return el("div", { className: "parameter" },
    el("div", { className: "head" }, el("label", { for: id }, of.name), back),
    slider,
    el("div", { className: "field" }, field, el("span", { id: `${id}-unit` }, of.unit)),
    range, reasonField, cited(of.basis, of.citation, of.minimum, of.maximum));
}

/**
 * Basis, citation and what is possible.
 * @param {string} basis
 * @param {string} citation
 * @param {number} [minimum]
 * @param {number} [maximum]
 */
function cited(basis, citation, minimum, maximum) {
  return el("details", { className: "cited" },
    el("summary", null, say(`basis.${basis}`)),
    el("p", null, citation),
    minimum !== undefined && maximum !== undefined &&
      el("p", null, say("possible", { low: number(minimum), high: number(maximum) })));
}

/**
 * Growth by section and year.
 * @param {Scenario} scenario
 * @param {() => void} changed
 */
function growth(scenario, changed) {
  if (scenario.growth.length === 0) return el("p", null, say("no-growth"));
  const at = el("div", null);
  const changedFirst = scenario.growth.find((one) => one.code in state.growth);
  let code = changedFirst?.code ?? scenario.growth[0]?.code ?? "";
  const options = scenario.growth.map((one) => /** @type {[string, string]} */ ([one.code, one.name]));
  const draw = () => {
    const of = scenario.growth.find((one) => one.code === code);
    if (of) fill(at, years("growth", of, state.growth, scenario.growth_bounds, say("growth-unit"), 0.1, false, changed));
  };
  draw();
  return el("fieldset", { className: "years" },
    el("legend", null, say("growth-by-year")),
    choice(say("section"), options, code, (chosen) => {
      code = chosen;
      draw();
    }, "section"),
    at);
}

/**
 * The pension schedule by sex and year.
 * @param {Scenario} scenario
 * @param {() => void} changed
 */
function pension(scenario, changed) {
  return scenario.pension_age.map((of) => el("fieldset", { className: "years" },
    el("legend", null, say("pension-of", { sex: of.name })),
    years("pension_age", of, state.pension_age, scenario.pension_bounds, say("age-unit"), 0.5, true, changed)));
}

/**
 * Fields by year. Where all years are to be given, those that stay are given as they are.
 * @param {string} name
 * @param {Years} of
 * @param {Record<string, import("./state.js").YearsEdit>} tree
 * @param {[number, number]} bounds
 * @param {string} unit
 * @param {number} by
 * @param {boolean} whole
 * @param {() => void} changed
 */
function years(name, of, tree, bounds, unit, by, whole, changed) {
  const all = Object.keys(of.usual).map(Number).sort((a, b) => a - b);
  const shown = whole ? all.filter((year) => year >= new Date().getFullYear() - 1).slice(0, SHOWN) : all.slice(0, SHOWN);
  /** @param {number} year */
  const usual = (year) => of.set[year] ?? of.usual[year] ?? 0;
  /** @param {number} year */
  const now = (year) => tree[of.code]?.years[year] ?? usual(year);
  /** @type {Map<number, HTMLInputElement>} */
  const fields = new Map();
  /**
   * @param {number} year
   * @param {number} value
   */
  const set = (year, value) => {
    const own = tree[of.code] ?? (tree[of.code] = { years: whole
      ? Object.fromEntries(shown.map((one) => [one, usual(one)]))
      : { ...of.set } });
    own.years[year] = value;
    if (shown.every((one) => now(one) === usual(one))) delete tree[of.code];
    draw();
    changed();
  };
  const back = el("button", {
    type: "button", className: "back",
    "aria-label": say("undo-one", { name: of.name }), title: say("undo-one", { name: of.name }),
    onclick: () => {
      delete tree[of.code];
      draw();
      changed();
    },
  }, "↺");
  const grid = el("div", { className: "grid" }, shown.map((year) => {
    const id = newId();
    const field = el("input", {
      id, type: "number", min: bounds[0], max: bounds[1], step: by, value: round(now(year)),
      name: `${name}.${of.code}.${year}`,
      onchange: () => {
        const value = Number(field.value);
        if (field.value !== "" && value >= bounds[0] && value <= bounds[1]) set(year, value);
        else field.value = round(now(year));
      },
    });
    fields.set(year, field);
    return el("div", { className: "year" }, el("label", { for: id }, String(year)), field);
  }));
  const all1 = newId();
  const slider = el("input", {
    id: all1, type: "range", min: -5, max: 5, step: by, value: "0",
    oninput: () => {
      for (const year of shown) {
        const value = Math.min(bounds[1], Math.max(bounds[0], usual(year) + Number(slider.value)));
        const own = tree[of.code] ?? (tree[of.code] = { years: {} });
        own.years[year] = Number(value.toFixed(3));
      }
      if (Number(slider.value) === 0) delete tree[of.code];
      draw();
      changed();
    },
  });
  function draw() {
    back.hidden = !(of.code in tree);
    for (const [year, field] of fields) {
      field.value = round(now(year));
      field.classList.toggle("own", now(year) !== usual(year));
    }
    const away = shown.map((year) => now(year) - usual(year));
    const first = away[0] ?? 0;
    if (away.every((one) => Math.abs(one - first) < 1e-6)) slider.value = String(first);
    slider.setAttribute("aria-valuetext", `${number(Number(slider.value))} ${unit}`);
  }
  draw();
  return el("div", null,
    el("div", { className: "head" }, el("label", { for: all1 }, say("all-years")), back),
    slider, el("p", { className: "range" }, unit), grid,
    of.citation && of.basis && cited(of.basis, of.citation));
}

/** @param {number} value */
function round(value) {
  return String(Number(value.toFixed(2)));
}
