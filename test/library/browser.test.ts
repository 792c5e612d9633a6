import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { assert } from "chai";
import { transformSync } from "esbuild";
import { schedulersText } from "./bundle.ts";

const MOST_BYTES = 60_000;

/** What every browser has of what the file may ask for; neither process nor Buffer nor require. */
const BROWSER = { atob, structuredClone };

describe("lrsweep/schedulers in a browser", () => {
  it("is small", () => {
    assert.isAtMost(gzipSync(schedulersText(), { level: 9 }).length, MOST_BYTES);
  });

  it("runs where there is nothing of Node, and no code may be made from text", () => {
    const { code } = transformSync(schedulersText(), { format: "iife", globalName: "lrsweep" });
    const use = `${code};JSON.stringify(lrsweep.curve("CosineAnnealingLR", { lr: 1, epochs: 2 }))`;
    const found = runInNewContext(use, { ...BROWSER }, { contextCodeGeneration: { strings: false } });
    assert.deepEqual(JSON.parse(found), [
      { epoch: 1, step: 0, lr: [1] },
      { epoch: 2, step: 1, lr: [0.5] },
    ]);
  });
});
