import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { groupParameters } from "../../src/contracts/groups.ts";
import { Misfit } from "../../src/contracts/part.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import * as transforms from "../../src/transforms/index.ts";
import { bind } from "../contracts/bind.ts";
import { golden } from "../golden.ts";
import { build } from "./trajectory.ts";

interface ErrorCase {
  readonly id: string;
  readonly optimizer: { readonly type: string; readonly params: Readonly<Record<string, Json>> };
  readonly lr: number;
  readonly shape?: readonly number[];
  readonly error: { readonly message: string } | null;
}

/** Binds an optimizer as a run does. */
function use({ optimizer: { type, params }, lr, shape = [2, 2] }: ErrorCase): void {
  const part = (optimizers as Readonly<Record<string, (typeof optimizers)["SGD"]>>)[type];
  if (part === undefined) throw new TypeError(`no optimizer is called ${type}`);
  const config = bind(part, type, { lr, ...params });
  for (const group of groupParameters(config, [{ name: "0.weight", shape }], optimizers)) build(group.config);
}

describe("bad options of optimizers", () => {
  const cases = [
    ...golden<readonly ErrorCase[]>("optimizer_errors.json"),
    ...golden<{ readonly errors: readonly ErrorCase[] }>("optimizers2.json").errors,
  ];

  for (const refused of cases) {
    it(refused.error ? `are refused as by PyTorch: ${refused.id}` : `are taken as by PyTorch: ${refused.id}`, () => {
      if (refused.error === null) use(refused);
      else assert.throws(() => use(refused), /^(?!no optimizer)/);
    });
  }

  const bad: readonly [string, Readonly<Record<string, Json>>, RegExp][] = [
    ["Adafactor", { d: 0.9 }, /\/d must be >= 1/],
    ["Adafactor", { beta2_decay: 0.1 }, /\/beta2_decay must be <= 0/],
    ["Adadelta", { rho: 1.5 }, /\/rho must be <= 1/],
    ["Rprop", { etas: [0.5, 1] }, /\/etas\/1 must be > 1/],
    ["Rprop", { etas: [0, 1.2] }, /\/etas\/0 must be > 0/],
    ["Lion", { betas: [0.9, 1] }, /\/betas\/1 must be < 1/],
    ["Lion", { betas: [0.9] }, /\/betas must NOT have fewer than 2 items/],
  ];
  for (const [type, params, message] of bad) {
    it(`are refused beyond the cases: ${type} ${JSON.stringify(params)}`, () => {
      assert.throws(() => use({ id: "", optimizer: { type, params }, lr: 0.1, error: null }), message);
    });
  }

  it("of Lookahead are refused, and point into the optimizer inside", () => {
    const inside = {
      type: "SGD",
      lr: 0.1,
      momentum: 0,
      dampening: 0,
      weight_decay: 0,
      nesterov: true,
      maximize: false,
    };
    assert.throws(() => bind(optimizers.Lookahead, "Lookahead", { optimizer: inside, k: 0 }), /\/k must be >= 1/);
    try {
      build(bind(optimizers.Lookahead, "Lookahead", { optimizer: inside }));
      assert.fail("no Misfit");
    } catch (error) {
      assert.instanceOf(error, Misfit);
      assert.strictEqual((error as Misfit).parameter, "optimizer.nesterov");
    }
  });

  it("of transforms are refused", () => {
    assert.throws(() => bind(transforms.clip_grad_norm, "clip_grad_norm", {}), /max_norm/);
    assert.throws(() => bind(transforms.clip_grad_norm, "clip_grad_norm", { max_norm: 1, norm_type: 3 }), /norm_type/);
    assert.throws(() => bind(transforms.clip_grad_value, "clip_grad_value", { clip_value: -1 }), /clip_value/);
    const swa = bind(transforms.weight_averaging, "weight_averaging", { method: "swa", interval: "step" });
    assert.throws(() => transforms.weight_averaging.plan(swa), Misfit, /after each epoch/);
  });
});
