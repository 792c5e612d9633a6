import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { openNative } from "../../src/engine/native-code.ts";
import { SMALL, STEADY, Workplace } from "./cli.ts";
import { start } from "./process.ts";

const WIDE = `name: wide
data: {type: friedman, samples: 160}
model: [{type: Linear, out_features: 256}, ReLU, {type: Linear, out_features: 16}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 2, batch_size: 128}
seeds: 2
`;

describe("training.engine", () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.remove());

  const manifest = (name: string) => JSON.parse(place.read(`results/${name}/manifest.json`)) as { engine: string };
  const steady = (name: string) => STEADY.map((file) => readFileSync(place.at(join("results", name, file)), "utf8"));
  /** Trains all runs again, in a process of its own, which looks up its processor once. Returns the files that do not depend on the clock. */
  const swept = async (environment: Readonly<Record<string, string>>, text = WIDE) => {
    const file = place.experiment("wide", text);
    const env = { ...process.env, ...environment };
    const { code, text: printed } = await start(["sweep", file, "--fresh"], { cwd: place.folder, env }).end;
    assert.strictEqual(code, 0, printed);
    return { files: steady("wide"), engine: manifest("wide").engine };
  };

  it("gives the same bytes, with machine code and without", async () => {
    const off = await swept({ LRSWEEP_NATIVE: "0" });
    assert.strictEqual(off.engine, "WebAssembly");
    const auto = await swept({});
    assert.deepEqual(auto.files, off.files);
    const [fastest] = openNative()?.processors ?? [];
    if (!fastest) return;
    assert.strictEqual(auto.engine, fastest.lanes === 16 ? "AVX-512" : "AVX2");
    const narrower = await swept({ LRSWEEP_NATIVE: "avx2" });
    assert.strictEqual(narrower.engine, "AVX2");
    assert.deepEqual(narrower.files, off.files);
  });

  it("portable is no other run: the journal has it already", async () => {
    const auto = await swept({});
    const file = place.experiment("wide", WIDE.replace("{epochs", "{engine: portable, epochs"));
    const { status, stdout } = place.run(["sweep", file]);
    assert.strictEqual(status, 0);
    assert.deepEqual(steady("wide").slice(0, 2), auto.files.slice(0, 2));
    assert.notInclude(stdout, "trained");
  });

  for (const [former, now] of [
    ["blas", "auto"],
    ["wasm", "portable"],
  ])
    it(`${former} is answered with what to write: ${now}`, () => {
      const file = place.experiment("small", SMALL.replace("{epochs", `{engine: ${former}, epochs`));
      const { status, stderr } = place.run(["check", file]);
      assert.strictEqual(status, 2);
      assert.include(stderr, `training.engine '${former}' is no more`);
      assert.include(stderr, `write ${now}`);
    });
});
