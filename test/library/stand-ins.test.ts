import { assert } from "chai";
import Type from "typebox";
import type { Part } from "../../src/contracts/part.ts";
import standIn from "../../src/library/stand-ins/typebox.ts";
import { partValidator as plainValidator } from "../../src/library/stand-ins/validators.ts";
import { partValidator } from "../../src/schema/validators.ts";
import { registered } from "../schedulers/trace.ts";

/** Values of every kind that JSON has, fit for some parameters and wrong for others. */
const VALUES = [-1, 0, 0.5, 1, 1e9, "", "cos", "rel", true, null, [], [1], [1, 2], ["a"], [[1, 2], [3]], {}, { a: 1 }];

type Named = Readonly<Record<string, unknown>>;

/** What is told of a value: where, and which word of the schema it breaks. */
function findings(validate: (value: unknown) => readonly object[], value: Named) {
  const given = structuredClone(value);
  const errors = validate(given) as readonly { instancePath: string; keyword: string; params: Named }[];
  const told = errors.map(({ instancePath, keyword, params }) => {
    const { additionalProperty, missingProperty } = params;
    return [instancePath, keyword, additionalProperty ?? missingProperty ?? ""].join(" ");
  });
  return { told: told.sort(), given: errors.length === 0 ? given : undefined };
}

describe("stand-ins for libraries", () => {
  it("make the schemas that TypeBox makes", () => {
    const schemas = (made: typeof Type) =>
      made.Object(
        {
          a: made.Integer({ minimum: 1 }),
          b: made.Optional(made.Array(made.Number(), { minItems: 1 })),
          c: made.Enum(["x", "y"], { default: "x" }),
          d: made.Union([made.String(), made.Boolean(), made.Literal("auto")]),
          e: made.Unsafe({ slot: "scheduler" }),
          f: made.Tuple([made.Number(), made.Unknown()]),
          g: made.Object({}),
        },
        { additionalProperties: false },
      );
    assert.deepEqual(
      JSON.parse(JSON.stringify(schemas(standIn as unknown as typeof Type))),
      JSON.parse(JSON.stringify(schemas(Type))),
    );
  });

  for (const [name, part] of Object.entries(registered)) {
    it(`tell of ${name} what Ajv tells, and fill in the same defaults`, () => {
      const check = (value: Named) =>
        assert.deepEqual(
          findings(plainValidator(part), value),
          findings(partValidator(part as Part), value),
          JSON.stringify(value),
        );
      check({});
      check({ unknown: 1 });
      for (const parameter of Object.keys(part.params.properties))
        for (const value of VALUES) check({ [parameter]: value });
    });
  }
});
