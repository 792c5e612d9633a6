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
        const found = readTable(new TextEncoder().encode(text), "a.csv", { header: true });
        assert.deepEqual(found.names, names);
        assert.deepEqual(found.rows, rows);
        rows.forEach((_, row) => {
          const before = stringify([names, ...rows.slice(0, row)], { ...options, quoted: true });
          assert.equal(found.placeOf(row), `a.csv:${before.split(/\r\n|\r|\n/).length}`);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("says what is too long in it", () => {
    const refusal = (bytes: Uint8Array) => {
      try {
        readTable(bytes, "a.csv");
      } catch (error) {
        return (error as Error).message;
      }
      return assert.fail("it was taken");
    };
    const line = Buffer.from(`a,b\n1,"${"2".repeat(34 << 20)}`);
    assert.equal(refusal(line), "a.csv:2: this line has more than 33554432 characters");
    // Memory that is never touched.
    const huge = new Uint8Array(2 ** 29);
    assert.equal(refusal(huge), "a.csv has 512 MiB; at most 512 MiB of text are read");
    assert.isBelow(refusal(Buffer.from(`${"x;".repeat(1000)}\n1`)).length, 150);
  });

  it("finds each of a hundred thousand columns by its name without a search", () => {
    const names = Array.from({ length: 100_000 }, (_, at) => `c${at}`);
    const { places } = readTable(Buffer.from(`${names.join()}\n${names.map(() => 1).join()}\n`), "wide.csv");
    assert.equal(places.get("c99999"), 99_999);
  });
});
