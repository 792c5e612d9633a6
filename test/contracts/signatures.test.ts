import { assert } from "chai";
import type { Part, PartsOf, Slot } from "../../src/contracts/part.ts";
import { parts } from "../../src/parts.ts";
import { LEFT_OUT, NOWHERE } from "../../src/schema/left-out.ts";
import { golden } from "../golden.ts";
import { errorsOf } from "../plan-of.ts";

const { parameters } = golden<{ readonly parameters: Readonly<Record<string, readonly string[]>> }>("signatures.json");

/** Parameters that are not PyTorch's, and what for. */
const OWN: Readonly<Record<string, string>> = {
  frozen: "What eval() on this layer does.",
  init: "What functions of torch.nn.init do.",
  causal: "What attn_mask does.",
  match: "What passing some parameters does.",
  rest: "What a second optimizer does.",
  method: "What avg_fn does.",
  decay: "What multi_avg_fn does.",
  interval: "When update_parameters is called.",
  start: "When update_parameters is called.",
  update_bn: "What update_bn does.",
  torch_compatible: "PyTorch's rates where they are a bug.",
  monitor: "What step() is given.",
  gamma: "CosineAnnealingWarmRestarts: often asked of PyTorch.",
};

const all = Object.entries(parts as unknown as Readonly<Record<string, PartsOf<Part>>>)
  .filter(([slot]) => slot !== "data")
  .flatMap(([slot, ofSlot]) => Object.entries(ofSlot).map(([type, part]) => ({ slot: slot as Slot, type, part })))
  .flatMap((one) => {
    const name = /^torch\.[\w.]+/.exec(one.part.source)?.[0];
    return name === undefined ? [] : [{ ...one, name }];
  });

describe("parameters of PyTorch's parts", () => {
  it("are recorded, for every part and no other", () => {
    assert.sameMembers([...new Set(all.map(({ name }) => name))], Object.keys(parameters));
  });

  it("that are left out on purpose are told with the reason where one is written", () => {
    const first = "data: {type: linear, features: 3}\nmodel: [{type: Linear, out_features: 1}]\nloss: MSELoss\n";
    const said = errorsOf(`${first}optimizer: {type: Adam, fused: true}\ntraining: {epochs: 2}\n`);
    assert.include(said, "remove it: it chooses among implementations of one result");
    const sections: Readonly<Record<string, (part: string) => string>> = {
      layer: (part) => `model: [${part}]`,
      loss: (part) => `loss: ${part}`,
      optimizer: (part) => `optimizer: [${part}]`,
      scheduler: (part) => `scheduler: ${part}`,
    };
    for (const { type, slot, name } of all)
      for (const key of parameters[name] ?? []) {
        const reason = LEFT_OUT[type]?.[key] ?? NOWHERE[key];
        const section = sections[slot];
        if (reason === undefined || section === undefined || key in (parts[slot][type]?.params.properties ?? {}))
          continue;
        const text = errorsOf(`${section(`{type: ${type}, ${key}: 1}`)}\n`);
        assert.include(text, `remove it: ${reason}`, `${type} ${key}`);
      }
  });

  for (const { type, part, name } of all) {
    it(`of ${type} are there, or left out for a reason`, () => {
      const own = Object.keys(part.params.properties);
      const theirs = parameters[name] ?? [];
      const reasons = { ...NOWHERE, ...LEFT_OUT[type] };
      assert.deepEqual(
        theirs.filter((parameter) => !own.includes(parameter) && !(parameter in reasons)),
        [],
      );
      assert.deepEqual(
        own.filter((parameter) => !theirs.includes(parameter) && !(parameter in OWN)),
        [],
      );
      // A reason for what is there, or is not PyTorch's, has outlived its time.
      assert.deepEqual(
        Object.keys(LEFT_OUT[type] ?? {}).filter((parameter) => own.includes(parameter) || !theirs.includes(parameter)),
        [],
      );
    });
  }
});
