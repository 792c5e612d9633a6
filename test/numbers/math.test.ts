import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { lacks } from "../needs.ts";
import { type Case, casesOf, digestOfBits, names, valueAt } from "./elementary.ts";

/** The distance of float64 values around x. */
function unitOfLastPlace(x: number): number {
  const [word = 0n] = new BigUint64Array(new Float64Array([Math.abs(x)]).buffer);
  const next = new Float64Array(new BigUint64Array([word + 1n]).buffer)[0] as number;
  return next - Math.abs(x);
}

function errorOf(found: number, { nearest, beyond }: Case): number {
  // At the largest float64, the next one is infinite.
  const unit = Math.min(unitOfLastPlace(nearest), 2 ** 971);
  return Math.abs((found - nearest) / unit - beyond);
}

const isExact = ({ nearest, beyond }: Case) => beyond === 0 || !Number.isFinite(nearest);

describe("elementary functions", () => {
  for (const name of names) {
    it(`${name} is within 1 ulp of what mpmath gives`, () => {
      const wrong = casesOf(name)
        .filter((one) => !isExact(one))
        .map((one) => ({ ...one, found: valueAt(name, one.args) }))
        .filter((one) => !(errorOf(one.found, one) < 1));
      assert.isEmpty(wrong, JSON.stringify(wrong.slice(0, 5)));
    });

    it(`${name} is exact where it can be, and in special cases`, () => {
      const exact = casesOf(name).filter(isExact);
      assert.isAtLeast(exact.length, 5);
      const wrong = exact.filter(({ args, nearest }) => !Object.is(valueAt(name, args), nearest));
      assert.isEmpty(wrong, JSON.stringify(wrong.map((one) => [...one.args, one.nearest].map(String)).slice(0, 5)));
    });
  }

  for (const variable of ["LRSWEEP_NODE_22", "LRSWEEP_NEWER_NODE"]) {
    it(`have the same bits in the Node of ${variable}`, function () {
      const node = process.env[variable];
      if (node === undefined) return lacks(this, `${variable}, the path of another Node`);
      const program = fileURLToPath(new URL("elementary.js", import.meta.url));
      assert.strictEqual(execFileSync(node, [program], { encoding: "utf8" }).trim(), digestOfBits());
    });
  }
});
