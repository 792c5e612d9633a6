import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openBlas } from "../../src/engine/blas.ts";
import { lacks } from "../needs.ts";
import { SMALL, STEADY, Workplace } from "./cli.ts";

const hasBlas = !("missing" in openBlas());

const WIDE = `name: wide
data: {type: friedman, samples: 160}
model: [{type: Linear, out_features: 1024}, ReLU, {type: Linear, out_features: 16}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 2, batch_size: 128}
seeds: 2
`;
/** As if the machine had no BLAS. */
const HIDDEN = { LRSWEEP_BLAS: "/nowhere/libopenblas.so" };

describe("training.engine", () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.remove());

  const manifest = (name: string) => JSON.parse(place.read(`results/${name}/manifest.json`)) as { engine: string };
  const steady = (name: string) => STEADY.map((file) => readFileSync(place.at(join("results", name, file)), "utf8"));

  it("auto is wasm for narrow layers, without a word", () => {
    const { status, stderr } = place.run(["sweep", place.experiment("small", SMALL)]);
    expect(status, stderr).to.equal(0);
    expect(stderr).not.to.include("engine");
    expect(manifest("small").engine).to.equal("wasm");
  });

  it("auto takes a BLAS for wide layers, says so, and keeps to it", function () {
    if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
    const file = place.experiment("wide", WIDE);
    const first = place.run(["sweep", file]);
    expect(first.status, first.stderr).to.equal(0);
    expect(first.stderr).to.match(/wide: engine: auto takes blas \(.+ kernels\): its largest matrix product takes \d/);
    expect(manifest("wide").engine).to.match(/^blas \(/);
    const results = steady("wide");
    expect(place.run(["sweep", file], process.execPath, HIDDEN).stdout).to.include("nothing to train");
    const exported = place.run(["export", "results/wide"], process.execPath, HIDDEN);
    expect(exported.status, exported.stderr).to.equal(0);
    const more = WIDE.replace("seeds: 2", "seeds: 3");
    const gone = place.run(["sweep", place.experiment("wide", more)], process.execPath, HIDDEN);
    expect(gone.status).to.equal(2);
    expect(gone.stderr).to.match(/earlier runs were computed by blas .+, but .+cannot be loaded.+--fresh/);
    expect(steady("wide")).to.deep.equal(results);
    const fresh = place.run(["sweep", file, "--fresh"], process.execPath, HIDDEN);
    expect(fresh.status, fresh.stderr).to.equal(0);
    expect(fresh.stderr).to.match(/engine: auto takes wasm\. .+cannot be loaded/);
    expect(manifest("wide").engine).to.equal("wasm");
    // Decided: it stays when a BLAS is there again.
    expect(place.run(["sweep", place.experiment("wide", more)]).status).to.equal(0);
    expect(manifest("wide").engine).to.equal("wasm");
  });

  it("a journal from before there was a choice goes on by wasm", () => {
    const file = place.experiment("wide", WIDE.replace("{epochs", "{engine: wasm, epochs"));
    expect(place.run(["sweep", file]).status).to.equal(0);
    place.run(["sweep", place.experiment("wide", WIDE)]);
    expect(manifest("wide").engine).to.equal("wasm");
  });

  it("blas without a BLAS is an error, and nothing is run", () => {
    const file = place.experiment("small", SMALL.replace("{epochs", "{engine: blas, epochs"));
    const { status, stderr } = place.run(["sweep", file], process.execPath, HIDDEN);
    expect(status).to.equal(2);
    expect(stderr).to.include("training.engine is blas, but LRSWEEP_BLAS=/nowhere/libopenblas.so cannot be loaded");
    expect(stderr).to.include("engine: wasm");
    expect(() => manifest("small")).to.throw();
  });

  it("gives runs names of their own, and the same bytes with any number of threads", function () {
    if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
    const file = place.experiment("wide", WIDE);
    place.run(["sweep", file, "--concurrency", "1"]);
    const [epochs, ...rest] = steady("wide");
    place.run(["sweep", file, "--fresh", "--concurrency", "2"]);
    expect(steady("wide")).to.deep.equal([epochs, ...rest]);
    place.run(["sweep", file, "--fresh"], process.execPath, HIDDEN);
    const run = (csv = "") => csv.split("\n")[1]?.split(",")[0];
    expect(run(steady("wide")[0])).not.to.equal(run(epochs));
  });

  it("an edited note of what was decided is decided anew", () => {
    const file = place.experiment("small", SMALL);
    place.run(["sweep", file]);
    writeFileSync(place.at("results/small/.journal/engines.json"), "{");
    expect(place.run(["sweep", file]).status).to.equal(0);
  });
});
