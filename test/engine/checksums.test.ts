import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { lacks } from "../needs.ts";
import { CHECKSUMS, checksums } from "./checksums.ts";

/** To be written anew (`node dist/test/engine/checksums.js --write`) with the format's version, when bits are meant to change. */
const golden: Readonly<Record<string, string>> = JSON.parse(readFileSync(CHECKSUMS, "utf8"));

describe("What models end with, bit by bit", () => {
  it("is what it was, under this Node", () => assert.deepEqual(checksums(), golden));

  it("is the same under a newer Node", function () {
    const newer = process.env.LRSWEEP_NEWER_NODE;
    if (newer === undefined) return lacks(this, "LRSWEEP_NEWER_NODE, the path of a newer Node");
    const script = fileURLToPath(new URL("checksums.js", import.meta.url));
    const { stdout, stderr } = spawnSync(newer, [script], { encoding: "utf8" });
    assert.deepEqual(stdout === "" ? stderr : JSON.parse(stdout), golden);
  });
});
