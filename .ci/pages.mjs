// Opens web pages in a headless Chromium at two widths, light and dark, and looks for what keeps people out, by
// axe-core. Fails on findings that axe calls serious or critical, on a page wider than its window, and on requests
// for what does not lie next to the page. Usage: NODE_MODULES=FOLDER node .ci/pages.mjs PAGE...
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const pages = process.argv.slice(2);
assert(pages.length, "usage: NODE_MODULES=FOLDER node .ci/pages.mjs PAGE...");
const modules = createRequire(join(process.env.NODE_MODULES ?? process.cwd(), "x.js"));
const { chromium } = modules("playwright-core");
const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");
// What a page may ask for: pictures of that of all figures, the style that sheets share.
const BESIDE = ["figures/", "sheets.css"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
let wrong = 0;
for (const path of pages) {
  for (const width of [390, 1280]) {
    for (const colorScheme of ["light", "dark"]) wrong += await look(path, width, colorScheme);
  }
}
await browser.close();
process.exit(wrong ? 1 : 0);

async function look(path, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 850 }, colorScheme });
  const page = await context.newPage();
  const url = pathToFileURL(resolve(path)).href;
  const own = [url, ...BESIDE.map((name) => pathToFileURL(join(dirname(resolve(path)), name)).href)];
  const asked = [];
  page.on("request", (request) => {
    if (!own.some((one) => request.url().startsWith(one)) && !request.url().startsWith("data:")) asked.push(request.url());
  });
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(axe);
  const [found, passes, over] = await page.evaluate(async () => {
    const said = await axe.run(document, { resultTypes: ["violations"] });
    return [said.violations, said.passes.length, document.documentElement.scrollWidth - innerWidth];
  });
  await context.close();
  const bad = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
  console.log(`${path} at ${width}, ${colorScheme}: ${bad.length} serious, ${found.length - bad.length} minor, ` +
    `${passes} rules pass`);
  for (const { id, impact, help, nodes } of found) {
    console.log(`  ${impact} ${id} (${nodes.length}): ${help}\n    ${nodes[0].html.slice(0, 200)} ` +
      `${(nodes[0].failureSummary ?? "").slice(0, 300)}`);
  }
  if (asked.length) console.log(`  requests: ${asked}`);
  if (over > 0) console.log(`  wider than its window by ${over} pixels`);
  return bad.length + asked.length + (over > 0);
}
