// Up to four saved scenarios next to each other, each set against the same baseline.
import { follow, get, send } from "./api.js";
import { el, fill, table } from "./dom.js";
import { state } from "./state.js";
import { difference, figureButton, preview } from "./figures.js";
import { say } from "./words.js";

/** @typedef {import("./api.js").Run} Run */
/** @typedef {import("./api.js").Figure} Figure */
/** @typedef {import("./api.js").Package} Package */

/** Most scenarios next to each other. */
const MOST = 4;
/** Measures that are compared. */
const MEASURES = ["job-openings", "net-requirement", "hired-job-openings", "replacement-demand",
  "implied-unemployment-rate", "cover"];

/**
 * @param {Element} at
 * @param {Package} of
 * @param {AbortSignal} signal
 */
export function showCompare(at, of, signal) {
  const shown = el("div", { "aria-live": "polite" });
  const sound = of.scenarios.filter((one) => one.sound);
  if (state.compare.length === 0) state.compare = sound.slice(0, MOST).map((one) => one.id);
  const boxes = sound.map((one) => {
    const box = el("input", {
      type: "checkbox", id: `compare-${one.id}`, checked: state.compare.includes(one.id), value: one.id,
      onchange: () => {
        state.compare = boxes.filter((other) => other.box.checked).map((other) => other.id).slice(0, MOST);
        limit();
        at.dispatchEvent(new Event("chosen", { bubbles: true }));
        void draw();
      },
    });
    return { id: one.id, box, row: el("div", { className: "check" }, box, el("label", { for: box.id }, one.title)) };
  });
  const limit = () => {
    const full = boxes.filter((one) => one.box.checked).length >= MOST;
    for (const one of boxes) one.box.disabled = full && !one.box.checked;
  };
  limit();
  const draw = async () => {
    fill(shown, el("p", null, say("working")));
    try {
      const runs = await Promise.all(state.compare.map((id) => runOf(id, signal)));
      await compared(shown, runs, of, signal);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      fill(shown, el("p", { className: "error" }, problem instanceof Error ? problem.message : say("failed")));
    }
  };
  fill(at, el("h2", null, say("compare")),
    el("fieldset", { className: "checks" }, el("legend", null, say("compare-about")), boxes.map((one) => one.row)),
    shown);
  return draw();
}

/**
 * The run of a saved scenario with all its simulations.
 * @param {string} scenario
 * @param {AbortSignal} signal
 * @returns {Promise<Run>}
 */
async function runOf(scenario, signal) {
  const body = { package: state.package, baseline: state.baseline, base: scenario, draws: "full" };
  const response = await send(["runs"], body, { signal });
  if (response.status !== 202) return response.json();
  const job = await follow(await response.json(), () => {}, signal);
  if (job.state !== "done" || !job.run) throw new Error(job.problem?.detail ?? say("failed"));
  return get(["runs", job.run], {}, signal);
}

/**
 * @param {Element} at
 * @param {Run[]} runs
 * @param {Package} of
 * @param {AbortSignal} signal
 */
async function compared(at, runs, of, signal) {
  const [first] = runs;
  if (!first) {
    fill(at, el("p", null, say("compare-none")));
    return;
  }
  const last = first.periods[0]?.[1] ?? first.horizon;
  /** @type {Figure[][]} */
  const figures = await Promise.all(runs.map((run) => get(["runs", run.key, "figures"],
    { measures: MEASURES.join(","), by: "nation,region,section", years: last, lang: state.lang }, signal)));
  /** @type {import("./api.js").List[]} */
  const lists = await Promise.all(runs.map((run) => get(["runs", run.key, "list"], { lang: state.lang }, signal)));
  const names = runs.map((run) => of.scenarios.find((one) => one.id === run.scenario)?.title ?? run.scenario);
  const period = first.periods[0] ?? [last, last];
  /** @param {Figure} one */
  const isShown = (one) => one.from === one.to ? one.measure === "implied-unemployment-rate" : one.from === period[0];
  /**
   * @param {string} caption
   * @param {(one: Figure) => boolean} wanted
   * @param {(one: Figure) => string} name
   * @param {(one: Figure) => string} key
   * @param {string} [of]
   */
  const sheet = (caption, wanted, name, key, of = "measure") => {
    const rows = (figures[0] ?? []).filter((one) => isShown(one) && wanted(one));
    return table(caption, [say(of), ...names.map((one) => /** @type {[string, string]} */ ([one, "number"]))],
      rows.map((row) => el("tr", null, el("th", { scope: "row" }, name(row)),
        runs.map((run, at) => {
          const found = figures[at]?.find((one) => isShown(one) && key(one) === key(row));
          return el("td", { className: "number" }, found && [figureButton(run, found),
            found.words.range80 && el("div", { className: "range" }, found.words.range80),
            run.baseline && el("div", null, difference(found))]);
        }))), "compare");
  };
  /** @param {Figure} one */
  const key = (one) => `${one.measure} ${one.section} ${one.region} ${one.from}`;
  fill(at,
    el("p", null, first.baseline === null ? null : preview(first)),
    sheet(say("compare-nation"), (one) => !one.section && !one.region,
      (one) => `${one.words.measure}, ${one.words.unit}`, key),
    table(say("compare-list"), [say("tier"), ...names.map((one) => /** @type {[string, string]} */ ([one, "number"]))],
      ["recommend", "consult", "watch", "undetermined", "no-case"].map((tier) => el("tr", null,
        el("th", { scope: "row" }, say(`list.tier.${tier}`)),
        lists.map((list) => el("td", { className: "number" }, String(list.tiers[tier] ?? 0)))))),
    sheet(say("compare-regions"), (one) => Boolean(one.region) && !one.section && one.measure === "job-openings",
      (one) => one.words.place, key, "region"),
    sheet(say("compare-sections"), (one) => Boolean(one.section) && !one.region && one.measure === "job-openings",
      (one) => one.words.place, key, "section"));
}
