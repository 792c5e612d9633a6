import { existsSync } from "node:fs";
import { assert } from "chai";
import type { Part, PartPlace } from "../../src/contracts/part.ts";

const FOLDERS: readonly (readonly [PartPlace, string])[] = [
  ["data", "datasets"],
  ["layer", "layers"],
  ["loss", "losses"],
  ["metric", "metrics"],
  ["optimizer", "optimizers"],
  ["optimizer", "transforms"],
  ["scheduler", "schedulers"],
  ["search", "searches"],
  ["prune", "pruners"],
];

/** Every registered part: [slot, type, part]. */
const parts: [PartPlace, string, Part][] = [];
for (const [slot, folder] of FOLDERS) {
  const index = new URL(`../../src/${folder}/index.js`, import.meta.url);
  if (!existsSync(index)) continue;
  const registry: Readonly<Record<string, Part>> = await import(index.href);
  for (const [type, part] of Object.entries(registry)) parts.push([slot, type, part]);
}

describe("every part", () => {
  for (const [slot, type, part] of parts) {
    describe(`${slot} ${type}`, () => {
      it("belongs to the slot of its folder", () => assert.equal(part.slot, slot));

      it("is described in sentences that end in a full stop", () => assert.match(part.description, /^[A-Z].{10,}\.$/));

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
