import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { assert } from "chai";
import { seriousFaults, textOf, useBrowser } from "../browser.ts";
import { SMALL, Workplace } from "../commands/cli.ts";
import { start } from "../commands/process.ts";

describe("the dashboard in a browser", function () {
  this.timeout(120_000);
  const openPage = useBrowser();
  const children: ChildProcess[] = [];
  let here: Workplace;
  let url: string;

  const begin = (...args: readonly string[]) => {
    const { child } = start(args, { cwd: here.folder });
    children.push(child);
    return child;
  };

  before(async () => {
    here = new Workplace();
    here.experiment("small", `description: Ends one epoch later.\n${SMALL}`);
    here.experiment("other", SMALL.replace("name: small", "name: other"));
    assert.equal(here.run(["sweep"]).status, 0);
    const [line] = await once(begin("dashboard", "--port", "0").stdout as NodeJS.ReadableStream, "data");
    url = /http:\S+/.exec(String(line))?.[0] ?? "";
  });
  after(() => {
    for (const child of children) child.kill("SIGKILL");
    here?.remove();
  });

  it("lists the experiments, opens a report and a comparison, without a fault", async () => {
    const page = await openPage(url);
    await page.locator("li[data-name=small]").waitFor();
    assert.match(await textOf(page.locator("li[data-name=small]")), /done.*8 of 8 runs/);
    assert.deepEqual(await seriousFaults(page), []);
    await page.getByLabel("Compare small").check();
    await page.getByLabel("Compare other").check();
    await page.getByRole("button", { name: "Compare 2" }).click();
    await page.locator("#ranking tbody tr").first().waitFor();
    assert.equal(await page.locator("#ranking tbody tr").count(), 8);
    assert.equal(await textOf(page.locator("h1")), "small and other");
    await page.goBack();
    await page.getByRole("link", { name: "small", exact: true }).click();
    await page.locator("#ranking tbody tr").first().waitFor();
    await page.goBack();
    await page.locator("li[data-name=small]").getByRole("link", { name: "The first by rank" }).click();
    await page.locator("dialog[open]").waitFor();
    assert.match(await textOf(page.locator("dialog")), /rank1 of 4.*lrsweep export results\/small r/);
    await page.getByRole("button", { name: "Close" }).click();
    assert.notInclude(await page.evaluate(() => location.href), "#");
  });

  it("shows what is asked for, in the order that is asked for, after a reload as well", async () => {
    const page = await openPage(url);
    const names = () => page.locator("li h2").allTextContents();
    await page.locator("li[data-name=small]").waitFor();
    assert.include(await textOf(page.locator("li[data-name=small]")), "Ends one epoch later.");
    assert.deepEqual(await names(), ["other", "small"]);
    await page.getByLabel("Sort by").selectOption("last finished");
    assert.deepEqual(await names(), ["small", "other"]);
    await page.getByLabel("Find").fill("LATER one");
    assert.deepEqual(await names(), ["small"]);
    await page.reload();
    await page.locator("li[data-name=small]").waitFor();
    assert.deepEqual(await names(), ["small"]);
    assert.match(await textOf(page.getByRole("status")), /2 experiments, 0 running, 1 shown/);
    await page.getByLabel("Find").fill("");
    await page.getByLabel("Show").selectOption("running");
    assert.deepEqual(await names(), []);
    assert.deepEqual(await seriousFaults(page), []);
  });

  it("starts, stops and resumes a sweep by its buttons, for whoever has the address from the terminal", async () => {
    here.experiment("ordered", SMALL.replace("name: small", "name: ordered").replace("epochs: 4", "epochs: 200000"));
    const page = await openPage(url);
    const item = page.locator("li[data-name=ordered]");
    await page.getByRole("button", { name: "Start ordered" }).click();
    await page.locator("li[data-name=ordered].running").waitFor();
    assert.notInclude(await page.evaluate(() => location.href), "token");
    const stranger = await openPage(url.replace(/#.*/, ""));
    await stranger.locator("li[data-name=ordered].running").waitFor();
    assert.equal(await stranger.getByRole("button", { name: "Stop ordered" }).count(), 0);
    assert.match(await textOf(stranger.getByRole("status")), /open the address that the terminal printed/);
    await page.reload();
    await page.getByRole("button", { name: "Stop ordered" }).click();
    await page.getByRole("button", { name: "Resume ordered" }).waitFor();
    assert.match(await textOf(item), /stopped/);
    await item.getByText("Write a note").click();
    await page.getByLabel("Note on ordered").fill("Too long.\nUse fewer epochs.");
    await item.getByRole("button", { name: "Save" }).click();
    await item.getByText("Edit the note").waitFor();
    assert.include(await textOf(item.locator("p.text")), "Use fewer epochs.");
    await item.getByText("Delete …").click();
    assert.deepEqual(await seriousFaults(page), []);
    await item.getByRole("button", { name: "Delete all results of ordered for good" }).click();
    await page.getByRole("button", { name: "Start ordered" }).waitFor();
  });

  it("follows a sweep as it runs, and its end", async () => {
    const page = await openPage(url);
    await page.locator("li[data-name=small]").waitFor();
    here.experiment("long", SMALL.replace("name: small", "name: long").replace("epochs: 4", "epochs: 200000"));
    const sweep = begin("sweep", "experiments/long.yaml", "--concurrency", "1");
    await page.locator("li[data-name=long].running").waitFor();
    await page.waitForFunction(
      () => Number(document.querySelector("li[data-name=long] progress")?.getAttribute("value")) > 0,
    );
    sweep.kill("SIGKILL");
    await page.locator("li[data-name=long] .died").waitFor();
    here.experiment("long", SMALL.replace("name: small", "name: long"));
    begin("sweep", "experiments/long.yaml", "--fresh");
    await page.getByRole("link", { name: "long", exact: true }).waitFor();
    await page.locator("li[data-name=long].done").waitFor();
  });
});
