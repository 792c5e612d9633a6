import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { expect } from "chai";
import fc from "fast-check";
import { parts } from "../../src/commands/parts.ts";
import type { Part, Slot } from "../../src/definition/part.ts";
import { TOTAL } from "../../src/definition/scheduler.ts";
import { editorSchemaText } from "../../src/definition/schema.ts";
import { root } from "../root.ts";
import { parametersOf } from "./parameters.ts";

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

const own = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, keywords: [TOTAL] });

/** What validates a part's parameters before a run. Totals are filled in by the loader. */
function validatorOf({ params }: Part): ValidateFunction {
  const { properties, required = [] } = params as { properties: Record<string, object>; required?: string[] };
  const written = required.filter(
    (name) => !(TOTAL in (properties[name] ?? {})) && !("default" in (properties[name] ?? {})),
  );
  return own.compile({ type: "object", properties, required: written, additionalProperties: false });
}

describe("the editor's schema", () => {
  it("is fresh: if not, run npm run schema", () => {
    expect(committed === editorSchemaText(parts), "run npm run schema").to.equal(true);
  });

  it("is a valid schema that needs no other", () => {
    expect(editor.validateSchema(JSON.parse(committed))).to.equal(true);
    const links = [...committed.matchAll(/"\$ref": "([^"]*)"/g)].map(([, link]) => link as string);
    for (const link of new Set(links)) definition(link.replace("#/definitions/", ""));
  });

  for (const [slot, ofSlot] of Object.entries(parts) as [Slot, Readonly<Record<string, Part>>][]) {
    for (const [type, part] of Object.entries(ofSlot)) {
      it(`accepts of ${slot} ${type} what the part itself accepts`, () => {
        const [ownValidator, validate] = [validatorOf(part), definition(slot)];
        fc.assert(
          fc.property(parametersOf(part), (parameters) => {
            expect(validate({ type, ...parameters })).to.equal(ownValidator(parameters));
          }),
          { numRuns: 300 },
        );
        expect(validate(type)).to.equal(ownValidator({}));
      });
    }
  }

  it("lets a phase have its epochs, and only a phase", () => {
    const phase = { type: "StepLR", step_size: 3, epochs: 5 };
    const chain = definition("schedulerChain");
    expect(chain([phase, "CosineAnnealingLR"])).to.equal(true);
    expect(chain(phase)).to.equal(false);
    expect(chain([{ ...phase, epochs: 0 }])).to.equal(false);
    expect(chain([])).to.equal(false);
    expect(chain(null)).to.equal(true);
  });
});
