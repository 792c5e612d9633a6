import { chmodSync, mkdirSync } from "node:fs";
import { assert } from "chai";
import { SMALL, Workplace } from "./cli.ts";

/** A stand-in for the program that opens files: it writes down what it was asked to open. */
const OPENER = '#!/bin/sh\nprintf "%s\\n" "$1" >> opened.txt\n';

describe("--open", () => {
  let here: Workplace;
  before(function () {
    if (process.platform !== "linux") this.skip();
    here = new Workplace();
    here.experiment("small", SMALL);
    mkdirSync(here.at("bin"));
    here.write("bin/xdg-open", OPENER);
    chmodSync(here.at("bin/xdg-open"), 0o755);
  });
  after(() => here?.remove());

  const withBrowser = () => ({ PATH: `${here.at("bin")}:${process.env.PATH}`, DISPLAY: ":0" });
  const withoutBrowser = { DISPLAY: "", WAYLAND_DISPLAY: "", BROWSER: "" };

  it("opens the report when the sweep is finished, and again when nothing is left to train", () => {
    for (let i = 0; i < 2; i++) assert.equal(here.run(["sweep", "--open"], withBrowser()).status, 0);
    assert.equal(here.read("opened.txt"), "results/small/report.html\nresults/small/report.html\n");
  });

  it("opens one page for several experiments: the first one's report", () => {
    here.experiment("more", SMALL.replace("name: small", "name: more"));
    here.write("opened.txt", "");
    const words = ["sweep", "experiments/small.yaml", "experiments/more.yaml", "--open"];
    assert.equal(here.run(words, withBrowser()).status, 0);
    assert.equal(here.read("opened.txt"), "results/small/report.html\n");
  });

  it("opens a report that was written again", () => {
    assert.equal(here.run(["report", "results/small", "--open"], withBrowser()).status, 0);
    assert.match(here.read("opened.txt"), /results\/small\/report\.html\n$/);
  });

  it("prints the path where there is no browser", () => {
    const { status, stdout } = here.run(["report", "results/small", "--open"], withoutBrowser);
    assert.equal(status, 0);
    assert.include(stdout, "No browser was found here. Open it yourself: results/small/report.html\n");
  });

  it("prints the path where the program that opens files fails", () => {
    here.write("bin/xdg-open", "#!/bin/sh\nexit 3\n");
    const { stdout } = here.run(["report", "results/small", "--open"], withBrowser());
    assert.include(stdout, "Open it yourself: results/small/report.html\n");
  });
});
