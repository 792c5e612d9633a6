import { assert } from "chai";
import fc from "fast-check";
import type { PartConfig } from "../../src/contracts/config.ts";
import { groupParameters, matcher } from "../../src/contracts/groups.ts";
import { Misfit } from "../../src/contracts/part.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { complete } from "../configuration.ts";

const parameters = [
  { name: "0.weight", shape: [8, 4] },
  { name: "0.bias", shape: [8] },
  { name: "1.weight", shape: [8] },
  { name: "1.bias", shape: [8] },
  { name: "10.weight", shape: [3, 8] },
  { name: "10.bias", shape: [3] },
];

/** The names in every group. */
function grouped(config: PartConfig): [string, string][] {
  return groupParameters(complete("optimizers", config), parameters, optimizers).map(({ name, members }) => [
    name,
    members.map((member) => parameters[member]?.name).join(" "),
  ]);
}

function misfitOf(config: PartConfig): [string | undefined, string] {
  try {
    grouped(config);
  } catch (error) {
    if (error instanceof Misfit) return [error.parameter, error.message];
    throw error;
  }
  throw new Error("no Misfit");
}

describe("param groups", () => {
  it("are one without groups", () => {
    assert.deepEqual(grouped({ type: "SGD" }), [["default", parameters.map(({ name }) => name).join(" ")]]);
  });

  it("put unmatched parameters first, then go by the first match", () => {
    const groups = [{ match: "*.bias" }, { match: "1.*", name: "norm" }];
    assert.deepEqual(grouped({ type: "SGD", groups }), [
      ["default", "0.weight 10.weight"],
      ["*.bias", "0.bias 1.bias 10.bias"],
      ["norm", "1.weight"],
    ]);
  });

  it("have no group of unmatched parameters when all match", () => {
    assert.deepEqual(grouped({ type: "SGD", groups: [{ match: "*" }] })[0]?.[0], "*");
  });

  it("take several patterns, and no dot for any character", () => {
    const groups = [{ match: ["0.bias", "1.*"] }, { match: "1?.weight" }];
    assert.deepEqual(grouped({ type: "SGD", groups }).slice(1), [
      ["0.bias 1.*", "0.bias 1.weight 1.bias"],
      ["1?.weight", "10.weight"],
    ]);
  });

  it("override the optimizer's own values, each for itself", () => {
    const groups = [{ match: "*.bias", lr: 0.5, betas: [0.5, 0.6] }];
    const [own, biases] = groupParameters(
      complete("optimizers", { type: "AdamW", lr: 0.1, groups }),
      parameters,
      optimizers,
    );
    assert.include(own?.config, { lr: 0.1, weight_decay: 0.01 });
    assert.deepInclude(biases?.config, { lr: 0.5, betas: [0.5, 0.6], weight_decay: 0.01 });
    assert.doesNotHaveAnyKeys(own?.config, ["groups", "match", "name"]);
    assert.doesNotHaveAnyKeys(biases?.config, ["groups", "match", "name"]);
  });

  it("refuse a pattern that matches nothing, or nothing that is left, and a name twice", () => {
    assert.deepEqual(misfitOf({ type: "SGD", groups: [{ match: "*.bais" }] }), [
      "groups.0.match",
      "'*.bais' matches no parameter of the model",
    ]);
    assert.deepEqual(misfitOf({ type: "SGD", groups: [{ match: "0.*" }, { match: "0.bias" }] }), [
      "groups.1.match",
      "'0.bias' matches only parameters that an earlier group has",
    ]);
    const twice = [
      { match: "0.*", name: "a" },
      { match: "1.*", name: "a" },
    ];
    assert.deepEqual(misfitOf({ type: "SGD", groups: twice }), ["groups", "two param groups are called a"]);
  });

  it("leave what Muon does not update to the rest, which has groups of its own", () => {
    const rest = { type: "AdamW", groups: [{ match: "*.bias", weight_decay: 0 }] };
    assert.deepEqual(grouped({ type: "Muon", match: "0.*", rest }), [
      ["default", "0.weight"],
      ["rest", "1.weight 10.weight"],
      ["*.bias", "0.bias 1.bias 10.bias"],
    ]);
    assert.deepEqual(grouped({ type: "Muon", groups: [{ match: "10.*", lr: 1 }], rest: { type: "SGD" } }), [
      ["default", "0.weight"],
      ["10.*", "10.weight"],
      ["rest", "0.bias 1.weight 1.bias 10.bias"],
    ]);
    assert.deepEqual(misfitOf({ type: "Muon" }), [undefined, "Muon does not update 0.bias, 1.weight, 1.bias, …"]);
    assert.deepEqual(misfitOf({ type: "Muon", match: "7.*" }), [
      undefined,
      "Muon updates none of the model's parameters",
    ]);
    const bad = { type: "AdamW", groups: [{ match: "0.weight" }] };
    assert.strictEqual(misfitOf({ type: "Muon", rest: bad })[0], "rest.groups.0.match");
  });

  it("are the inner optimizer's under Lookahead", () => {
    const optimizer = { type: "SGD", groups: [{ match: "*.bias", lr: 1 }] };
    const config = complete("optimizers", { type: "Lookahead", k: 3, optimizer });
    const [own, biases] = groupParameters(config, parameters, optimizers);
    assert.deepInclude(own?.config, { type: "Lookahead", k: 3 });
    assert.deepInclude(biases?.config.optimizer, { type: "SGD", lr: 1 });
    const bad = { type: "SGD", groups: [{ match: "nothing" }] };
    assert.strictEqual(misfitOf({ type: "Lookahead", optimizer: bad })[0], "optimizer.groups.0.match");
  });

  it("hold every parameter exactly once, whatever the patterns", () => {
    const pattern = fc.constantFrom("*.bias", "0.*", "1*", "*.weight", "??.*", "*", "10.bias");
    fc.assert(
      fc.property(fc.uniqueArray(pattern, { maxLength: 4 }), (patterns) => {
        try {
          const groups = groupParameters(
            { type: "SGD", groups: patterns.map((match) => ({ match })) },
            parameters,
            optimizers,
          );
          const members = groups.flatMap((group) => [...group.members]);
          assert.sameMembers(members, [0, 1, 2, 3, 4, 5]);
          assert.lengthOf(members, 6);
        } catch (error) {
          assert.instanceOf(error, Misfit);
        }
      }),
    );
  });

  it("match literally apart from * and ?", () => {
    assert.isFalse(matcher("0.bias")("00bias"));
    assert.isTrue(matcher("a+(b)[c]{d}|^$\\")("a+(b)[c]{d}|^$\\"));
    assert.isTrue(matcher("*")(""));
  });
});
