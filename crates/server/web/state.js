// What is chosen and changed on the page. All of it stands in the link.

/**
 * @typedef {{value: number, low?: number, high?: number, source?: string}} ParameterEdit
 * @typedef {{years: Record<string, number>, source?: string}} YearsEdit
 * @typedef {{package: string, lang: string, baseline: string, scenario: string, view: string, place: string,
 *   parameters: Record<string, ParameterEdit>, growth: Record<string, YearsEdit>,
 *   pension_age: Record<string, YearsEdit>, set: Record<string, number>,
 *   cutoffs: Record<string, [number, number, number]>, compare: string[]}} State
 */

/** @type {State} */
export const state = {
  package: "",
  lang: "",
  baseline: "baseline",
  scenario: "baseline",
  view: "figures",
  place: "job-openings",
  parameters: {},
  growth: {},
  pension_age: {},
  set: {},
  cutoffs: {},
  compare: [],
};

const TEXTS = /** @type {const} */ (["package", "lang", "baseline", "scenario", "view", "place"]);
const TREES = /** @type {const} */ (["parameters", "growth", "pension_age", "set", "cutoffs"]);

/** Takes the state from the link; what is not there or can't be read stays as it is. */
export function readLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  for (const name of TEXTS) {
    const text = link.get(name);
    if (text) state[name] = text;
  }
  for (const name of TREES) {
    const tree = read(link.get(name));
    /** @type {Record<string, unknown>} */ (state)[name] =
      tree && typeof tree === "object" && !Array.isArray(tree) ? numbersOf(tree) : {};
  }
  const compare = (link.get("compare") ?? "").split(",").filter(Boolean);
  state.compare = compare.slice(0, 4);
}

/** @param {string | null} text */
function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/**
 * What a link holds is anybody's: numbers, texts and lists of numbers are taken, nothing else.
 * @param {unknown} value
 * @returns {unknown}
 */
function numbersOf(value) {
  if (Array.isArray(value)) return value.slice(0, 3).map(Number);
  if (value && typeof value === "object") {
    const own = Object.entries(value).filter(([key]) => !["__proto__", "constructor"].includes(key));
    return Object.fromEntries(own.slice(0, 200).map(([key, inner]) => [key, numbersOf(inner)]));
  }
  return typeof value === "number" || typeof value === "string" ? value : null;
}

/** The link that holds the state. */
export function link() {
  const link = new URLSearchParams();
  for (const name of TEXTS) if (state[name]) link.set(name, state[name]);
  for (const name of TREES) {
    if (Object.keys(state[name]).length > 0) link.set(name, JSON.stringify(state[name]));
  }
  if (state.compare.length > 0) link.set("compare", state.compare.join(","));
  return `#${link.toString()}`;
}

/** Puts the state into the address. */
export function writeLink() {
  history.replaceState(null, "", link());
}

/** Whether any assumption is changed. */
export function isChanged() {
  return [state.parameters, state.growth, state.pension_age].some((tree) => Object.keys(tree).length > 0);
}

/** Takes back every change of an assumption. */
export function takeBack() {
  state.parameters = {};
  state.growth = {};
  state.pension_age = {};
}

/**
 * The change as the server takes it; what has no reason of its own bears the usual one.
 * @param {string} reason
 */
export function edit(reason) {
  /** @type {Record<string, unknown>} */
  const parameters = {};
  for (const [key, { value, low, high, source }] of Object.entries(state.parameters)) {
    parameters[key] = { value, low, high, source: source || reason };
  }
  /** @param {Record<string, YearsEdit>} tree */
  const years = (tree) => Object.fromEntries(Object.entries(tree).map(([code, of]) =>
    [code, { years: of.years, source: of.source || reason }]));
  return { parameters, growth: years(state.growth), pension_age: years(state.pension_age) };
}
