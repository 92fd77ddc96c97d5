// The form of the yearly panel, filled in on the page.
import { get, Problem, send } from "./api.js";
import { choice, download, el, fill, newId } from "./dom.js";
import { findingList } from "./evidence.js";
import { state } from "./state.js";
import { say } from "./words.js";

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./api.js").Form} Form */

/** Rows shown at a time. */
const SHOWN = 20;

/** Today where the page is read, as an ISO day. */
function today() {
  const now = new Date();
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * @param {Element} at
 * @param {number} year
 * @param {AbortSignal} signal
 */
export async function showPanel(at, year, signal) {
  const form = el("div", null);
  const who = el("div", null, el("p", null, say("working")));
  const id = newId();
  const yearField = el("input", {
    id, type: "number", min: 1990, max: 2100, value: String(year),
    onchange: () => void showPanel(at, Number(yearField.value) || year, signal),
  });
  fill(at, el("h2", null, say("panel")), el("p", { className: "about" }, say("panel-about")),
    el("div", { className: "choice" }, el("label", { for: id }, say("panel-year")), yearField), who, form);
  try {
    /** @type {Asked[]} */
    const bodies = await get(["packages", state.package, "panel", String(year)], { lang: state.lang }, signal);
    const first = bodies[0];
    if (!first) {
      fill(who, el("p", null, say("panel-nobody")));
      return;
    }
    const options = bodies.map((one) => /** @type {[string, string]} */ ([one.id, `${one.name} (${one.region})`]));
    fill(who, choice(say("panel-body"), options, first.id, (body) => void showForm(form, year, body, signal), "body"));
    await showForm(form, year, first.id, signal);
  } catch (problem) {
    if (problem instanceof DOMException) return;
    fill(who, el("p", { className: "error" }, problem instanceof Problem ? problem.message : say("failed")));
  }
}

/**
 * @param {Element} at
 * @param {number} year
 * @param {string} body
 * @param {AbortSignal} signal
 */
async function showForm(at, year, body, signal) {
  /** @type {Form} */
  const form = await get(["packages", state.package, "panel", String(year), body], { lang: state.lang }, signal);
  /** @type {Record<string, {answers: Record<string, string>, reason: string}>} */
  const filled = {};
  const answer = el("div", { role: "status", "aria-live": "polite" });
  const rows = el("div", null);
  const id = newId();
  let text = "";
  let count = SHOWN;
  const of = (/** @type {string} */ row) => filled[row] ?? (filled[row] = { answers: {}, reason: "" });
  const draw = () => {
    const wanted = form.rows.filter((row) => `${row.name} ${row.id}`.toLowerCase().includes(text));
    fill(rows, wanted.slice(0, count).map((row) => {
      const why = newId();
      return el("fieldset", { className: "asked" }, el("legend", null, row.name),
        row.figures.length > 0 && el("details", { className: "cited" }, el("summary", null, say("panel-figures")),
          el("ul", null, row.figures.map((one) => el("li", null, `${one.name}: ${one.text}`)))),
        form.questions.map((question) => choice(question.text,
          [["", say("panel-abstain")], ...question.answers.map((one) => /** @type {[string, string]} */ ([one.code, one.text]))],
          filled[row.id]?.answers[question.id] ?? "", (code) => {
            if (code) of(row.id).answers[question.id] = code;
            else delete of(row.id).answers[question.id];
          }, question.id)),
        el("div", { className: "choice" }, el("label", { for: why }, say("panel-reason")), el("input", {
          id: why, type: "text", maxLength: 2000, value: filled[row.id]?.reason ?? "",
          onchange: (/** @type {Event} */ event) => {
            of(row.id).reason = /** @type {HTMLInputElement} */ (event.target).value;
          },
        })));
    }),
    wanted.length > count && el("button", {
      type: "button",
      onclick: () => {
        count += SHOWN;
        draw();
      },
    }, say("show-more", { count: wanted.length - count })));
  };
  draw();
  const search = el("input", {
    id, type: "search",
    oninput: () => {
      text = search.value.toLowerCase();
      count = SHOWN;
      draw();
    },
  });
  const give = async () => {
    fill(answer, el("p", null, say("working")));
    try {
      const response = await send(["packages", state.package, "panel", String(year), body],
        { date: today(), rows: filled }, { words: { lang: state.lang } });
      const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
      download(name ?? `${body}.csv`, await response.blob());
      fill(answer, el("p", { className: "good" }, say("panel-given")));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(answer, el("p", { className: "error" }, problem.message), findingList(problem.findings));
    }
  };
  fill(at,
    form.synthetic && el("p", { className: "synthetic" }, say("mark.synthetic")),
    el("form", {
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        give().catch(() => fill(answer, el("p", { className: "error" }, say("failed"))));
      },
    },
    el("div", { className: "choice" }, el("label", { for: id }, say("search")), search),
    rows,
    el("div", { className: "buttons" }, el("button", { type: "submit", className: "main" }, say("panel-give")))),
    answer);
}
