// A headless Chromium and what axe-core finds on a page, for whoever looks at pages. `NODE_MODULES` names the folder
// that `.ci/page-tools` prints.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const modules = createRequire(join(process.env.NODE_MODULES ?? process.cwd(), "x.js"));
const { chromium } = modules("playwright-core");
const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

export const launched = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

/** What axe finds, how much of it is serious, how many rules pass, and by how much the page is wider than its window. */
export async function assessed(page) {
  // Run by the driver, not by the page, whose policy may let no other script in.
  await page.evaluate(axe);
  const [found, passes, over] = await page.evaluate(async () => {
    const said = await axe.run(document, { resultTypes: ["violations"] });
    return [said.violations, said.passes.length, document.documentElement.scrollWidth - innerWidth];
  });
  const serious = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return { found, serious, passes, over };
}

/** A finding as a person reads it. */
export const worded = ({ id, impact, help, nodes }) =>
  `${impact} ${id} (${nodes.length}): ${help}\n    ${nodes[0].html.slice(0, 200)}\n    ${nodes[0].failureSummary ?? ""}`;
