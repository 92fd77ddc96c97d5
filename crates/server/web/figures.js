// Requirement, unemployment, sections, regions and occupations of a run, and its charts.
import { address, get } from "./api.js";
import { choice, el, fill, table } from "./dom.js";
import { state } from "./state.js";
import { percent, say } from "./words.js";
import { ask } from "./why.js";

/** @typedef {import("./api.js").Run} Run */
/** @typedef {import("./api.js").Figure} Figure */

/** Measures at the head of the page: of the policy period, or of its last year. */
const HEAD = ["job-openings", "net-requirement", "replacement-demand", "implied-unemployment-rate", "cover"];
/**
 * Tables under it: what they are by, and of which measures.
 * @type {[string, "section" | "region" | "occupation", string[]][]}
 */
const TABLES = [
  ["sections", "section", ["job-openings", "employment"]],
  ["regions", "region", ["job-openings", "implied-unemployment-rate"]],
  ["occupations", "occupation", ["job-openings", "tightness-probability"]],
];
/** Places of charts that the page shows. */
const PLACES = ["job-openings", "regions", "sections", "labour-force", "comparison", "retirement", "employment", "list"];

/**
 * A figure that can be asked why.
 * @param {Run} run
 * @param {Figure} of
 * @param {string} [text]
 */
export function figureButton(run, of, text) {
  return el("button", {
    type: "button", className: "figure",
    "aria-label": say("why-of", { what: `${of.words.measure}, ${of.words.place || say("nation")}: ${of.words.value}` }),
    onclick: () => ask(run, of),
  }, text ?? of.words.value);
}

/**
 * What a figure differs by, with how sure that is.
 * @param {Figure} of
 */
export function difference(of) {
  const { change, change80 } = of.words;
  if (!change || !of.difference) return el("span", { className: "none" }, "–");
  const sure = Math.max(of.difference.above, of.difference.below);
  // What is shown as nothing is neither.
  const kind = !/[1-9]/.test(change) ? "same" : of.difference.median > 0 ? "up" : "down";
  return el("span", { className: `change ${kind}`, title: say("in-simulations", { share: percent(sure) }) },
    change, change80 && el("span", { className: "range" }, ` (${change80})`));
}

/** @param {Figure} of */
function mark(of) {
  return of.synthetic && el("span", { className: "synthetic" }, say("mark.synthetic-short"));
}

/**
 * @param {Element} at
 * @param {Run} run
 * @param {AbortSignal} signal
 */
export async function showFigures(at, run, signal) {
  const last = run.periods[0]?.[1] ?? run.horizon;
  const measures = [...new Set([...HEAD, ...TABLES.flatMap(([, , own]) => own)])].join(",");
  /** @type {Figure[]} */
  const all = await get(["runs", run.key, "figures"], { measures, years: last, lang: state.lang }, signal);
  const period = run.periods[0] ?? [last, last];
  /** @param {Figure} of */
  const isShown = (of) => of.from === of.to ? isOfYear(of.measure) : of.from === period[0];
  const shown = all.filter(isShown);
  const nation = HEAD.map((measure) => shown.find((of) => of.measure === measure
    && !of.section && !of.region && !of.occupation)).filter((of) => of !== undefined);
  const charts = el("section", { className: "charts", "aria-label": say("charts") });
  fill(at,
    el("section", { "aria-label": say("headline") },
      el("h2", null, say("headline"), preview(run)),
      el("div", { className: "cards" }, nation.map((of) => el("div", { className: "card" },
        el("h3", null, of.words.measure),
        el("p", { className: "value" }, figureButton(run, of), " ",
          el("span", { className: "unit" }, of.words.unit), mark(of)),
        of.words.range80 && el("p", { className: "range" }, say("interval80", { range: of.words.range80 })),
        run.baseline && el("p", null, say("against"), " ", difference(of)),
        el("p", { className: "when" }, of.from === of.to ? String(of.to) : `${of.from}–${of.to}`))))),
    charts,
    TABLES.map(([name, by, measures]) => {
      const codes = [...new Set(shown.filter((of) => is(of, by)).map((of) => of[by]))];
      const [first = "", second = ""] = measures;
      /** @param {string | null} code @param {string} measure */
      const find = (code, measure) => shown.find((of) => is(of, by) && of[by] === code && of.measure === measure);
      const rows = codes.map((code) => ({ main: find(code, first), other: find(code, second) }))
        .filter((row) => row.main ?? row.other);
      rows.sort((a, b) => (b.main?.estimate.median ?? 0) - (a.main?.estimate.median ?? 0));
      const some = rows.find((row) => row.main)?.main;
      const other = rows.find((row) => row.other)?.other;
      if (rows.length === 0) return null;
      /** @type {(string | [string, string])[]} */
      const head = [
        say(by),
        [`${some?.words.measure ?? ""}, ${some?.words.unit ?? ""}`, "number"],
        [say("range80-head"), "number"],
        [say("change-head"), "number"],
      ];
      if (other) head.push([`${other.words.measure}, ${other.words.unit}`, "number"]);
      return el("section", null, table(say(`tables.${name}`), head, rows.map(({ main, other: second }) =>
        el("tr", null,
          el("th", { scope: "row" }, (main ?? second)?.words.place),
          el("td", { className: "number" }, main && figureButton(run, main), main && mark(main)),
          el("td", { className: "number range" }, main?.words.range80 ?? "–"),
          el("td", { className: "number" }, main ? difference(main) : "–"),
          other && el("td", { className: "number" }, second
            ? figureButton(run, second, second.words.range80
              ? `${second.words.value} (${second.words.range80})` : second.words.value)
            : "–")))));
    }));
  await showCharts(charts, run, signal);
}

/** @param {Figure} of @param {"section" | "region" | "occupation"} by */
function is(of, by) {
  const places = ["section", "region", "occupation"].filter((name) => /** @type {any} */ (of)[name]);
  return places.length === 1 && places[0] === by;
}

/** Stocks and rates are of a year. @param {string} measure */
function isOfYear(measure) {
  return ["employment", "implied-unemployment-rate"].includes(measure);
}

/** The label of a run with few simulations. @param {Run} run */
export function preview(run) {
  return run.preview && el("span", { className: "preview" }, say("preview", { draws: run.draws }));
}

/**
 * The charts of the chapter that is chosen.
 * @param {Element} at
 * @param {Run} run
 * @param {AbortSignal} signal
 */
async function showCharts(at, run, signal) {
  const list = el("div", { className: "chart-list" });
  const places = PLACES.filter((place) => run.baseline || place !== "comparison");
  if (!places.includes(state.place)) state.place = "job-openings";
  const draw = async () => {
    /** @type {import("./api.js").Chart[]} */
    const all = await get(["runs", run.key, "charts", state.place], { lang: state.lang }, signal);
    fill(list, all.length === 0 && el("p", null, say("no-charts")), all.map((chart) => {
      /** @param {string} ending @param {Record<string, string | boolean>} [more] */
      const file = (ending, more) => address(["runs", run.key, "charts", state.place, `${chart.name}.${ending}`],
        { lang: state.lang, ...more });
      return el("figure", null,
        el("picture", null,
          el("source", { media: "(max-width: 700px)", srcset: file("svg", { narrow: true }) }),
          el("img", {
            src: file("svg"), alt: `${chart.title}. ${chart.description}`, loading: "lazy",
            width: chart.width, height: chart.height,
          })),
        el("figcaption", null, preview(run), run.preview
          ? el("span", null, say("export-later"))
          : ["svg", "png", "csv"].map((ending) => el("a", {
            href: file(ending), download: `${chart.name}.${ending}`,
          }, ending.toUpperCase()))));
    }));
  };
  fill(at,
    choice(say("charts"), places.map((place) => [place, say(`place.${place}`)]), state.place, (place) => {
      state.place = place;
      at.dispatchEvent(new Event("chosen", { bubbles: true }));
      draw().catch(() => fill(list, el("p", null, say("no-charts"))));
    }, "place"),
    list);
  await draw();
}
