import { assert } from "chai";
import Type from "typebox";
import type { Json, PartConfig, Training } from "../../src/contracts/config.ts";
import type { Part, PartsOf } from "../../src/contracts/part.ts";
import { argumentsOf, Float } from "../../src/contracts/torch.ts";
import { oneLine } from "../../src/export/python.ts";
import type { RunToWrite } from "../../src/export/run.ts";
import { writeScript } from "../../src/export/script.ts";
import { parts } from "../../src/parts.ts";
import { configure } from "../configuration.ts";
import { phaseOf } from "../schedulers/trace.ts";

/** A run as an export gets it, without having been trained. */
function runOf(model: readonly PartConfig[], training: Partial<Training>, rows: number): RunToWrite {
  const whole = configure({ model });
  const config = { ...whole, training: { ...whole.training, ...training } };
  const batch = config.training.batch_size === "full" ? rows : Math.min(config.training.batch_size, rows);
  return {
    id: "r0",
    title: "a run",
    version: "0",
    parts,
    config,
    shape: { features: [3], targets: [1], training: rows, validation: 0 },
    isFresh: false,
    stepsPerEpoch: config.training.drop_last ? Math.floor(rows / batch) : Math.ceil(rows / batch),
    earlyEnd: undefined,
    columns: { rates: ["lr"], metrics: ["train_loss"] },
    keyOf: () => [],
  };
}

const linear: readonly PartConfig[] = [{ type: "Linear", out_features: 1 }];

/** The batches that an epoch of a script goes through, by rows. */
function batchesOf(rows: number, batch_size: number | "full", drop_last: boolean): readonly number[] {
  const script = writeScript(runOf(linear, { batch_size, drop_last, shuffle: false }, rows));
  const cut = /len\(train_x\)\)(?:\[: (\d+) \* BATCH_SIZE\])?\.split/.exec(script);
  const size = Number(/^BATCH_SIZE = (\d+)$/m.exec(script)?.[1]);
  let left = cut?.[1] === undefined ? rows : Math.min(rows, Number(cut[1]) * size);
  const batches: number[] = [];
  for (; left > 0; left -= size) batches.push(Math.min(size, left));
  return batches;
}

describe("a script's batches", () => {
  it("leave out the last, shorter one with drop_last, whatever the number of steps", () => {
    assert.deepEqual(batchesOf(60, 25, true), [25, 25]);
    assert.deepEqual(batchesOf(60, 25, false), [25, 25, 10]);
    assert.deepEqual(batchesOf(50, 25, true), [25, 25]);
    assert.deepEqual(batchesOf(20, 25, true), [20]);
    assert.deepEqual(batchesOf(20, "full", true), [20]);
    for (let rows = 1; rows < 40; rows++) {
      for (let size = 1; size < 12; size++) {
        const run = runOf(linear, { batch_size: size, drop_last: true }, rows);
        assert.lengthOf(batchesOf(rows, size, true), run.stepsPerEpoch, `${rows} rows, batch ${size}`);
      }
    }
  });
});

describe("a script's numbers", () => {
  /** A value for a schema, whole where it may be. */
  const whole = (schema: object): Json => ("exclusiveMinimum" in schema || "exclusiveMaximum" in schema ? 0 : 1);

  it("of float parameters are floats, whole ones, too", () => {
    let seen = 0;
    for (const all of [parts.scheduler, parts.optimizer, parts.layer, parts.loss] as readonly PartsOf<Part>[]) {
      for (const [type, part] of Object.entries(all)) {
        for (const [name, schema] of Object.entries(part.params.properties)) {
          const isFloat = (schema as { readonly type?: string }).type === "number";
          const isInteger = (schema as { readonly type?: string }).type === "integer";
          if (!isFloat && !isInteger) continue;
          const { [name]: written } = argumentsOf(part, { type, [name]: whole(schema) });
          assert.strictEqual(written instanceof Float, isFloat, `${type} ${name}`);
          seen++;
        }
      }
    }
    assert.isAbove(seen, 80);
  });

  it("are floats in lists, tuples and alternatives, too", () => {
    const part = {
      source: "torch.nn.Linear",
      params: Type.Object({
        rate: Type.Union([Type.Number(), Type.Array(Type.Number())]),
        betas: Type.Tuple([Type.Number(), Type.Number()]),
        size: Type.Union([Type.Integer(), Type.Array(Type.Integer())]),
        momentum: Type.Union([Type.Number(), Type.Null()]),
      }),
    };
    const config = { type: "Linear", rate: [1, 0.5], betas: [0, 0.9], size: [3, 3], momentum: 1 };
    const call = { callee: "f", positional: [], keywords: argumentsOf(part, config), carried: [] };
    assert.strictEqual(oneLine(call), "f(rate=[1.0, 0.5], betas=(0.0, 0.9), size=[3, 3], momentum=1.0)");
    const large = argumentsOf(part, { type: "Linear", rate: 1e300 });
    assert.strictEqual(oneLine({ ...call, keywords: large }), "f(rate=1e+300)");
  });
});

describe("a nudged script", () => {
  it("leaves out biases that BatchNorm takes away", () => {
    const norm: PartConfig = { type: "BatchNorm1d" };
    const hidden: PartConfig = { type: "Linear", out_features: 4 };
    const out: PartConfig = { type: "Linear", out_features: 1 };
    const told = (model: readonly PartConfig[]) =>
      /if name not in (\[.*\]):/.exec(writeScript(runOf(model, {}, 20)))?.[1];
    assert.strictEqual(told([hidden, norm, { type: "ReLU" }, out]), '["0.bias"]');
    assert.strictEqual(told([hidden, { type: "Flatten" }, norm, out]), '["0.bias"]');
    assert.isUndefined(told([hidden, { type: "ReLU" }, norm, out]));
    assert.isUndefined(told([{ ...hidden, bias: false }, norm, out]));
    assert.isUndefined(told([hidden, { ...norm, frozen: true }, out]));
  });
});

describe("a script's scheduler", () => {
  it("leaves out the last tick of a cycle that only rises, at which PyTorch divides by 0", () => {
    const script = (pct_start: number) => {
      const run = runOf(linear, { batch_size: 5 }, 20);
      const cycle = { type: "OneCycleLR", max_lr: 0.1, pct_start, total_steps: 4 };
      return writeScript({ ...run, config: { ...run.config, scheduler: [phaseOf(cycle, 4)] } });
    };
    const guarded = /if scheduler\.last_epoch \+ 1 < scheduler\.total_steps:\n\s+scheduler\.step\(\)/;
    assert.match(script(1), guarded);
    assert.notMatch(script(0.3), guarded);
  });
});
