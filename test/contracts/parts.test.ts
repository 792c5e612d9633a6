import { assert } from "chai";
import { directionOfColumn } from "../../src/contracts/direction-of-column.ts";
import { isMetricColumn } from "../../src/contracts/metric.ts";
import type { Part, PartPlace } from "../../src/contracts/part.ts";
import { parts as registry } from "../../src/parts.ts";

const { distribution: _, ...withParameters } = registry;

/** Every registered part: [place, type, part]. */
const parts = Object.entries(withParameters).flatMap(([place, ofPlace]) =>
  Object.entries<Part>(ofPlace).map(([type, part]) => [place as PartPlace, type, part] as const),
);

describe("every part", () => {
  for (const [slot, type, part] of parts) {
    describe(`${slot} ${type}`, () => {
      it("belongs to the slot of its folder", () => assert.equal(part.slot, slot));

      it("is described in sentences that end in a full stop", () => assert.match(part.description, /^[A-Z].{10,}\.$/));

      it("says when to use it and when not, if it gives advice, in whole sentences", () => {
        for (const text of Object.values(part.use ?? {})) assert.match(text, /^[A-Z].{20,}\.$/);
      });

      it("names its source", () => assert.isNotEmpty(part.source));

      it("describes every parameter", () => {
        for (const [name, schema] of Object.entries(part.params.properties)) {
          const { description } = schema as { description?: string };
          assert.match(description ?? "", /^[A-Z].*\.$/, name);
        }
      });

      it("has defaults within its own bounds", () => {
        for (const [name, schema] of Object.entries(part.params.properties)) {
          const {
            default: value,
            minimum,
            maximum,
          } = schema as { default?: unknown; minimum?: number; maximum?: number };
          if (typeof value !== "number") continue;
          assert.isAtLeast(value, minimum ?? -Infinity, name);
          assert.isAtMost(value, maximum ?? Infinity, name);
        }
      });

      it("leaves the names that every part of its slot shares alone", () => {
        for (const name of ["type", ...(slot === "scheduler" ? ["interval", "frequency"] : [])]) {
          assert.notProperty(part.params.properties, name);
        }
      });
    });
  }
});

it("every scheduler says when to use it, and when not", () => {
  const silent = Object.entries(registry.scheduler).filter(([, { use }]) => use === undefined);
  assert.deepEqual(silent, []);
});

describe("every metric", () => {
  for (const [type, { better, names }] of Object.entries(registry.metric))
    it(`${type} has names that say whether small or large values are good`, () => {
      const name = names === undefined ? type : names.replace("[1-9][0-9]*", "5");
      assert.isTrue(isMetricColumn(`val_${name}`));
      assert.strictEqual(directionOfColumn(`val_${name}`), better);
    });
});
