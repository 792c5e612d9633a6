import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { parts } from "../../src/parts.ts";
import { loadPlugins, reloadPlugins } from "../../src/plugins/load-plugins.ts";
import { PluginError } from "../../src/plugins/plugin-error.ts";
import { planOf } from "../plan-of.ts";
import { counting, HALF_LIFE } from "./plugin-texts.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 4}
`;

describe("Plugins", () => {
  let folder = "";
  let files = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lrsweep-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Modules are loaded once for each path. */
  const write = (text: string, ending = ".mjs") => {
    const path = join(folder, `plugin-${files++}${ending}`);
    writeFileSync(path, text);
    return path;
  };
  const errorOf = async (...paths: readonly string[]) => {
    try {
      await loadPlugins(paths, parts);
    } catch (error) {
      assert.instanceOf(error, PluginError);
      return paths.reduce((text, path) => text.replaceAll(path, "FILE"), error.message);
    }
    throw new Error("no error");
  };

  it("bring schedulers, by the names that they are exported under", async () => {
    const path = write(HALF_LIFE);
    const { parts: all, plugins } = await loadPlugins([path, path], parts);
    const digest = plugins.map((plugin) => plugin.digest);
    assert.deepEqual(
      plugins.map((plugin) => plugin.path),
      [path],
    );
    const plan = planOf(`${EXPERIMENT}scheduler: {type: HalfLifeLR, half_life: 2}`, { parts: all });
    assert.deepEqual(plan.plugins, digest);
    assert.notProperty(parts.scheduler, "HalfLifeLR");
    const again = await reloadPlugins(plugins, parts);
    assert.strictEqual(again.scheduler.HalfLifeLR?.plugin, plugins[0]?.digest);
  });

  it("are part of the identity of the runs that use them, at any depth, and of no others", async () => {
    const grid = `${EXPERIMENT}grid:
  scheduler:
    constant: null
    step: {type: StepLR, step_size: 2}
    half: {type: HalfLifeLR, half_life: 2}
    chained: {type: ChainedScheduler, schedulers: [{type: HalfLifeLR, half_life: 2}, {type: StepLR, step_size: 2}]}
`;
    const idsWith = async (text: string) => {
      const plan = planOf(grid, { parts: (await loadPlugins([write(text)], parts)).parts });
      return Array.from({ length: 4 }, (_, variant) => plan.runId(variant, 0));
    };
    const [first, again, edited] = [
      await idsWith(HALF_LIFE),
      await idsWith(HALF_LIFE),
      await idsWith(`${HALF_LIFE}// edited`),
    ];
    assert.deepEqual(again, first);
    const plain = planOf(grid.slice(0, grid.indexOf("    half")));
    assert.deepEqual(first.slice(0, 2), [plain.runId(0, 0), plain.runId(1, 0)]);
    assert.deepEqual(edited.slice(0, 2), first.slice(0, 2));
    assert.notEqual(edited[2], first[2]);
    assert.notEqual(edited[3], first[3]);
  });

  it("are refused where they change between two threads", async () => {
    const { plugins } = await loadPlugins([write(HALF_LIFE)], parts);
    const changed = plugins.map((plugin) => ({ ...plugin, digest: "0".repeat(64) }));
    await reloadPlugins(changed, parts).then(
      () => assert.fail("no error"),
      (error: Error) => assert.match(error.message, /has changed since the sweep began/),
    );
  });

  const BAD: readonly (readonly [string, string, RegExp])[] = [
    ["throws", `throw new Error("boom");`, /^FILE: the plugin could not be loaded: boom$/],
    [
      "is no JavaScript",
      "export const x = ;",
      /could not be loaded: Unexpected token ';'; node --check FILE shows where/,
    ],
    ["imports what is not there", `import "not-there";`, /could not be loaded: Cannot find package 'not-there'/],
    [
      "has a default export",
      "export default {};",
      /^FILE: a plugin has no default export; write `export const HalfLifeLR/,
    ],
    ["exports nothing of use", "export const one = 1;", /^FILE: it exports no scheduler; write/],
    [
      "brings another kind of part",
      `export const Own = { slot: "loss" };`,
      /^FILE: Own is not a scheduler, and a plugin/,
    ],
    [
      "takes a built-in name",
      HALF_LIFE.replace("HalfLifeLR", "StepLR"),
      /StepLR is already the name of a scheduler of lrsweep/,
    ],
    [
      "brings an object that is no scheduler",
      `export const Own = { slot: "scheduler" };`,
      /it has no create and no cycles/,
    ],
    [
      "has no texts",
      HALF_LIFE.replace(/description: "H.*/, "")
        .replace(/source: .*/, 'source: "",')
        .replace("until the rate is half.", "x"),
      /its description must be a sentence.*\n.*its source must say.*\n.*parameter 'half_life' needs a description/,
    ],
    [
      "has a memory that cannot be copied",
      counting("({ base }) => [base, () => 1]"),
      /its memory at tick 0 does not survive/,
    ],
    [
      "gives no rates",
      counting("({ base }) => [{ ...base, lr: [NaN, 1] }, 0]"),
      /rates at tick 0 must be 2 finite numbers/,
    ],
    [
      "is not the same each time",
      counting("((n) => ({ base }) => [base, n++])(0)")
        .replace(
          "next: (rates, memory)",
          "next: (rates, memory, _, n = globalThis.ticks = (globalThis.ticks ?? 0) + 1)",
        )
        .replace("=> [rates, memory]", "=> [{ lr: [n, n] }, memory]"),
      /goes on from tick 0 has other rates/,
    ],
    [
      "changes what it is given",
      counting("({ base }) => [base, 0]").replace(
        "=> [rates, memory]",
        "=> { rates.lr[0] = 1; return [rates, memory]; }",
      ),
      /Cannot assign to read only property/,
    ],
  ];
  for (const [what, text, expected] of BAD)
    it(`are refused, with the file's name, where one ${what}`, async () =>
      assert.match(await errorOf(write(text)), expected));

  it("are refused where two bring the same name, where there is none, and where a file is no module", async () => {
    assert.match(
      await errorOf(write(HALF_LIFE), write(HALF_LIFE)),
      /HalfLifeLR is already the name of a scheduler of FILE/,
    );
    assert.strictEqual(await errorOf(join(folder, "none.mjs")), "FILE: there is no such plugin");
    assert.match(await errorOf(write("", ".py")), /a plugin is a JavaScript module: name it \.mjs/);
  });

  it("may be TypeScript where Node runs it, and say so where it does not", async () => {
    const typed = write(HALF_LIFE.replace("half_life }, base, t)", "half_life }, base: number, t: number)"), ".ts");
    if ("typescript" in process.features && process.features.typescript)
      assert.property((await loadPlugins([typed], parts)).parts.scheduler, "HalfLifeLR");
    else assert.match(await errorOf(typed), /^FILE: Node \S+ runs no TypeScript. Take Node 22.18 or later/);
  });
});
