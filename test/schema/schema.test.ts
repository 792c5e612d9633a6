import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { assert } from "chai";
import fc from "fast-check";
import type { Part, Slot } from "../../src/contracts/part.ts";
import { parts } from "../../src/parts.ts";
import { editorSchemaText } from "../../src/schema/schema.ts";
import { partValidator } from "../../src/schema/validators.ts";
import { type Parameters, parametersOf } from "../contracts/parameters.ts";
import { root } from "../root.ts";

const PATH = "schemas/experiment.schema.json";
const committed = readFileSync(root + PATH, "utf8");

const editor = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  strictTuples: false,
});
editor.addKeyword("markdownEnumDescriptions");
editor.addSchema(JSON.parse(committed), "committed");

function definition(name: string): ValidateFunction {
  const validate = editor.getSchema(`committed#/definitions/${name}`);
  if (validate === undefined) throw new Error(`${PATH} has no definition ${name}`);
  return validate;
}

/** Whether the loader takes such parameters. */
const isTaken = (part: Part, parameters: Parameters) => partValidator(part)(structuredClone(parameters)).length === 0;

describe("the editor's schema", () => {
  it("is fresh: if not, run npm run schema", () => {
    assert.strictEqual(committed === editorSchemaText(parts), true, "run npm run schema");
  });

  it("is a valid schema that needs no other", () => {
    assert.strictEqual(editor.validateSchema(JSON.parse(committed)), true);
    const links = [...committed.matchAll(/"\$ref": "([^"]*)"/g)].map(([, link]) => link as string);
    for (const link of new Set(links)) definition(link.replace("#/definitions/", ""));
  });

  const { search: _, prune: __, distribution: ___, ...ofRuns } = parts;
  for (const [slot, ofSlot] of Object.entries(ofRuns) as [Slot, Readonly<Record<string, Part>>][]) {
    for (const [type, part] of Object.entries(ofSlot)) {
      it(`accepts of ${slot} ${type} what the loader accepts`, () => {
        const validate = definition(slot);
        fc.assert(
          fc.property(parametersOf(part), (parameters) => {
            assert.strictEqual(validate({ type, ...parameters }), isTaken(part, parameters));
          }),
          { numRuns: 300 },
        );
        assert.strictEqual(validate(type), isTaken(part, {}));
      });
    }
  }

  it("knows the ways to search and to prune, with their own parameters", () => {
    const validate = editor.getSchema("committed") as ValidateFunction;
    const run = {
      data: { type: "noise", features: 2, samples: 8 },
      model: ["ReLU"],
      loss: "MSELoss",
      optimizer: "SGD",
    };
    const accepts = (more: object) => validate({ ...run, training: { epochs: 2 }, ...more });
    const space = { "optimizer.lr": { log_uniform: [1e-4, 1] } };
    assert.strictEqual(accepts({ search: { type: "tpe", runs: 8, batch: 4, space }, prune: "median" }), true);
    assert.strictEqual(accepts({ search: { type: "random", runs: 8, batch: 4, space } }), false);
    assert.strictEqual(
      accepts({ search: { type: "random", runs: 8, space: { "optimizer.lr": { log_uniform: 3 } } } }),
      false,
    );
    assert.strictEqual(accepts({ search: { type: "random", space } }), false);
    assert.strictEqual(accepts({ prune: { type: "hyperband", min_resource: 0 } }), false);
  });

  it("knows what stands beside a program, and only there", () => {
    const validate = editor.getSchema("committed") as ValidateFunction;
    const script = { command: ["python3", "train.py"], files: ["train.py"], parameters: { width: 3 } };
    const run = { script, optimizer: { lr: 0.1, any: [1] }, training: { steps: 10, eval_every: 5 } };
    const whole = { ...run, metrics: { val_loss: "min", "val/mAP": "max", optional: ["speed"] } };
    assert.strictEqual(validate(whole), true, JSON.stringify(validate.errors));
    assert.strictEqual(validate({ ...whole, objective: { metric: "val/mAP" } }), true);
    assert.strictEqual(validate({ ...whole, grid: { "optimizer.any": [1, "a"], scheduler: ["StepLR"] } }), false);
    assert.strictEqual(validate({ ...whole, grid: { "optimizer.any": [1, "a"], "script.parameters.x": [1] } }), true);
    assert.strictEqual(validate(run), false);
    assert.strictEqual(validate({ ...whole, data: "noise" }), false);
    assert.strictEqual(validate({ ...whole, metrics: ["accuracy"] }), false);
    assert.strictEqual(validate({ ...whole, optimizer: "SGD" }), false);
    assert.strictEqual(validate({ ...whole, script: { ...script, file: "train.py" } }), false);
  });

  it("lets a phase have its epochs, and only a phase", () => {
    const phase = { type: "StepLR", step_size: 3, epochs: 5 };
    const chain = definition("schedulerChain");
    assert.strictEqual(chain([phase, "CosineAnnealingLR"]), true);
    assert.strictEqual(chain(phase), false);
    assert.strictEqual(chain([{ ...phase, epochs: 0 }]), false);
    assert.strictEqual(chain([]), false);
    assert.strictEqual(chain(null), true);
  });
});
