import { createHash } from "node:crypto";
import { assert } from "chai";
import { RunTable } from "../../src/journal/run-table.ts";

const idOf = (n: number) => `r${createHash("sha256").update(String(n)).digest("hex").slice(0, 16)}`;
const entryOf = (n: number) => ({ offset: 2 ** 40 + n, length: n, status: n % 4, layout: n % 7 });

describe("the table of runs", () => {
  it("keeps every entry while it grows, the last of each id", () => {
    const table = new RunTable();
    for (let n = 0; n < 20_000; n++) table.set(idOf(n), entryOf(n));
    for (let n = 0; n < 20_000; n += 3) table.set(idOf(n), entryOf(n + 1));
    assert.strictEqual(table.size, 20_000);
    for (let n = 0; n < 20_000; n++) assert.deepEqual(table.get(idOf(n)), entryOf(n % 3 === 0 ? n + 1 : n), String(n));
    assert.strictEqual(table.get(idOf(20_000)), undefined);
    assert.strictEqual(table.has(idOf(20_000)), false);
  });

  it("tells ids apart that share half of their digits", () => {
    const table = new RunTable();
    const ids = ["r0000000000000001", "r0000000100000001", "r0000000100000000", "rffffffffffffffff"];
    for (const [n, id] of ids.entries()) table.set(id, entryOf(n));
    assert.deepEqual(
      ids.map((id) => table.get(id)),
      ids.map((_, n) => entryOf(n)),
    );
  });
});
