import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert } from "chai";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { needs, whereIs } from "./needs.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const CHROMIUM = "Chromium (apt-get install chromium)";

export function startBrowser(): Promise<Browser> {
  const executablePath = whereIs("chromium");
  if (executablePath === undefined) throw new Error(`there is no ${CHROMIUM} on the PATH`);
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Opens a page. What a test opens is closed after it; what a hook opens stays. */
type OpenPage = (url: string, options?: BrowserContextOptions) => Promise<Page>;

/**
 * Gives the tests of a suite a browser, or skips them; to be called in `describe`. A test fails if a page's console has errors
 * or warnings, or if it asks for anything but itself.
 */
export function useBrowser(): OpenPage {
  let browser: Browser;
  let kept = 0;
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  before(async function () {
    needs(this, "chromium", CHROMIUM);
    browser = await startBrowser();
  });
  beforeEach(() => {
    kept = contexts.length;
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(kept).map((context) => context.close()));
    assert.deepEqual(faults.splice(0), []);
  });
  after(() => browser?.close());
  return async (url, options = {}) => {
    const context = await browser.newContext(options);
    contexts.push(context);
    const page = await context.newPage();
    // The machine may be busy with other tests.
    page.setDefaultTimeout(90_000);
    collectFaults(page, url, faults);
    await page.goto(url);
    return page;
  };
}

function collectFaults(page: Page, url: string, faults: string[]): void {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { origin, href, hash } = new URL(url);
    const own = url.startsWith("http:") ? origin : href.slice(0, href.length - hash.length);
    if (!request.url().startsWith(own) && !request.url().startsWith("data:")) faults.push(`asks for ${request.url()}`);
  });
}

/** All the text in an element. */
export const textOf = async (element: Locator) => (await element.textContent()) ?? "";

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core calls serious or critical, of a page as it is now. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // By evaluation, as the page's policy lets no other script in.
  await page.evaluate(axe);
  const found = await page.evaluate("axe.run().then(({ violations }) => violations)");
  const serious = (found as readonly Violation[]).filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`);
}

/** Scrolls through the whole page, so that what is drawn when it comes near is drawn. */
export async function seeAll(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 600) {
    await page.evaluate((to) => scrollTo(0, to), y);
    await page.waitForTimeout(20);
  }
  await page.evaluate(() => scrollTo(0, 0));
  assert.equal(await page.evaluate(() => document.querySelectorAll(".chart:empty").length), 0);
}
