// The picture of a report that the README shows, made anew: `node dist/test/picture.js`. Needs Chromium.
import { pathToFileURL } from "node:url";
import { startBrowser } from "./browser.ts";
import { Workplace } from "./commands/cli.ts";
import { root } from "./root.ts";

const browser = await startBrowser();
const here = new Workplace();
try {
  here.shipped();
  here.run(["sweep", "experiments/schedule-zoo.yaml"]);
  const page = await browser.newPage({ viewport: { width: 1180, height: 800 }, colorScheme: "light" });
  await page.goto(pathToFileURL(here.at("results/schedule-zoo/report.html")).href);
  await page.locator("#curves").scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector("#curves")?.scrollIntoView());
  await page.locator("#curves .chart svg").waitFor();
  await page.screenshot({ path: `${root}src/page/report/report.png` });
} finally {
  await browser.close();
  here.remove();
}
