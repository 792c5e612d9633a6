import { assert } from "chai";
import { parseBench } from "./arguments.ts";

const sections = { W1: "default", W4: "default", S1: "default", million: "named" } as const;
const parse = (...args: string[]) => parseBench(args, sections);

describe("npm run bench", () => {
  it("runs all but what must be named, or the rows that are named, in their own order", () => {
    assert.deepEqual(parse().names, ["W1", "W4", "S1"]);
    assert.deepEqual(parse("S1", "W4").names, ["W4", "S1"]);
    assert.deepEqual(parse("million"), { names: ["million"], record: false, rounds: Number.POSITIVE_INFINITY });
    assert.include(parse("--record", "--rounds", "3"), { record: true, rounds: 3 });
  });

  it("refuses rows that are not there with the list of those that are", () => {
    assert.throws(() => parse("W1", "W9"), "no row is named W9; there are W1, W4, S1, million");
  });

  it("refuses a record of some rows, turns that are none, and options it does not know", () => {
    assert.throws(() => parse("W1", "--record"), /leave out the names/);
    for (const rounds of ["0", "x", "-1", "2.5"])
      assert.throws(() => parse(`--rounds=${rounds}`), /whole number of 1 or more/);
    assert.throws(() => parse("--recrod"), /recrod/);
  });
});
