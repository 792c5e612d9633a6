import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assert } from "chai";
import { root } from "./root.ts";

const packageOf = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
const TSC = join(packageOf("typescript"), "bin/tsc");
const MOCHA = join(packageOf("mocha"), "bin/mocha.js");
const MODULES = join(packageOf("mocha"), "..");

/** Rooms of parts, and what their pages add. */
const EXAMPLES = {
  schedulers: "HalfLifeLR",
  optimizers: "SignSGD",
  layers: "Abs",
  losses: "HalfSquaredLoss",
  metrics: "rmse",
  datasets: "rings",
  searches: "halton",
  pruners: "one_cut",
  distributions: "sqrt_uniform",
} as const;

/** What `npm run new` is asked for: a kind, and a name of its own. */
const NEW = {
  scheduler: "NewLR",
  optimizer: "NewOptimizer",
  layer: "NewLayer",
  loss: "NewLoss",
  metric: "new_error",
  dataset: "new_data",
  search: "new_search",
  pruner: "new_pruner",
} as const;

/** Tests that go over all parts, each with what they call those that it is about. */
const COLLECTIVE = [
  "contracts/parts",
  "schema/validators",
  "schedulers/resume",
  "schedulers/exported",
  "optimizers/contract",
  "layers/gradients",
  "losses/losses",
  "datasets/contract",
  "searches/contract",
  "pruners/contract",
  "distributions/contract",
  "house",
];
const EVERY = ["registered part", "any schedule", "schedule-zoo", "every scheduler", "index.ts", "import each other"];

describe("a copy of the project, to which parts are added as the pages of their rooms say", () => {
  const house = mkdtempSync(join(tmpdir(), "lrsweep-house-"));
  const run = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, args, { cwd: house, encoding: "utf8" });
  const good = ({ status, stdout, stderr }: SpawnSyncReturns<string>) => {
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  const names = [...Object.values(EXAMPLES), ...Object.values(NEW)];
  let report = "";

  before(async function () {
    this.timeout(240_000);
    for (const path of ["src", "test", "schemas", "experiments", "package.json", "tsconfig.json"])
      cpSync(root + path, join(house, path), { recursive: true });
    for (const file of readdirSync(`${root}dist`).filter((name) => name.endsWith(".js")))
      cpSync(`${root}dist/${file}`, join(house, "dist", file));
    cpSync(`${root}dist/pages`, join(house, "dist/pages"), { recursive: true });
    symlinkSync(MODULES, join(house, "node_modules"));
    for (const [kind, name] of Object.entries(NEW)) good(run("src/new-part.mjs", kind, name));
    const { filesOf, layOut } = (await import(join(house, "src/new-part.mjs"))) as {
      filesOf(page: string): [string, string][];
      layOut(files: [string, string][]): string[];
    };
    for (const room of Object.keys(EXAMPLES))
      layOut(filesOf(readFileSync(join(house, `src/${room}/README.md`), "utf8")));
    // Two of equal rates would be told; these are the same part under two names.
    const zoo = join(house, "experiments/schedule-zoo.yaml");
    writeFileSync(zoo, readFileSync(zoo, "utf8").replace(/(NewLR, half_life: )\d+/, "$17"));
    good(run(TSC, "--project", "."));
    good(run("dist/src/bin.js", "schema"));
    const own = readdirSync(join(house, "dist/test"), { recursive: true, encoding: "utf8" }).filter((path) =>
      names.some((name) => path.endsWith(`/${name}.test.js`)),
    );
    const files = [...COLLECTIVE.map((name) => `${name}.test.js`), ...own].map((path) => `dist/test/${path}`);
    // Of the parts made anew their own tests will do: they are the same parts under other names.
    const about = [...Object.values(EXAMPLES), ...EVERY, ...Object.values(NEW).map((name) => `^${name}`)].join("|");
    const test = (grep: string, paths: readonly string[]) =>
      good(run(MOCHA, "--no-package", "--no-color", "--timeout", "120000", "--grep", grep, ...paths));
    report = test(about, files);
    // Each part by random parameters would take longer than all the rest.
    test("is fresh|valid schema", ["dist/test/schema/schema.test.js"]);
  });
  after(() => rmSync(house, { recursive: true, force: true }));

  for (const [room, name] of Object.entries(EXAMPLES)) {
    it(`${name}: compiles, passes its own test, and those of all ${room}`, () => {
      assert.include(report, name);
      assert.isTrue(existsSync(join(house, `src/${room}/${name}.ts`)));
      assert.include(readFileSync(join(house, "schemas/experiment.schema.json"), "utf8"), `"${name}"`);
    });
  }

  for (const [kind, name] of Object.entries(NEW))
    it(`npm run new -- ${kind} ${name}: does the same under the name given`, () => {
      assert.include(readFileSync(join(house, "schemas/experiment.schema.json"), "utf8"), `"${name}"`);
      // What the tests of layers and losses must know of one is no test by itself.
      if (kind !== "layer" && kind !== "loss") assert.include(report, name);
    });

  it("npm run new refuses a name that exists, one that is none, and a kind that is none", () => {
    const refused = (...args: string[]) => {
      const { status, stderr } = run("src/new-part.mjs", ...args);
      assert.equal(status, 2);
      return stderr;
    };
    assert.match(refused("scheduler", "StepLR"), /StepLR\.ts exists already/);
    assert.match(refused("layer", "relu"), /ReLU\.ts differs from relu\.ts only in case/);
    assert.match(refused("loss", "my-loss"), /use letters, digits and _/);
    assert.match(refused("chart", "Pie"), /kinds: scheduler, optimizer/);
  });

  it("a new scheduler's run is exported: its class comes from its formula", () => {
    writeFileSync(
      join(house, "decay.yaml"),
      "data: {type: linear, features: 2, samples: 20}\nmodel: [{type: Linear, out_features: 1}]\nloss: HalfSquaredLoss\noptimizer: SignSGD\ntraining: {epochs: 2}\nscheduler: {type: HalfLifeLR, half_life: 2}\n",
    );
    good(run("dist/src/bin.js", "sweep", "decay.yaml"));
    const [, script = ""] = /(\S+train\.py)/.exec(good(run("dist/src/bin.js", "export", "results/decay"))) ?? [];
    const text = readFileSync(join(house, script), "utf8");
    for (const part of ["class HalfLifeLR(", "class SignSGD(", "nn.HuberLoss("]) assert.include(text, part);
    const compiled = spawnSync("python3", ["-c", "import sys; compile(sys.stdin.read(), 'train.py', 'exec')"], {
      input: text,
    });
    if (compiled.error === undefined) assert.equal(compiled.status, 0, String(compiled.stderr));
  });
});
