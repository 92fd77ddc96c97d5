// Findings of the package at their row, and a table that is brought.
import { get, Problem, upload } from "./api.js";
import { choice, el, fill, newId, table } from "./dom.js";
import { state } from "./state.js";
import { say } from "./words.js";

/** @typedef {import("./api.js").Finding} Finding */
/** @typedef {import("./api.js").Package} Package */

/** Findings shown before all are asked for. */
const SHOWN = 50;

/**
 * Findings, each with its place, what was found, what is allowed, and the rows around it.
 * @param {Finding[]} findings
 */
export function findingList(findings) {
  let all = false;
  const at = el("div", null);
  const draw = () => {
    const shown = all ? findings : findings.slice(0, SHOWN);
    fill(at, el("ol", { className: "findings" }, shown.map(finding)),
      shown.length < findings.length && el("button", {
        type: "button",
        onclick: () => {
          all = true;
          draw();
        },
      }, say("show-all", { count: findings.length })));
  };
  draw();
  return at;
}

/** @param {Finding} of */
function finding(of) {
  const { file, row, column } = of.place;
  const place = [file, row, column].filter((part) => part !== null && part !== undefined && part !== "").join(":");
  return el("li", { className: of.severity },
    el("p", null, el("span", { className: "severity" }, say(`severity.${of.severity}`)), " ",
      el("code", null, place)),
    el("p", null, of.message),
    el("dl", null, ["found", "allowed", "help"].map((name) => {
      const text = /** @type {Record<string, string | null>} */ (/** @type {unknown} */ (of))[name];
      return text ? [el("dt", null, say(`finding.${name}`)), el("dd", null, text)] : [];
    }).flat()),
    of.rows && of.rows.rows.length > 0 && rows(of.rows, row, column));
}

/**
 * @param {import("./api.js").Rows} of
 * @param {number | null} line
 * @param {string | null} column
 */
function rows(of, line, column) {
  return table(say("rows-around"), [[say("line"), "number"], ...of.header], of.rows.map((row) =>
    el("tr", { className: row.line === line ? "meant" : "" },
      el("th", { scope: "row", className: "number" }, String(row.line)),
      row.cells.map((cell, at) => el("td", {
        className: row.line === line && of.header[at] === column ? "meant" : "",
      }, cell)))), "excerpt");
}

/**
 * @param {Element} at
 * @param {Package | null} of
 * @param {AbortSignal} signal
 */
export async function showEvidence(at, of, signal) {
  const found = el("div", { "aria-live": "polite" }, el("p", null, say("working")));
  fill(at, of && bring(of),
    el("section", null, el("h2", null, say("findings")), found));
  /** @type {import("./api.js").Findings} */
  const all = await get(["packages", state.package, "findings"], { lang: state.lang }, signal);
  fill(found, el("p", null, say(all.ready ? "ready" : "not-ready"), " ", say("findings-count", { count: all.count })),
    findingList(all.findings));
}

/**
 * The form for a table that is brought.
 * @param {Package} of
 */
function bring(of) {
  const answer = el("div", { role: "status", "aria-live": "polite" });
  let wanted = of.tables.some((one) => one.code === "exchange_by_occupation") ? "exchange_by_occupation" : of.tables[0]?.code ?? "";
  const id = newId();
  const file = el("input", { id, type: "file", accept: ".xlsx,.csv,.tsv", required: true });
  const more = ["unit", "source", "status"].map((name) => {
    const own = newId();
    const field = el("input", { id: own, type: "text", maxLength: 80 });
    return { name, field, box: el("div", { className: "choice" }, el("label", { for: own }, say(`bring-field.${name}`)), field) };
  });
  const look = async () => {
    const chosen = file.files?.[0];
    if (!chosen) {
      fill(answer, el("p", { className: "error" }, say("bring-none")));
      return;
    }
    fill(answer, el("p", null, say("working")));
    try {
      const words = Object.fromEntries(more.map((one) => [one.name, one.field.value]));
      const result = await upload(["packages", state.package, "evidence"],
        { name: chosen.name, table: wanted, ...words }, chosen);
      fill(answer, el("p", { className: "good" }, say("bring-sound", { count: result.count })),
        result.notes.map((note) => el("p", null, note)),
        result.changes.length > 0 && table(say("bring-changes"),
          [say("row"), say("column"), say("before"), say("after")],
          result.changes.slice(0, 200).map((one) => el("tr", null,
            el("th", { scope: "row" }, one.key), el("td", null, one.column),
            el("td", null, one.before ?? "–"), el("td", null, one.after ?? "–")))));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(answer, el("p", { className: "error" }, say("bring-faulty", { count: problem.findings.length })),
        problem.findings.length > 0 ? findingList(problem.findings) : el("p", null, problem.message));
    }
  };
  const tables = of.tables.map((one) => /** @type {[string, string]} */ ([one.code, one.name]));
  return el("section", null, el("h2", null, say("bring")), el("p", { className: "about" }, say("bring-about")),
    el("form", {
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        look().catch(() => fill(answer, el("p", { className: "error" }, say("failed"))));
      },
    },
    choice(say("table"), tables, wanted, (chosen) => {
      wanted = chosen;
    }, "table"),
    el("div", { className: "choice" }, el("label", { for: id }, say("file")), file),
    el("details", null, el("summary", null, say("bring-more")), more.map((one) => one.box)),
    el("div", { className: "buttons" }, el("button", { type: "submit", className: "main" }, say("bring-look")))),
    answer);
}
