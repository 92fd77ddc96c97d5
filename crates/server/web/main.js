// The page: what is chosen, the run that follows from it, and which view is shown.
import { address, follow, get, Problem, send, tag } from "./api.js";
import { showAssumptions } from "./assumptions.js";
import { showCompare } from "./compare.js";
import { byId, choice, el, fill, later, newId } from "./dom.js";
import { findingList, showEvidence } from "./evidence.js";
import { showFigures } from "./figures.js";
import { showList } from "./list.js";
import { showPanel } from "./panel.js";
import { edit, isChanged, link, readLink, state, takeBack, writeLink } from "./state.js";
import { say, speak } from "./words.js";
import { openDialog } from "./why.js";

/** @typedef {import("./api.js").Workspace} Workspace */
/** @typedef {import("./api.js").Package} Package */
/** @typedef {import("./api.js").Scenario} Scenario */
/** @typedef {import("./api.js").Run} Run */
/** @typedef {import("./api.js").Job} Job */

const VIEWS = ["figures", "list", "compare", "evidence", "panel"];
/** Milliseconds without a further change before a preview is asked for, and then all simulations. */
const SOON = 200;
const THEN = 900;

/** @type {Workspace} */
let workspace;
/** @type {Package | null} */
let current = null;
/** @type {Scenario | null} */
let scenario = null;
/** @type {Run | null} */
let run = null;
/** The full run that is being made. @type {Job | null} */
let going = null;
/** Ends what belongs to a former choice. */
let asking = new AbortController();
let showing = new AbortController();

const soon = later(SOON, () => void change("preview"));
const then = later(THEN, () => void change("full"));

/**
 * What stops the page, with its findings.
 * @param {unknown} problem
 */
function stopped(problem) {
  if (problem instanceof DOMException && problem.name === "AbortError") return;
  const at = byId("alert");
  if (problem instanceof Problem) {
    fill(at, el("p", null, problem.status === 401 ? say("token") : say("stopped")),
      problem.findings.length > 0 ? findingList(problem.findings) : el("p", null, problem.message));
  } else {
    fill(at, el("p", null, say("unreachable")));
  }
}

/** The state of the run, in words. */
function showStatus() {
  const at = byId("status");
  if (!run) {
    fill(at, el("p", null, say("working")));
    return;
  }
  const job = going;
  fill(at,
    run.preview
      ? el("p", null, el("span", { className: "preview" }, say("preview", { draws: run.draws })), " ",
        job ? say("full-going", { percent: Math.round(job.percent) }) : "")
      : el("p", null, el("span", { className: "full" }, say("full", { draws: run.draws }))),
    job && el("progress", { max: 100, value: job.percent, "aria-label": say("full-going", { percent: Math.round(job.percent) }) }),
    run.synthetic && el("p", { className: "synthetic" }, say("mark.synthetic")));
}

/**
 * Asks for the run of what is chosen now.
 * @param {"preview" | "full"} draws
 */
async function change(draws) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const left = going;
  going = null;
  if (left) void send(["jobs", String(left.id)], null, { method: "DELETE" }).catch(() => {});
  const own = isChanged();
  const body = {
    package: state.package, baseline: state.baseline, base: state.scenario, draws,
    ...(own ? { edit: { ...edit(say("reason-none")), title: { [state.lang]: say("draft") } } } : {}),
  };
  try {
    const response = await send(["runs"], body, { signal });
    fill(byId("alert"));
    if (response.status !== 202) {
      run = await response.json();
    } else {
      going = /** @type {Job} */ (await response.json());
      showStatus();
      const job = await follow(going, (told) => {
        going = told;
        showStatus();
      }, signal);
      going = null;
      if (job.state === "cancelled") return;
      if (job.state !== "done" || !job.run) throw new Problem(job.problem ?? { type: "", title: "", status: 500, detail: say("failed") });
      run = await get(["runs", job.run], {}, signal);
    }
    showStatus();
    await showView();
    if (draws === "preview" && run?.preview) then.ask();
  } catch (problem) {
    going = going && signal.aborted ? going : null;
    stopped(problem);
  }
}

/** An assumption was changed. */
function changed() {
  writeLink();
  then.drop();
  soon.ask();
}

/** The view that is chosen. */
async function showView() {
  const at = byId("view");
  showing.abort();
  showing = new AbortController();
  const { signal } = showing;
  showViews();
  byId("body").classList.toggle("wide", !["figures", "list"].includes(state.view));
  // What is drawn anew takes the place of the old at once, and the reader stays where they were.
  const fresh = el("div", { className: `view ${state.view}` });
  try {
    delete at.dataset.draws;
    if (state.view === "evidence") {
      at.replaceChildren(fresh);
      await showEvidence(fresh, current, signal);
    } else if (state.view === "panel") {
      at.replaceChildren(fresh);
      await showPanel(fresh, new Date().getFullYear(), signal);
    } else if (state.view === "compare" && current) {
      at.replaceChildren(fresh);
      await showCompare(fresh, current, signal);
    } else if (run) {
      const mine = run;
      at.setAttribute("aria-busy", "true");
      const made = state.view === "list" ? showList(fresh, mine, signal) : showFigures(fresh, mine, signal);
      await Promise.race([made, new Promise((wake) => setTimeout(wake, 400))]);
      if (signal.aborted) return;
      at.replaceChildren(fresh);
      await made;
      at.removeAttribute("aria-busy");
      // Which run is in sight, for who looks at the page from outside.
      at.dataset.draws = mine.preview ? "preview" : "full";
    }
  } catch (problem) {
    at.removeAttribute("aria-busy");
    stopped(problem);
  }
}

/** Which views there are. */
function showViews() {
  fill(byId("views"), el("ul", null, VIEWS.map((view) => el("li", null, el("button", {
    type: "button", "aria-current": state.view === view ? "page" : undefined,
    onclick: () => {
      state.view = view;
      writeLink();
      void showView();
    },
  }, say(`view.${view}`))))), el("div", { className: "buttons" },
  el("button", { type: "button", onclick: () => void save() }, say("save")),
  el("button", { type: "button", onclick: () => void share() }, say("share")),
  el("button", { type: "button", onclick: report }, say("report"))));
}

/** Package, scenarios and language. */
function showChoices() {
  const at = byId("choices");
  const names = current?.languages ?? workspace.languages;
  const scenarios = (current?.scenarios ?? []).filter((one) => one.sound)
    .map((one) => /** @type {[string, string]} */ ([one.id, one.title]));
  fill(at,
    choice(say("package"), workspace.packages.map((one) => [one, one === current?.id ? current.country : one]), state.package, (id) => {
      state.package = id;
      takeBack();
      void begin();
    }, "package"),
    choice(say("baseline"), scenarios, state.baseline, (id) => {
      state.baseline = id;
      changed();
    }, "baseline"),
    choice(say("scenario"), scenarios, state.scenario, (id) => {
      state.scenario = id;
      takeBack();
      void begin();
    }, "scenario"),
    choice(say("language"), names.map((one) => [one, say(`languages.${one}`)]), state.lang, (lang) => {
      state.lang = lang;
      void begin();
    }, "language"));
  byId("skip").textContent = say("skip");
  byId("title").textContent = say("title");
  document.title = say("title");
  byId("views").setAttribute("aria-label", say("views"));
  fill(byId("foot"), el("p", null, say("foot", { version: workspace.version })), " ",
    el("a", { href: address(["openapi.json"]) }, "OpenAPI"));
}

/** Saves the scenario as the file that the command line reads. */
function save() {
  const id = newId();
  const titleId = newId();
  const answer = el("div", { role: "status", "aria-live": "polite" });
  const known = current?.scenarios.map((one) => one.id) ?? [];
  const name = el("input", {
    id, type: "text", required: true, pattern: "[a-z0-9][a-z0-9_\\-]{0,63}", value: isChanged() ? "my-scenario" : state.scenario,
    autocomplete: "off", spellcheck: false,
  });
  const title = el("input", { id: titleId, type: "text", maxLength: 200, value: isChanged() ? say("draft") : scenario?.title ?? "" });
  const give = async () => {
    const at = ["packages", state.package, "scenarios", name.value];
    // Another scenario's file is not written over: the server says that it is there.
    const own = name.value === state.scenario && known.includes(name.value);
    const former = own ? await tag([...at, "file"]) : null;
    const change = { ...edit(say("reason-none")), title: title.value ? { [state.lang]: title.value } : {} };
    try {
      const response = await send(at, { base: state.scenario, edit: change },
        { method: "PUT", headers: former ? { "if-match": former } : {} });
      /** @type {{id: string, text: string}} */
      const saved = await response.json();
      state.scenario = saved.id;
      takeBack();
      writeLink();
      await begin();
      fill(answer, el("p", { className: "good" }, say("saved", { file: `${saved.id}.toml` })),
        el("pre", { tabIndex: 0 }, saved.text));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(answer, el("p", { className: "error" }, problem.message),
        problem.findings.length > 0 && findingList(problem.findings));
    }
  };
  openDialog(say("save"), el("form", {
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      give().catch(() => fill(answer, el("p", { className: "error" }, say("failed"))));
    },
  },
  el("p", { className: "about" }, say("save-about")),
  el("div", { className: "choice" }, el("label", { for: id }, say("save-name")), name),
  el("div", { className: "choice" }, el("label", { for: titleId }, say("save-title")), title),
  el("div", { className: "buttons" }, el("button", { type: "submit", className: "main" }, say("save"))),
  ), answer);
}

/** The link that holds everything that is chosen and changed. */
async function share() {
  writeLink();
  const url = new URL(link(), location.href).href;
  const id = newId();
  const field = el("input", { id, type: "text", readOnly: true, value: url, onfocus: () => field.select() });
  const answer = el("p", { role: "status" });
  openDialog(say("share"), el("p", { className: "about" }, say("share-about")),
    el("div", { className: "choice" }, el("label", { for: id }, say("link")), field),
    el("div", { className: "buttons" }, el("button", {
      type: "button", className: "main",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(url);
          answer.textContent = say("copied");
        } catch {
          field.select();
          answer.textContent = say("copy-by-hand");
        }
      },
    }, say("copy"))), answer);
}

/** Makes the report, with its progress, and may be cancelled. */
function report() {
  if (!run) return;
  const mine = run;
  /** @type {AbortController | null} */
  let own = null;
  /** @type {Job | null} */
  let job = null;
  const answer = el("div", { role: "status", "aria-live": "polite" });
  const parts = ["pdf", "html", "xlsx"].map((part) => {
    const id = newId();
    const box = el("input", { id, type: "checkbox", checked: part === "pdf", value: part });
    return { part, box, row: el("div", { className: "check" }, box, el("label", { for: id }, say(`part.${part}`))) };
  });
  const progress = el("progress", { max: 100, value: 0, "aria-label": say("report") });
  const cancel = el("button", {
    type: "button",
    onclick: () => {
      if (job) void send(["jobs", String(job.id)], null, { method: "DELETE" });
    },
  }, say("cancel"));
  const make = async () => {
    own?.abort();
    own = new AbortController();
    const wanted = parts.filter((one) => one.box.checked).map((one) => one.part);
    if (wanted.length === 0) {
      fill(answer, el("p", { className: "error" }, say("report-none")));
      return;
    }
    try {
      const response = await send(["reports"], { run: mine.key, language: state.lang, parts: wanted }, { signal: own.signal });
      job = /** @type {Job} */ (await response.json());
      fill(answer, progress, el("div", { className: "buttons" }, cancel));
      const done = await follow(job, (told) => {
        progress.value = told.percent;
      }, own.signal);
      if (done.state === "cancelled") fill(answer, el("p", null, say("cancelled")));
      else if (done.state === "done") {
        const files = done.files.filter((file) => wanted.some((part) => file.endsWith(`.${part}`)));
        fill(answer, el("p", { className: "good" }, say("report-done")), el("ul", null, files.map((file) => el("li", null,
          el("a", { href: `${address(["jobs", String(done.id), "files"])}/${file.split("/").map(encodeURIComponent).join("/")}`, download: file.replaceAll("/", "-") }, file)))));
      } else throw new Problem(done.problem ?? { type: "", title: "", status: 500, detail: say("failed") });
    } catch (problem) {
      if (problem instanceof DOMException) return;
      fill(answer, el("p", { className: "error" }, problem instanceof Problem ? problem.message : say("failed")),
        problem instanceof Problem && problem.findings.length > 0 && findingList(problem.findings));
    }
  };
  const dialog = openDialog(say("report"), el("p", { className: "about" }, mine.preview ? say("report-wait") : say("report-about")),
    el("fieldset", { className: "checks" }, el("legend", null, say("report-parts")), parts.map((one) => one.row)),
    el("div", { className: "buttons" }, el("button", { type: "button", className: "main", disabled: mine.preview, onclick: () => void make() }, say("report-make"))),
    answer);
  dialog.addEventListener("close", () => own?.abort(), { once: true });
}

/** Reads the package and the scenario that are chosen, and asks for a run. */
async function begin() {
  try {
    await speak(state.lang);
    fill(byId("alert"));
    current = null;
    showChoices();
    try {
      current = await get(["packages", state.package], { lang: state.lang });
    } catch (problem) {
      // A package with findings can still be looked at.
      stopped(problem);
      state.view = "evidence";
      fill(byId("status"));
      await showView();
      return;
    }
    const names = (current?.scenarios ?? []).filter((one) => one.sound).map((one) => one.id);
    const usual = names.includes("baseline") ? "baseline" : names[0] ?? "";
    if (!names.includes(state.baseline)) state.baseline = usual;
    if (!names.includes(state.scenario)) state.scenario = usual;
    state.compare = state.compare.filter((id) => names.includes(id));
    if (current && !current.languages.includes(state.lang)) {
      state.lang = current.languages[0] ?? "en";
      await speak(state.lang);
    }
    writeLink();
    showChoices();
    showViews();
    showStatus();
    scenario = await get(["packages", state.package, "scenarios", state.scenario], { lang: state.lang });
    if (scenario) showAssumptions(byId("assumptions"), scenario, changed);
    await change("preview");
  } catch (problem) {
    stopped(problem);
  }
}

async function main() {
  readLink();
  try {
    workspace = await get(["workspace"]);
  } catch (problem) {
    await speak("en").catch(() => {});
    stopped(problem);
    return;
  }
  const spoken = navigator.languages.map((one) => one.split("-")[0] ?? "");
  if (!workspace.languages.includes(state.lang)) {
    state.lang = spoken.find((one) => workspace.languages.includes(one)) ?? "en";
  }
  if (!workspace.packages.includes(state.package)) state.package = workspace.packages[0] ?? "";
  if (!VIEWS.includes(state.view)) state.view = "figures";
  addEventListener("chosen", writeLink);
  addEventListener("hashchange", () => {
    if (location.hash === link()) return;
    readLink();
    void begin();
  });
  await begin();
}

void main();
