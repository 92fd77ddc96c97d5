// What the page asks of the server, and what it is answered.

/**
 * @typedef {{file: string, row: number | null, column: string | null}} Place
 * @typedef {{header: string[], rows: {line: number, cells: string[]}[]}} Rows
 * @typedef {{check: string, severity: string, place: Place, message: string, found: string | null,
 *   allowed: string | null, help: string | null, rows: Rows | null}} Finding
 * @typedef {{version: string, packages: string[], languages: string[], preview_draws: number,
 *   upload_bytes: number}} Workspace
 * @typedef {{code: string, name: string}} Named
 * @typedef {{id: string, title: string, sound: boolean}} ScenarioName
 * @typedef {{id: string, name: string, version: string, country: string, languages: string[],
 *   fingerprint: string, base_year: number | null, scenarios: ScenarioName[], sections: Named[],
 *   all_sections: string | null, tables: Named[], notes: number}} Package
 * @typedef {{key: string, name: string, unit: string, value: number, low: number, high: number,
 *   minimum: number, maximum: number, basis: string, citation: string, file: string | null,
 *   line: number | null}} Parameter
 * @typedef {{code: string, name: string, usual: Record<string, number>, set: Record<string, number>,
 *   basis: string | null, citation: string | null}} Years
 * @typedef {{id: string, title: string, description: string, author: string, date: string, draws: number,
 *   period: [number, number], horizon: number, parameters: Parameter[], growth: Years[],
 *   growth_bounds: [number, number], pension_age: Years[], pension_bounds: [number, number]}} Scenario
 * @typedef {{key: string, package: string, scenario: string, baseline: string | null,
 *   baseline_key: string | null, draws: number, preview: boolean, periods: [number, number][],
 *   base_year: number, horizon: number, synthetic: boolean}} Run
 * @typedef {{median: number, lo80: number | null, hi80: number | null, lo95: number | null,
 *   hi95: number | null}} Estimate
 * @typedef {{measure: string, place: string, value: string, range80: string | null,
 *   range95: string | null, unit: string, status: string, change: string | null,
 *   change80: string | null, change_unit: string | null}} InWords
 * @typedef {{scenario: string, measure: string, section: string | null, region: string | null,
 *   occupation: string | null, sex: string | null, age: string | null, from: number, to: number,
 *   unit: string, estimate: Estimate, difference: (Estimate & {above: number, below: number}) | null,
 *   assumed: number, status: string, synthetic: boolean, source: string[], words: InWords}} Figure
 * @typedef {{id: string, name: string, profession: boolean, rank: number, tier: string,
 *   tier_before: string | null, steps: number, movement: string, grade: string | null,
 *   strong: number | null, strong_before: number | null, score: number | null,
 *   score80: [number, number] | null, verdict: string | null, reason: string, switching: string[],
 *   settling: string[], better: number | null, synthetic: boolean}} Line
 * @typedef {{key: string, name: string, group: string, unit: string, usual: number, value: number,
 *   minimum: number, maximum: number, whole: boolean, basis: string, citation: string}} BookNumber
 * @typedef {{id: string, name: string, unit: string, usual: [number, number, number],
 *   values: [number, number, number], basis: string, citation: string}} Cutoff
 * @typedef {{available: boolean, rules: string, title: string, vintage: string,
 *   tiers: Record<string, number>, tiers_before: Record<string, number>, entering: string[],
 *   leaving: string[], lines: Line[], numbers: BookNumber[], cutoffs: Cutoff[], synthetic: boolean}} List
 * @typedef {{name: string, title: string, description: string, width: number, height: number}} Chart
 * @typedef {{id: number, kind: string, state: "going" | "done" | "failed" | "cancelled",
 *   percent: number, run: string | null, files: string[], problem: ProblemBody | null}} Job
 * @typedef {{type: string, title: string, status: number, detail: string, findings?: Finding[]}} ProblemBody
 * @typedef {{ready: boolean, findings: Finding[], count: number}} Findings
 * @typedef {{table: string, key: string, column: string, before: string | null,
 *   after: string | null}} CellChange
 * @typedef {{changes: CellChange[], count: number, notes: string[]}} Evidence
 * @typedef {{id: string, name: string, region: string, rows: number}} Asked
 * @typedef {{id: string, text: string, answers: {code: string, text: string}[]}} Question
 * @typedef {{body: Asked, year: number, questions: Question[], synthetic: boolean,
 *   rows: {id: string, name: string, figures: {name: string, text: string}[]}[]}} Form
 * @typedef {{name: string, value: number, unit: string, status: {obs: string, synthetic?: boolean},
 *   key?: {measure: string}, figure?: unknown, formula: string | Record<string, string>,
 *   parameter?: {key: string, central: number, low: number, high: number, unit: string, basis: string,
 *     citation: string},
 *   cells?: {resource: string, file: string, row: number, publisher: string, dataset: string}[],
 *   parts?: Term[]}} Term
 * @typedef {{draw: number, draws: number, assumed?: number, root: Term}} Explanation
 */

const BASE = "/api/v1";

/** What the server refuses, with its findings. */
export class Problem extends Error {
  /** @param {ProblemBody} body */
  constructor(body) {
    super(body.detail || body.title);
    this.body = body;
    this.status = body.status;
    this.findings = body.findings ?? [];
  }
}

/**
 * The address of something, its parts and words encoded.
 * @param {string[]} parts
 * @param {Record<string, string | number | boolean | undefined | null>} [words]
 */
export function address(parts, words) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(words ?? {})) {
    if (value !== undefined && value !== null && value !== "") asked.set(name, String(value));
  }
  const query = asked.toString();
  return `${BASE}/${parts.map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

/**
 * @param {string} url
 * @param {RequestInit} [how]
 * @returns {Promise<Response>}
 */
async function asked(url, how) {
  // What is wrong is said in the language of the page.
  const headers = { "accept-language": document.documentElement.lang, ...how?.headers };
  const response = await fetch(url, { credentials: "same-origin", ...how, headers });
  if (response.ok) return response;
  const kind = response.headers.get("content-type") ?? "";
  const body = kind.startsWith("application/problem+json")
    ? await response.json()
    : { type: "about:blank", title: response.statusText, status: response.status, detail: "" };
  throw new Problem(body);
}

/**
 * @template T
 * @param {string[]} parts
 * @param {Record<string, string | number | boolean | undefined | null>} [words]
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function get(parts, words, signal) {
  return (await asked(address(parts, words), { signal })).json();
}

/**
 * @param {string[]} parts
 * @param {unknown} body
 * @param {{method?: string, signal?: AbortSignal, headers?: Record<string, string>,
 *   words?: Record<string, string | number | undefined>}} [how]
 */
export function send(parts, body, how) {
  return asked(address(parts, how?.words), {
    method: how?.method ?? "POST",
    headers: { "content-type": "application/json", ...how?.headers },
    body: JSON.stringify(body),
    signal: how?.signal,
  });
}

/**
 * @param {string[]} parts
 * @param {Record<string, string | undefined>} words
 * @param {Blob} file
 * @returns {Promise<Evidence>}
 */
export async function upload(parts, words, file) {
  const response = await asked(address(parts, words), {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  });
  return response.json();
}

/**
 * The tag of a text that stands on the server, and the text; none where there is none.
 * @param {string[]} parts
 * @returns {Promise<string | null>}
 */
export async function tag(parts) {
  try {
    return (await asked(address(parts))).headers.get("etag");
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return null;
    throw problem;
  }
}

/**
 * Follows a job to its end. It is looked at by itself where no stream of events is to be had.
 * @param {Job} job
 * @param {(job: Job) => void} told
 * @param {AbortSignal} [signal]
 * @returns {Promise<Job>}
 */
export function follow(job, told, signal) {
  return new Promise((done, failed) => {
    const lang = document.documentElement.lang;
    const source = new EventSource(address(["jobs", String(job.id), "events"], { lang }));
    let ended = false;
    /** @param {() => void} how */
    const end = (how) => {
      if (ended) return;
      ended = true;
      source.close();
      how();
    };
    /** @param {Event} event */
    const read = (event) => /** @type {Job} */ (JSON.parse(/** @type {MessageEvent} */ (event).data));
    source.addEventListener("progress", (event) => told(read(event)));
    source.addEventListener("end", (event) => end(() => done(read(event))));
    source.addEventListener("error", () => end(() => poll(job, told, signal).then(done, failed)));
    signal?.addEventListener("abort", () => end(() => failed(new DOMException("", "AbortError"))));
  });
}

/**
 * @param {Job} job
 * @param {(job: Job) => void} told
 * @param {AbortSignal} [signal]
 */
async function poll(job, told, signal) {
  for (;;) {
    signal?.throwIfAborted();
    /** @type {Job} */
    const now = await get(["jobs", String(job.id)], {}, signal);
    if (now.state !== "going") return now;
    told(now);
    await new Promise((wake) => setTimeout(wake, 700));
  }
}
