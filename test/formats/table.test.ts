import { assert } from "chai";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { readTable } from "../../src/formats/table.ts";

const field = fc.string({ unit: fc.constantFrom(..."ab1,.;\"'\n\r =é𝄞"), minLength: 1, maxLength: 8 });

describe("a table", () => {
  it("reads back what was written, field by field, and knows the line of each row", () => {
    const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
      fc.record({
        names: fc.uniqueArray(field, { minLength: width, maxLength: width }),
        rows: fc.array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 6 }),
        record_delimiter: fc.constantFrom("\n", "\r\n", "\r"),
        bom: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(table, ({ names, rows, ...options }) => {
        const text = stringify([names, ...rows], { ...options, quoted: true });
        const found = readTable(new TextEncoder().encode(text), "a.csv");
        assert.deepEqual(found.names, names);
        assert.deepEqual(found.rows, rows);
        rows.forEach((_, row) => {
          const before = stringify([names, ...rows.slice(0, row)], { ...options, quoted: true });
          assert.equal(found.lineOf(row), before.split(/\r\n|\r|\n/).length);
        });
      }),
      { numRuns: 200 },
    );
  });
});
