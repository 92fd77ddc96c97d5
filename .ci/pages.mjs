// Opens web pages in a headless Chromium at two widths, light and dark, and looks for what keeps people out, by
// axe-core. Fails on findings that axe calls serious or critical, on a page wider than its window, and on requests
// for what does not lie next to the page. Usage: NODE_MODULES=FOLDER node .ci/pages.mjs PAGE...
import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { assessed, launched, worded } from "../tests/browser.mjs";

const pages = process.argv.slice(2);
assert(pages.length, "usage: NODE_MODULES=FOLDER node .ci/pages.mjs PAGE...");
// What a page may ask for: pictures of that of all figures, the style that sheets share.
const BESIDE = ["figures/", "sheets.css"];

const browser = await launched();
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
  const shown = await page.evaluate(() => [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches]);
  assert.deepEqual(shown, [width, colorScheme === "dark"], path);
  const { found, serious, passes, over } = await assessed(page);
  await context.close();
  const minor = found.length - serious.length;
  console.log(`${path} at ${width}, ${colorScheme}: ${serious.length} serious, ${minor} minor, ${passes} rules pass`);
  for (const one of found) console.log(`  ${worded(one)}`);
  if (asked.length) console.log(`  requests: ${asked}`);
  if (over > 0) console.log(`  wider than its window by ${over} pixels`);
  return serious.length + asked.length + (over > 0);
}
