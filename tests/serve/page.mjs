// The page in a headless Chromium: what an analyst does with it from end to end, by mouse and by keyboard alone, in
// every language, at two widths, light and dark; axe-core finds nothing serious. Usage:
//   node page.mjs SURANYS WORKSPACE [SCREENSHOTS]
// WORKSPACE is written to: a scenario is saved there. Screenshots are kept where a folder for them is named.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assessed, launched, worded } from "../browser.mjs";

const [suranys, workspace, shots] = process.argv.slice(2);
assert(suranys && workspace, "usage: node page.mjs SURANYS WORKSPACE [SCREENSHOTS]");
if (shots) mkdirSync(shots, { recursive: true });

const FULL = 120_000;
const server = spawn(suranys, ["serve", workspace, "--bind", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const link = await new Promise((give) => server.stdout.once("data", (line) => give(String(line).trim())));
const browser = await launched();

/** A page that says what it should not: errors, requests elsewhere, breaches of its policy. */
async function opened(address, { width = 1280, dark = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: dark ? "dark" : "light", acceptDownloads: true, locale: "en",
  });
  const page = await context.newPage();
  const said = [];
  page.on("pageerror", (error) => said.push(`error: ${error}`));
  page.on("console", (line) => {
    // What a request is refused with is shown on the page.
    if (line.type() === "error" && !/status of (4\d\d|503)/.test(line.text())) said.push(line.text());
  });
  page.on("request", (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url())) said.push(`asks ${request.url()}`);
  });
  await page.goto(address);
  return { context, page, said };
}

const full = async (page) => {
  await page.locator("#status .full").waitFor({ timeout: FULL });
  await page.locator('#view[data-draws="full"]').waitFor({ timeout: FULL });
};
const card = (page, n = 0) => page.locator(".card .value button").nth(n);

async function looked(page, what) {
  // Pictures are loaded when they come in sight.
  await page.evaluate(() => Promise.all([...document.images].map((one) => {
    one.loading = "eager";
    return one.decode().catch(() => {});
  })));
  const { serious, passes, over } = await assessed(page);
  assert(over <= 0, `${what}: wider than its window by ${over} pixels`);
  assert.equal(serious.length, 0, `${what}:\n  ${serious.map(worded).join("\n  ")}`);
  if (shots) await page.screenshot({ path: join(shots, `${what.replaceAll(/[ ,]+/g, "-")}.png`), fullPage: true });
  console.log(`${what}: nothing serious, ${passes} rules pass`);
}

try {
  // What an analyst does, by mouse.
  const { context, page, said } = await opened(`${link}#lang=en`);
  await full(page);
  const before = await card(page).textContent();
  const files = () => existsSync(join(workspace, "data/scenarios/construction.toml"));
  assert(!files());
  await page.getByLabel("Section of activity", { exact: true }).selectOption("F");
  for (const [year, growth] of [["growth.F.2026", "25"], ["growth.F.2027", "25"]]) {
    await page.locator(`input[name="${year}"]`).fill(growth);
    await page.locator(`input[name="${year}"]`).press("Enter");
  }
  await page.locator("#status .preview").waitFor({ timeout: FULL });
  await full(page);
  const after = await card(page).textContent();
  assert.notEqual(after, before, "the requirement does not move with growth of construction");
  await page.locator(".card .change.up, .card .change.down").first().waitFor();
  assert.match(new URL(page.url()).hash, /growth=/, "the link does not hold the change");
  const construction = page.locator("section table tr", { hasText: "Construction" }).first();
  await construction.locator(".change.up").waitFor();
  console.log(`growth of construction: requirement ${before} to ${after}`);

  await page.getByRole("button", { name: "List", exact: true }).click();
  await page.locator("tr .tier").first().waitFor({ timeout: FULL });
  await page.getByText("Weights and cut-offs").click();
  const slider = page.getByLabel("Recommend from this probability", { exact: false });
  await slider.evaluate((one) => {
    one.value = "0.05";
    one.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.getByText(/^Enter \(\d+\):/).waitFor();
  await page.waitForFunction(() => location.hash.includes("set="));
  await page.locator("table").first().getByText(/\d/).first().waitFor();

  await page.getByRole("button", { name: "Figures", exact: true }).click();
  await card(page).click();
  await page.locator("dialog .terms li").first().waitFor({ timeout: FULL });
  assert((await page.locator("dialog .terms li").count()) > 3, "the tree has no branches");
  await looked(page, "why a figure");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "figure", "the focus is not given back");

  // Shared: the link alone gives the same figures.
  const shared = page.url();
  const other = await opened(shared);
  await full(other.page);
  assert.equal(await card(other.page).textContent(), after, "the link gives other figures");
  assert.deepEqual(other.said, []);
  await other.context.close();

  // Exported: a chart in three formats.
  for (const ending of ["SVG", "PNG", "CSV"]) {
    const waiting = page.waitForEvent("download", { timeout: FULL });
    await page.locator("figcaption").first().getByRole("link", { name: ending }).click();
    const path = await (await waiting).path();
    const head = readFileSync(path).subarray(0, 8).toString("latin1");
    assert(({ SVG: "<svg", PNG: "\x89PNG", CSV: "item,ser" })[ending] === head.slice(0, { SVG: 4, PNG: 4, CSV: 8 }[ending]), head);
  }

  // Saved as a file, and there again after a reload.
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByLabel("Name of the file", { exact: false }).fill("construction");
  await page.getByLabel("Title", { exact: true }).fill("Construction grows");
  await page.locator("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await page.locator("dialog .good").waitFor({ timeout: FULL });
  assert(files(), "nothing was saved");
  assert.match(readFileSync(join(workspace, "data/scenarios/construction.toml"), "utf8"), /\[growth\.F\]/);
  await page.keyboard.press("Escape");
  await page.reload();
  await full(page);
  assert.equal(await page.getByLabel("Scenario", { exact: true }).inputValue(), "construction");
  assert.equal(await card(page).textContent(), after, "the saved scenario gives other figures");

  // The report as a job, cancelled.
  await page.getByRole("button", { name: "Report", exact: true }).click();
  await page.getByRole("button", { name: "Make the report" }).click();
  await page.locator("dialog progress").waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByText("Cancelled.").waitFor({ timeout: FULL });
  await page.keyboard.press("Escape");

  // A faulty table, and markup in it that stays text.
  await page.getByRole("button", { name: "Data", exact: true }).click();
  await page.getByLabel("Table", { exact: true }).selectOption("unfilled_posts");
  const table = readFileSync(join(workspace, "data/kz/tables/unfilled_posts.csv"), "utf8").split("\n");
  const at = table[0].split(",").indexOf("value");
  const cells = table[3].split(",");
  cells[at] = "<img src=x onerror=alert(1)>";
  await page.getByLabel("File", { exact: true }).setInputFiles({
    name: "faulty.csv", mimeType: "text/csv", buffer: Buffer.from([...table.slice(0, 3), cells.join(","), ""].join("\n")),
  });
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.locator(".findings code", { hasText: "faulty.csv:4:value" }).first().waitFor({ timeout: FULL });
  assert.equal(await page.locator(".findings img").count(), 0, "text became markup");

  // Side by side, and the panel's form.
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.locator("table.compare").first().waitFor({ timeout: FULL });
  assert((await page.locator("table.compare").first().locator("thead th").count()) >= 4);
  await looked(page, "scenarios side by side");
  await page.getByRole("button", { name: "Panel", exact: true }).click();
  const asked = page.locator("fieldset.asked").first();
  await asked.waitFor({ timeout: FULL });
  await asked.locator("select").first().selectOption({ index: 1 });
  const given = page.waitForEvent("download", { timeout: FULL });
  await page.getByRole("button", { name: "Check and store the form" }).click();
  assert.match((await given).suggestedFilename(), /\.csv$/);
  await looked(page, "the form of the panel");
  assert.deepEqual(said, []);
  await context.close();

  // By keyboard alone: to a slider, move it, to the list and to a figure, ask why, and back.
  const keys = await opened(`${link}#lang=en`);
  await full(keys.page);
  const value = await card(keys.page).textContent();
  const reach = async (wanted, most = 250) => {
    for (let n = 0; n < most; n += 1) {
      await keys.page.keyboard.press("Tab");
      if (await keys.page.evaluate((text) => {
        const own = document.activeElement;
        return (own?.getAttribute("aria-label") ?? own?.textContent ?? "").startsWith(text);
      }, wanted)) return;
    }
    assert.fail(`\`${wanted}\` is not reached by the keyboard`);
  };
  await reach("Skip to the results", 2);
  await reach("GDP growth, distance from the baseline");
  for (let n = 0; n < 5; n += 1) await keys.page.keyboard.press("PageUp");
  await keys.page.locator("#status .preview").waitFor({ timeout: FULL });
  await full(keys.page);
  assert.notEqual(await card(keys.page).textContent(), value, "the slider does not move by the keyboard");
  await reach("List");
  await keys.page.keyboard.press("Enter");
  await keys.page.locator("tr .tier").first().waitFor({ timeout: FULL });
  await reach("Why?");
  await keys.page.keyboard.press("Enter");
  await keys.page.locator("dialog pre").waitFor();
  await keys.page.waitForFunction(() => document.querySelector("dialog pre")?.textContent?.includes("\n"));
  await keys.page.keyboard.press("Escape");
  assert.match(await keys.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""), /^Why\?/);
  assert.deepEqual(keys.said, []);
  await keys.context.close();

  // Every language, narrow and wide, light and dark.
  for (const lang of ["en", "ru", "kk"]) {
    for (const width of [390, 1280]) {
      const dark = (width === 390) === (lang === "ru");
      const own = await opened(`${link}#lang=${lang}&scenario=optimistic`, { width, dark });
      await full(own.page);
      await own.page.locator("figure img").first().waitFor({ timeout: FULL });
      assert.equal(await own.page.evaluate(() => document.documentElement.lang), lang);
      await looked(own.page, `${lang} figures ${width} ${dark ? "dark" : "light"}`);
      const views = own.page.locator("#views ul button");
      await views.nth(1).click();
      await own.page.locator("tr .tier").first().waitFor({ timeout: FULL });
      await own.page.locator("details.books > summary").click();
      await looked(own.page, `${lang} list ${width} ${dark ? "dark" : "light"}`);
      await views.nth(3).click();
      await own.page.locator(".findings").first().waitFor({ timeout: FULL });
      await looked(own.page, `${lang} data ${width} ${dark ? "dark" : "light"}`);
      const text = await own.page.locator("body").innerText();
      assert(!/\{\w+\}|undefined|NaN/.test(text), `${lang}: a place without a value`);
      assert.deepEqual(own.said, []);
      await own.context.close();
    }
  }
} finally {
  await browser.close();
  server.kill("SIGINT");
}
console.log("the page does what it should");
