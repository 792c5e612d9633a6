import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import type { Json, RunConfig } from "../../src/contracts/config.ts";
import { footprintOf } from "../../src/engine/footprint.ts";
import { readingIn } from "../../src/execution/files.ts";
import { parts } from "../../src/parts.ts";
import { BadMessage } from "../../src/queue/checked.ts";
import { checkParts } from "../../src/queue/order-parts.ts";
import { load, planOf } from "../plan-of.ts";
import { root } from "../root.ts";

const experiments = join(root, "experiments");
const config = planOf(`
data: {type: linear, features: 3, samples: 64, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1, groups: [{match: "*.bias", lr: 0.2}]}
scheduler: {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 3}]}
training: {epochs: 2}
`).variant(0).config;

type Change = (config: Record<string, Json>) => void;

/** The configuration as it comes from Redis, changed. */
function changed(change: Change): RunConfig {
  const copy = JSON.parse(JSON.stringify(config));
  change(copy);
  return copy;
}

const at = (value: unknown, ...path: readonly (string | number)[]) =>
  path.reduce<Record<string, Json>>(
    (inner, key) => inner[key] as unknown as Record<string, Json>,
    value as Record<string, Json>,
  );

describe("the parts of an order", () => {
  it("pass as they come from every experiment", () => {
    for (const name of readdirSync(experiments).filter((name) => name.endsWith(".yaml"))) {
      const text = readFileSync(join(experiments, name), "utf8");
      const loaded = load(text, { directory: experiments, readFile: readingIn(experiments), measure: footprintOf });
      if ("issues" in loaded) continue;
      const { variants, variant } = loaded.plan;
      for (let i = 0; i < Math.min(variants, 40); i++) {
        const runs = [{ config: JSON.parse(JSON.stringify(variant(i).config)), seed: 0 }];
        assert.doesNotThrow(() => checkParts({ runs }, parts), name);
      }
    }
  });

  it("are refused where a file with them would be", () => {
    const bad: readonly Change[] = [
      (copy) => Object.assign(at(copy, "optimizer", 0), { lr: "process.exit(1)" }),
      (copy) => Object.assign(at(copy, "optimizer", 0), { lr: null }),
      (copy) => Object.assign(at(copy, "optimizer", 0), { lr: -1 }),
      (copy) => Object.assign(at(copy, "optimizer", 0), { more: 1 }),
      (copy) => Object.assign(at(copy, "optimizer", 0, "groups", 0), { lr: "x" }),
      (copy) => Object.assign(at(copy, "optimizer", 0), { groups: 7 }),
      (copy) => Object.assign(at(copy, "data"), { samples: 1e300 * 1e300 }),
      (copy) => Object.assign(at(copy, "data"), { samples: "64" }),
      (copy) => Object.assign(at(copy, "model", 0), { out_features: 0.5 }),
      (copy) => Object.assign(at(copy, "scheduler", 0, "scheduler", "schedulers", 0), { step_size: 0 }),
      (copy) => Object.assign(at(copy, "scheduler", 0, "scheduler"), { schedulers: [7] }),
      (copy) => Object.assign(at(copy, "scheduler", 0, "scheduler"), { schedulers: "StepLR" }),
      ...["constructor", "toString", "__proto__", "valueOf", "Nothing"].flatMap((type): Change[] => [
        (copy) => Object.assign(at(copy, "data"), { type }),
        (copy) => Object.assign(at(copy, "model", 0), { type }),
        (copy) => Object.assign(at(copy, "loss"), { type }),
        (copy) => Object.assign(at(copy, "optimizer", 0), { type }),
        (copy) => Object.assign(at(copy, "scheduler", 0, "scheduler", "schedulers", 0), { type }),
      ]),
    ];
    assert.doesNotThrow(() => checkParts({ runs: [{ config: changed(() => undefined), seed: 0 }] }, parts));
    for (const change of bad)
      assert.throws(
        () => checkParts({ runs: [{ config: changed(change), seed: 0 }] }, parts),
        BadMessage,
        "",
        String(change),
      );
  });
});
