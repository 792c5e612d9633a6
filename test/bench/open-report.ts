// Seconds until a page from the disk shows its tables and every other part that does not wait to be looked at.
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { whereIs } from "../needs.ts";

const [file] = process.argv.slice(2);
const executablePath = whereIs("chromium");
if (file === undefined || executablePath === undefined) throw new Error("needs a page, and Chromium");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  const started = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.locator("#runs tbody tr").first().waitFor();
  // A frame in which all of that is painted.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
  console.log((performance.now() - started) / 1000);
} finally {
  await browser.close();
}
