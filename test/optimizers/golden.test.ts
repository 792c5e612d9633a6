import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { complete } from "../configuration.ts";
import { golden } from "../golden.ts";
import { type Cycled, Follower, type Path, type Problem } from "./trajectory.ts";

interface Setting {
  readonly type: string;
  readonly params: Readonly<Record<string, Json>>;
}

interface OptimizerCase {
  readonly id: string;
  readonly optimizer: Setting | { readonly type: "groups"; readonly groups: readonly SeparateOptimizer[] };
  readonly problem: string;
  readonly lr?: number;
  readonly lr_per_step?: number[];
  /** Each parameter is a group of its own, with these overrides. */
  readonly groups?: readonly Readonly<Record<string, Json>>[];
  /** Steps at which the second parameter has no gradient. */
  readonly skip_grad_steps?: readonly number[];
  /** [parameters][steps][values] */
  readonly float32: readonly Path[];
}

interface SeparateOptimizer extends Setting {
  readonly index: readonly number[];
  readonly lr: number;
}

interface OptimizerFile {
  readonly problems: Readonly<Record<string, Problem>>;
  readonly cases: readonly OptimizerCase[];
}

/** The parameters of a problem that one optimizer updates. */
interface Share {
  readonly config: PartConfig;
  readonly members: readonly number[];
}

function sharesOf({ optimizer, lr, groups, skip_grad_steps }: OptimizerCase): readonly Share[] {
  if ("groups" in optimizer) {
    return optimizer.groups.map(({ type, index, lr, params }) => ({
      config: complete("optimizers", { ...params, type, lr }),
      members: index,
    }));
  }
  const base = { ...(lr !== undefined && { lr }), ...optimizer.params, type: optimizer.type };
  // Every parameter of a model takes part in its loss, so the engine knows none without a gradient: skipping one is
  // leaving out a step of its group.
  const apart = groups ?? (skip_grad_steps && [{}, {}]);
  if (!apart) return [{ config: complete("optimizers", base), members: [0, 1] }];
  return apart.map((own, index) => ({ config: complete("optimizers", { ...base, ...own }), members: [index] }));
}

function shareOf({ shapes, init, grads }: Problem, members: readonly number[]): Problem {
  const pick = <T>(all: readonly T[]) => members.map((member) => all[member] as T);
  return { shapes: pick(shapes), init: pick(init), grads: grads.map(pick) };
}

function check(golden: OptimizerCase, problem: Problem, transposed: boolean): void {
  const cycled: Cycled = { lr: golden.lr_per_step };
  for (const { config, members } of sharesOf(golden)) {
    const own = shareOf(problem, members);
    const follower = new Follower(config, own, cycled, transposed);
    let found = own.init;
    own.grads.forEach((gradients, step) => {
      if (!(golden.skip_grad_steps?.includes(step) && members.includes(1))) found = follower.step(gradients);
      members.forEach((member, index) => {
        golden.float32[member]?.[step]?.forEach((expected, place) => {
          const value = found[index]?.[place] as number;
          assert.closeTo(value, expected, 5e-6 * Math.max(1, Math.abs(expected)), `parameter ${member}, step ${step}`);
        });
      });
    });
  }
}

for (const file of ["optimizers.json", "optimizers2.json"]) {
  const { problems, cases } = golden<OptimizerFile>(file);
  const typesOf = ({ optimizer }: OptimizerCase) =>
    "groups" in optimizer ? optimizer.groups.map(({ type }) => type) : [optimizer.type];
  const supported = cases.filter((golden) => typesOf(golden).every((type) => type in optimizers));

  describe(`optimizers agree with PyTorch: ${file}`, () => {
    for (const golden of supported) {
      it(golden.id, () => check(golden, problems[golden.problem] as Problem, false));
      it(`${golden.id}, matrices stored transposed`, () => check(golden, problems[golden.problem] as Problem, true));
    }
  });
}
