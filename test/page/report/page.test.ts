import { pathToFileURL } from "node:url";
import { assert } from "chai";
import type { Page } from "playwright-core";
import { seeAll, seriousFaults, textOf, useBrowser } from "../../browser.ts";
import { Workplace } from "../../commands/cli.ts";

const NASTY = "<script>alert(1)</script>";

/** 12 variants at two seeds; one rate diverges. */
const EXPERIMENT = `name: shown
description: "${NASTY}</script> as text"
data: {type: linear, features: 3, samples: 40, noise: 0.1}
model: [{type: Linear, out_features: 4}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 12, batch_size: 8}
seeds: 2
grid:
  optimizer.lr: [0.1, 0.05, 1.0e+30]
  scheduler:
    constant: null
    "${NASTY}": {type: StepLR, step_size: 4, gamma: 0.5}
    cosine: CosineAnnealingLR
    exponential: {type: ExponentialLR, gamma: 0.8}
`;

const SEARCHED = `name: searched
data: {type: linear, features: 3, samples: 40, noise: 0.1}
model: [{type: Linear, out_features: 4}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 9, batch_size: 8}
seeds: 2
search: {type: random, runs: 9, space: {optimizer.lr: {log_uniform: [1e-3, 0.1]}}}
prune: {type: successive_halving, reduction_factor: 3}
`;

describe("the report in a browser", function () {
  this.timeout(120_000);
  const openPage = useBrowser();
  let here: Workplace;
  let page: Page;
  let url: string;

  before(async () => {
    here = new Workplace();
    here.experiment("shown", EXPERIMENT);
    const { status, stderr } = here.run(["sweep"]);
    assert.equal(status, 0, stderr);
    url = pathToFileURL(here.at("results/shown/report.html")).href;
    page = await openPage(url, { colorScheme: "light", viewport: { width: 1280, height: 900 } });
  });
  after(() => here?.remove());

  const rowsIn = (id: string) => page.locator(`#${id} tbody tr`);
  const pathsIn = (id: string) => page.locator(`#${id} .chart svg path`).count();

  it("answers in words, ranks, and draws every chart, without a fault and without the network", async () => {
    await seeAll(page);
    const headline = page.locator(".answer .headline");
    const size = await headline.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    assert.isAtLeast(size, 18);
    assert.match(await textOf(headline), / (?:ranks|comes) first: final val_loss|is better than/);
    assert.isAbove(await page.locator("#details li").count(), 1);
    assert.equal(await rowsIn("ranking").count(), 12);
    for (const id of ["curves", "heatmap", "boxes"]) assert.isAbove(await pathsIn(id), 10, id);
    const inked = await page.locator("#parallel canvas").evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return Array.from(pixels).filter((value, i) => i % 4 === 3 && value > 0).length;
    });
    assert.isAbove(inked, 1000);
  });

  it("begins with a picture of the figure over the rate, and tells what stands at a rate, the best first", async () => {
    const chart = page.locator("main > section").nth(1).locator(".chart");
    assert.match(
      (await chart.getAttribute("aria-label")) ?? "",
      /^final val_loss over optimizer.lr, 4 lines\. .* ranks first/,
    );
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await chart.hover({ position: { x: 90, y: box.height / 2 } });
    const hint = page.locator("#answer .hint");
    await hint.waitFor();
    assert.match(await textOf(hint), /^optimizer\.lr 0\.05/);
    assert.equal(await hint.locator("tr").count(), 4);
    await page.mouse.move(0, 0);
  });

  it("gives a schedule the same colour in every picture, whatever is filtered", async () => {
    const colourOf = (name: string) =>
      page.locator("#curves .legend button", { hasText: name }).first().locator("svg line").getAttribute("stroke");
    const before = await colourOf("lr=0.1, cosine");
    const menu = page.locator(".filters details", { hasText: "scheduler" });
    await menu.locator("summary").click();
    await menu.getByLabel("constant").uncheck();
    assert.equal(await colourOf("lr=0.1, cosine"), before);
    assert.equal(await colourOf("lr=0.05, cosine"), before);
    await menu.getByRole("button", { name: "All" }).click();
    await menu.locator("summary").click();
  });

  it("shows names that look like markup as text", async () => {
    assert.include(await textOf(page.locator("header")), `${NASTY}</script> as text`);
    assert.isAbove(await page.locator("#ranking td", { hasText: NASTY }).count(), 0);
    assert.include(await textOf(page.locator("#sources pre")), NASTY);
  });

  it("tells an epoch's values when the mouse is over a curve, each line by name", async () => {
    const box = await page.locator("#curves .chart").boundingBox();
    await page.locator("#curves .chart").scrollIntoViewIfNeeded();
    await page.locator("#curves .chart").hover({ position: { x: (box?.width ?? 0) / 2, y: 150 } });
    const hint = page.locator("#curves .hint");
    await hint.waitFor();
    assert.match(await textOf(hint), /^epoch \d+: val_loss/);
    const rows = await hint.locator("tr").allTextContents();
    assert.lengthOf(rows, 7);
    const losses = rows.map((row) => Number(/([\d.e-]+) at lr [\d.e-]+$/.exec(row)?.[1]));
    assert.deepEqual(
      losses,
      losses.toSorted((a, b) => a - b),
      "the best first",
    );
  });

  it("hides a line by a click in its legend, and shows it by another", async () => {
    await page.mouse.move(0, 0);
    const before = await pathsIn("curves");
    const entry = page.locator("#curves .legend button").first();
    await entry.click();
    assert.equal(await entry.getAttribute("aria-pressed"), "false");
    assert.isBelow(await pathsIn("curves"), before);
    await entry.click();
    assert.equal(await entry.getAttribute("aria-pressed"), "true");
    assert.equal(await pathsIn("curves"), before);
  });

  it("zooms both charts of the curves together, and back by a double click", async () => {
    const chart = page.locator("#curves .chart");
    await chart.scrollIntoViewIfNeeded();
    const lastTicks = async () =>
      (await chart.locator("svg text").allTextContents()).filter((text) => text === "12").length;
    const whole = await lastTicks();
    assert.isAtLeast(whole, 2);
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width - 18, box.y + box.height - 14);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 14, { steps: 5 });
    await page.mouse.up();
    assert.equal(await lastTicks(), 0);
    await chart.dblclick({ position: { x: box.width / 2, y: 150 } });
    assert.equal(await lastTicks(), whole);
  });

  it("tells and zooms by the keyboard, along both axes, and shows everything again", async () => {
    const chart = page.locator("#curves .chart");
    await chart.scrollIntoViewIfNeeded();
    await chart.locator("svg").waitFor();
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    const told = page.locator("#curves .unseen");
    await told.filter({ hasText: /^epoch \d+: val_loss, / }).waitFor();
    const before = await textOf(told);
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
    await told.filter({ hasNotText: before.split(",")[0] as string }).waitFor();
    const ticks = () => chart.locator("svg text").allTextContents();
    const whole = await ticks();
    for (const key of ["Shift+ArrowUp", "Shift+ArrowRight"]) {
      const last = await ticks();
      await page.keyboard.press(key);
      assert.notDeepEqual(await ticks(), last, key);
    }
    // What is drawn anew stays zoomed, each axis as it was.
    const zoomed = await ticks();
    await page.setViewportSize({ width: 1279, height: 900 });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.waitForTimeout(100);
    assert.deepEqual(await ticks(), zoomed);
    await page.keyboard.press("0");
    assert.deepEqual(await ticks(), whole);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#curves .cursor").count(), 0);
  });

  it("opens a variant: its parameters, runs, difference and the command that exports it, by mouse, key and link", async () => {
    const own = await openPage(url, { viewport: { width: 1280, height: 900 } });
    const window = own.locator("dialog");
    await own.getByRole("button", { name: /^2.*: details of / }).click();
    await window.waitFor();
    const text = await textOf(window);
    for (const part of [
      /optimizer\.lr0\./,
      /schedulerc?/,
      /rank2 of 12/,
      /final val_loss[\d.]+ ± /,
      /runs2 ok/,
      /verdict/,
    ])
      assert.match(text, part);
    const [, run = ""] = /lrsweep export results\/shown (r[0-9a-f]+)/.exec(text) ?? [];
    assert.equal(await window.locator("tbody tr").count(), 2);
    assert.include(await textOf(window.locator("tbody")), run);
    assert.deepEqual(await seriousFaults(own), []);
    const link = await own.evaluate(() => location.href);
    const other = await openPage(link, { viewport: { width: 390, height: 844 } });
    await other.locator("dialog[open]").waitFor();
    assert.equal(await textOf(other.locator("dialog h2")), await textOf(window.locator("h2")));
    await own.getByRole("button", { name: "Draw its curve and rates alone" }).click();
    assert.isFalse(await window.isVisible());
    assert.equal(await own.locator("#curves .legend [aria-pressed=true]").count(), 1);
    await own.getByRole("button", { name: /^1.*: details of / }).press("Enter");
    await window.waitFor();
    await own.keyboard.press("Escape");
    assert.notInclude(await own.evaluate(() => location.hash), "variant");
  });

  it("has targets of 24 pixels and more", async () => {
    for (const width of [1280, 390]) {
      const own = await openPage(url, { viewport: { width, height: 900 } });
      await own.getByRole("button", { name: "Show all columns" }).first().click();
      for (const menu of await own.locator("summary").all()) await menu.click();
      const small = await own
        .locator(
          "button:visible, select:visible, input[type=search]:visible, summary:visible, label:visible, .files a:visible",
        )
        .evaluateAll((all) =>
          all
            .map((one) => ({ text: one.textContent, size: one.getBoundingClientRect() }))
            .filter(({ size }) => size.height < 24 || size.width < 24)
            .map(({ text, size }) => `${text}: ${size.width} × ${size.height}`),
        );
      assert.deepEqual(small, [], `at ${width}`);
    }
  });

  it("tells a field's values and runs when the mouse is over it", async () => {
    const chart = page.locator("#heatmap .chart");
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await chart.hover({ position: { x: (box?.width ?? 0) - 350, y: 28 } });
    const hint = page.locator("#heatmap .hint");
    await hint.waitFor();
    assert.match(await textOf(hint), /^scheduler: constantoptimizer\.lr: 0\.1[\d.]+, mean of 2 runs$/);
    await page.mouse.move(0, 0);
  });

  it("draws its charts as wide as paper to be printed, and as the window afterwards", async () => {
    const widths = () =>
      page
        .locator("section .chart svg")
        .evaluateAll((drawings) => drawings.map((drawing) => Number(drawing.getAttribute("width"))));
    const onScreen = await widths();
    assert.isAbove(Math.max(...onScreen), 1000);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    for (const width of await widths()) assert.isAtMost(width, 690);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.deepEqual(await widths(), onScreen);
  });

  it("keeps what is chosen in its address, so that a copied link shows the same", async () => {
    const own = await openPage(url, { viewport: { width: 1280, height: 900 } });
    await own.locator(".filters details", { hasText: "optimizer.lr" }).locator("summary").click();
    await own.locator(".filters details", { hasText: "optimizer.lr" }).getByLabel("0.05").uncheck();
    await own.locator(".filters").getByLabel("Colour by").selectOption("variant");
    await own.locator("#curves").getByLabel("Metric").selectOption("train_loss");
    await own.locator("#curves").getByRole("button", { name: "None" }).click();
    await own.locator("#runs").getByLabel("Search runs").fill("exponential");
    // Playwright's own url() learns of a new address a moment later.
    const link = await own.evaluate(() => location.href);
    const other = await openPage(link, { viewport: { width: 1280, height: 900 } });
    const shown = async (page: Page) => ({
      ranked: await page.locator("#ranking tbody tr").count(),
      runs: await page.locator("#runs tbody tr").count(),
      colour: await page.locator(".filters").getByLabel("Colour by").inputValue(),
      figure: await page.locator("#curves").getByLabel("Metric").inputValue(),
      drawn: await page.locator("#curves .legend [aria-pressed=true]").count(),
    });
    assert.deepEqual(await shown(other), { ranked: 8, runs: 4, colour: "", figure: "train_loss", drawn: 0 });
    assert.deepEqual(await shown(own), await shown(other));
    const strange = await openPage(`${url}#show+optimizer.lr=[7]&colour=none&lines=[0,99]&curves+metric=x&a`);
    assert.equal(await strange.locator("#ranking tbody tr").count(), 0);
  });

  it("filters every part by the value of an axis", async () => {
    const menu = page.locator(".filters details", { hasText: "optimizer.lr" });
    await menu.locator("summary").click();
    await menu.getByRole("button", { name: "None" }).click();
    assert.equal(await rowsIn("ranking").count(), 0);
    await menu.getByLabel("0.05").check();
    assert.equal(await rowsIn("ranking").count(), 4);
    assert.equal(await rowsIn("runs").count(), 8);
    assert.equal(await page.locator("#curves .legend button").count(), 4);
    assert.equal(await textOf(menu.locator("summary")), "optimizer.lr: 0.05");
    await menu.getByLabel("0.1", { exact: true }).check();
    assert.equal(await rowsIn("ranking").count(), 8);
    await menu.getByRole("button", { name: "All" }).click();
    assert.equal(await rowsIn("ranking").count(), 12);
    await menu.locator("summary").click();
  });

  it("finds runs by words and status, and sorts by a column, what is missing last", async () => {
    const search = page.getByLabel("Search runs");
    await search.fill("cosine diverged");
    assert.equal(await rowsIn("runs").count(), 2);
    await search.fill("");
    await page.getByLabel("Status").selectOption("diverged");
    assert.equal(await rowsIn("runs").count(), 8);
    await page.getByLabel("Status").selectOption("all");
    const head = page.locator("#runs th", { hasText: "final val_loss" });
    const values = () =>
      page
        .locator("#runs tbody tr")
        .evaluateAll((rows) => rows.slice(0, 16).map((row) => Number(row.children[6]?.textContent)));
    await head.locator("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const up = await values();
    assert.deepEqual(
      up,
      up.toSorted((a, b) => a - b),
    );
    await head.locator("button").click();
    const down = await values();
    assert.deepEqual(
      down,
      down.toSorted((a, b) => b - a),
    );
    assert.notDeepEqual(up, down);
  });

  it("cuts off no column of the ranking at any width, and says which have no room", async () => {
    const table = page.locator("#ranking .scroller");
    const isCut = () => table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    const heads = () => page.locator("#ranking th:visible").allTextContents();
    for (const width of [1920, 1280, 800, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(50);
      assert.isFalse(await isCut(), `at ${width}`);
      assert.includeMembers(await heads(), ["rank", "final val_loss"]);
    }
    assert.include(await heads(), "variant");
    await page.getByRole("button", { name: "Show all columns" }).first().click();
    assert.includeMembers(await heads(), ["difference", "g_z"]);
    assert.match(await textOf(page.locator("#ranking .meanings")), /g_zEffect size/);
    await page.getByRole("button", { name: "Show the columns that fit" }).first().click();
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("links to its files", async () => {
    const hrefs = await page
      .locator("#sources a")
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    assert.include(hrefs, pathToFileURL(here.at("results/shown/runs.csv")).href);
  });

  for (const [name, options] of Object.entries({
    "in light": { colorScheme: "light", viewport: { width: 1280, height: 900 } },
    "in dark": { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
    "at a phone's width": { colorScheme: "light", viewport: { width: 390, height: 844 } },
  } as const)) {
    it(`has no serious fault of accessibility ${name}, and no sideways scrolling`, async () => {
      const other = await openPage(url, options);
      await seeAll(other);
      assert.deepEqual(await seriousFaults(other), []);
      const isWider = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
      assert.isFalse(await other.evaluate(isWider));
    });
  }

  it("counts what was pruned, and has no columns of comparisons where nothing is compared", async () => {
    here.experiment("searched", SEARCHED);
    const { status, stderr } = here.run(["sweep", "experiments/searched.yaml"]);
    assert.equal(status, 0, stderr);
    const other = await openPage(pathToFileURL(here.at("results/searched/report.html")).href);
    await seeAll(other);
    const heads = (await other.locator("#ranking th").allTextContents()).map((text) => text.trim());
    assert.includeMembers(heads, ["n", "pruned", "seeds won"]);
    assert.notIncludeMembers(heads, ["verdict", "difference"]);
    const pruned = other.locator("#ranking tbody tr").last().locator("td").nth(heads.indexOf("pruned"));
    assert.equal(await textOf(pruned), "2");
    assert.match(await textOf(other.locator("#axes .note")), /too few variants to compute shares/);
  });

  it("prints all columns of its runs within the paper, a small one here", async () => {
    const paper = await openPage(url, { viewport: { width: 560, height: 800 } });
    await paper.emulateMedia({ media: "print" });
    await paper.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const right = await paper.locator("#runs table").evaluate((table) => table.getBoundingClientRect().right);
    assert.isAtMost(right, 560);
  });

  it("turns from light to dark by its button, but not on paper", async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole("button", { name: "Dark" }).click();
    assert.notEqual(await ground(), light);
    await page.emulateMedia({ media: "print" });
    assert.equal(await ground(), light, "on paper");
    await page.emulateMedia({ media: "screen" });
    await page.getByRole("button", { name: "Light" }).click();
    assert.equal(await ground(), light);
  });
});
