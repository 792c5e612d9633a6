import { assert } from "chai";
import type { Part } from "../../src/contracts/part.ts";
import { parts as allParts } from "../../src/parts.ts";
import { partValidator } from "../../src/schema/validators.ts";
import { allowed } from "../../src/source/describe.ts";
import { parts } from "../plan/experiment.ts";

const { distribution: _, ...withParameters } = allParts;
const everyPart = Object.values(withParameters).flatMap((slot) => Object.entries<Part>(slot));

describe("A part's validator", () => {
  for (const [name, part] of everyPart)
    it(`of ${name} compiles in ajv's strict mode and refuses unknown keys`, () => {
      const errors = partValidator(part)({ "no such key": 1 });
      assert.include(
        errors.map(({ keyword }) => keyword),
        "additionalProperties",
      );
    });

  it("fills in defaults, and leaves totals to the schedule", () => {
    const params: Record<string, unknown> = {};
    assert.deepEqual(partValidator(parts.scheduler.LinearLR as Part)(params), []);
    assert.deepEqual(params, { start_factor: 1 / 3, end_factor: 1 });
  });

  it("does not turn one type into another", () => {
    const validate = partValidator(parts.optimizer.SGD as Part);
    for (const lr of ["0.1", true, null, [0.1]]) {
      assert.isAbove(validate({ lr }).length, 0);
    }
    assert.isAbove(validate({ lr: 0.1, nesterov: 0 }).length, 0);
  });

  it("finds all that is wrong", () => {
    const errors = partValidator(parts.optimizer.SGD as Part)({ lr: -1, momentum: "x", foo: 1 });
    assert.sameMembers(
      errors.map(({ keyword }) => keyword),
      ["minimum", "type", "additionalProperties"],
    );
  });
});

describe("What is allowed", () => {
  it("can be said of every parameter", () => {
    for (const [name, part] of everyPart)
      for (const [key, schema] of Object.entries(part.params.properties))
        assert.notMatch(allowed(schema as object), /undefined|object Object|^$/, `${name}.${key}`);
  });
});
