import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
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
    assert.strictEqual(status, 0, stderr);
    assert.notInclude(stderr, "engine");
    assert.strictEqual(manifest("small").engine, "wasm");
  });

  it("auto takes a BLAS for wide layers, says so, and keeps to it", function () {
    if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
    const file = place.experiment("wide", WIDE);
    const first = place.run(["sweep", file]);
    assert.strictEqual(first.status, 0, first.stderr);
    assert.match(first.stderr, /wide: engine: auto takes blas \(.+ kernels\): its largest matrix product takes \d/);
    assert.match(manifest("wide").engine, /^blas \(/);
    const results = steady("wide");
    assert.include(place.run(["sweep", file], process.execPath, HIDDEN).stdout, "nothing to train");
    const exported = place.run(["export", "results/wide"], process.execPath, HIDDEN);
    assert.strictEqual(exported.status, 0, exported.stderr);
    const more = WIDE.replace("seeds: 2", "seeds: 3");
    const gone = place.run(["sweep", place.experiment("wide", more)], process.execPath, HIDDEN);
    assert.strictEqual(gone.status, 2);
    assert.match(gone.stderr, /earlier runs were computed by blas .+, but .+cannot be loaded.+--fresh/);
    assert.deepEqual(steady("wide"), results);
    const fresh = place.run(["sweep", file, "--fresh"], process.execPath, HIDDEN);
    assert.strictEqual(fresh.status, 0, fresh.stderr);
    assert.match(fresh.stderr, /engine: auto takes wasm\. .+cannot be loaded/);
    assert.strictEqual(manifest("wide").engine, "wasm");
    // Decided: it stays when a BLAS is there again.
    assert.strictEqual(place.run(["sweep", place.experiment("wide", more)]).status, 0);
    assert.strictEqual(manifest("wide").engine, "wasm");
  });

  it("a journal from before there was a choice goes on by wasm", () => {
    const file = place.experiment("wide", WIDE.replace("{epochs", "{engine: wasm, epochs"));
    assert.strictEqual(place.run(["sweep", file]).status, 0);
    place.run(["sweep", place.experiment("wide", WIDE)]);
    assert.strictEqual(manifest("wide").engine, "wasm");
  });

  it("blas without a BLAS is an error, and nothing is run", () => {
    const file = place.experiment("small", SMALL.replace("{epochs", "{engine: blas, epochs"));
    const { status, stderr } = place.run(["sweep", file], process.execPath, HIDDEN);
    assert.strictEqual(status, 2);
    assert.include(stderr, "training.engine is blas, but LRSWEEP_BLAS=/nowhere/libopenblas.so cannot be loaded");
    assert.include(stderr, "engine: wasm");
    assert.throws(() => manifest("small"));
  });

  it("gives runs names of their own, and the same bytes with any number of threads", function () {
    if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
    const file = place.experiment("wide", WIDE);
    place.run(["sweep", file, "--concurrency", "1"]);
    const [epochs, ...rest] = steady("wide");
    place.run(["sweep", file, "--fresh", "--concurrency", "2"]);
    assert.deepEqual(steady("wide"), [epochs, ...rest]);
    place.run(["sweep", file, "--fresh"], process.execPath, HIDDEN);
    const run = (csv = "") => csv.split("\n")[1]?.split(",")[0];
    assert.notStrictEqual(run(steady("wide")[0]), run(epochs));
  });

  it("an edited note of what was decided is decided anew", () => {
    const file = place.experiment("small", SMALL);
    place.run(["sweep", file]);
    writeFileSync(place.at("results/small/.journal/engines.json"), "{");
    assert.strictEqual(place.run(["sweep", file]).status, 0);
  });
});
