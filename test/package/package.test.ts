import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { assert } from "chai";
import { buildSync } from "esbuild";
import { typeErrors } from "../library/types.ts";
import { root } from "../root.ts";

interface Packed {
  readonly filename: string;
  /** Bytes of the packed file. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly version: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const MEGABYTE = 1e6;

/** Each Node there is to test with: this one, and those that CI installs. */
const NODES = [
  ...new Set([process.execPath, process.env.LRSWEEP_NODE_22, process.env.LRSWEEP_NEWER_NODE].filter(Boolean)),
] as readonly string[];

const versionOf = (node: string) => spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();

/** As in a shell of someone who has this Node, and nothing of the project that runs the tests. */
function environmentOf(node: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/.test(name));
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return { ...Object.fromEntries(own), PATH: [dirname(node), ...folders].join(delimiter) };
}

function succeeded({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

describe("the package", function () {
  this.timeout(300_000);
  /** An empty folder into which the packed file was installed. */
  const folder = mkdtempSync(join(tmpdir(), "lrsweep-package-"));
  const manifest: Manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  let packed: Packed;

  before(() => {
    const options = { cwd: root, encoding: "utf8" } as const;
    const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    packed = JSON.parse(succeeded(spawnSync("npm", pack, options)))[0];
    const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, packed.filename)];
    succeeded(spawnSync("npm", install, { ...options, cwd: folder, env: environmentOf(process.execPath) }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is small", () => {
    assert.isAtMost(packed.size, 2 * MEGABYTE);
    assert.isAtMost(packed.unpackedSize, 5 * MEGABYTE);
  });

  it("holds what is run, its types and licences, and no sources, tests or maps", () => {
    const paths = packed.files.map(({ path }) => path);
    assert.includeMembers(paths, [
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "dist/LICENSES.txt",
      "dist/adapters/lrsweep.mjs",
      "dist/adapters/lrsweep.py",
      "dist/helper.js",
      "dist/index.js",
      "dist/lrsweep.js",
      "dist/schedulers.js",
      "dist/types/index.d.ts",
      "dist/types/library/schedulers.d.ts",
      "dist/worker.js",
      "experiments/data/mtcars.csv",
    ]);
    const others = paths.filter(
      (path) =>
        !/^(?:dist\/(?:torch\/trainer\.py|adapters\/lrsweep\.(?:py|mjs)|types\/.*\.d\.m?ts|pages\/\w+\.(?:js|css)|[\w-]+\.js)|dist\/LICENSES.txt|experiments\/data\/mtcars.csv|[A-Z]+(?:\.md)?|package.json)$/.test(
          path,
        ),
    );
    assert.deepEqual(others, []);
  });

  it("installs what its modules import, and nothing that they contain", () => {
    const own = join(folder, "node_modules/lrsweep");
    const modules = packed.files.map(({ path }) => path).filter((path) => /^dist\/[^/]+\.js$/.test(path));
    const { metafile } = buildSync({
      absWorkingDir: own,
      entryPoints: modules,
      outdir: "nowhere",
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["*"],
      write: false,
      metafile: true,
    });
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    const packages = new Set(imported.filter((name) => !name.startsWith(".") && !isBuiltin(name)));
    for (const name of [...packages].filter((name) => name.startsWith("#")))
      assert.isTrue(existsSync(join(own, manifest.imports[name] ?? "nowhere")), name);
    const asked = [...packages].filter((name) => !name.startsWith("#"));
    assert.sameMembers(asked, Object.keys(manifest.dependencies));
    assert.sameMembers(Object.keys(manifest.optionalDependencies), ["koffi"]);
    for (const name of ["typescript", "esbuild", "yaml", "ajv", "echarts"])
      assert.isFalse(existsSync(join(folder, "node_modules", name)), name);
  });

  it("carries the licences of what it contains", () => {
    const text = readFileSync(join(folder, "node_modules/lrsweep/dist/LICENSES.txt"), "utf8");
    assert.include(text, "FreeBSD's msun");
    for (const name of ["ajv", "bullmq", "echarts", "ioredis", "typebox", "yaml"])
      assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, "m"));
  });

  it("has types that a user's compiler takes", () => {
    assert.equal(typeErrors(folder), "");
  });

  it("gets its next version from npm version", () => {
    const copy = join(folder, "next");
    mkdirSync(copy);
    for (const name of ["package.json", "package-lock.json"]) cpSync(root + name, join(copy, name));
    const command = ["version", "minor", "--no-git-tag-version"];
    const said = succeeded(spawnSync("npm", command, { cwd: copy, encoding: "utf8" }));
    const [major, minor] = manifest.version.split(".").map(Number);
    assert.equal(said.trim(), `v${major}.${(minor as number) + 1}.0`);
  });

  const figures = new Map<string, string>();
  for (const [index, node] of NODES.entries()) {
    describe(`on Node ${versionOf(node)}`, () => {
      const here = join(folder, `node-${index}`);
      const options = { cwd: here, encoding: "utf8", env: environmentOf(node) } as const;
      const bin = join(folder, "node_modules/.bin/lrsweep");
      const npx = (...args: readonly string[]) => succeeded(spawnSync("npx", ["lrsweep", ...args], options));
      const lrsweep = (...args: readonly string[]) => succeeded(spawnSync(bin, args, options));
      const at = (path: string) => readFileSync(join(here, path), "utf8");

      before(() => mkdirSync(here));

      it("says its version", () => assert.equal(lrsweep("--version").trim(), manifest.version));

      it("writes an experiment that an editor knows, and sweeps it", () => {
        const said = npx("init", "my", "--data", "linear", "--schedulers", "constant,cosine");
        assert.include(said, "npx lrsweep sweep my.yaml");
        assert.match(at("my.yaml"), /^# yaml-language-server: \$schema=\.lrsweep\/schema\.json\n/);
        assert.equal(JSON.parse(at(".lrsweep/schema.json")).type, "object");
        lrsweep("check", "--strict", "my.yaml");
        npx("sweep", "my.yaml", "--xlsx");
        assert.isTrue(existsSync(join(here, "results/my/results.xlsx")));
        figures.set(node, at("results/my/epochs.csv"));
        assert.equal(figures.get(node), figures.get(process.execPath));
      });

      it("has the file that the help of init names", () => {
        assert.include(lrsweep("init", "cars", "--csv", "mtcars.csv", "--target", "mpg"), "copied mtcars.csv");
        lrsweep("check", "--strict", "cars.yaml");
      });

      it("reports and exports", () => {
        lrsweep("report", "results/my");
        assert.include(at("results/my/report.html"), "<title>my");
        assert.include(at("results/my/curves.svg"), "<svg");
        lrsweep("export", "results/my");
        lrsweep("export", "results/my", "--tensorboard");
      });

      it("shows the dashboard", async () => {
        const child = spawn(bin, ["dashboard", "--port", "0"], options);
        try {
          let said = "";
          for await (const chunk of child.stdout) {
            said += chunk;
            if (/http:\S+/.test(said)) break;
          }
          const [url = ""] = /http:[^\s]+/.exec(said) ?? [];
          assert.equal((await fetch(url)).status, 200);
        } finally {
          const end = once(child, "exit");
          child.kill("SIGINT");
          await end;
        }
      });

      it("looks for the Redis of a worker", () => {
        const { status, stderr } = spawnSync(bin, ["worker", "--queue", "redis://127.0.0.1:1"], options);
        assert.notEqual(status, 0);
        assert.include(stderr, "127.0.0.1:1");
      });

      it("takes a plugin that imports lrsweep", () => {
        const plugin = (type: string) => `
          import { checkScheduler, defineClosedForm, Type } from "lrsweep";
          export const HalfLifeLR = defineClosedForm({
            description: "Halves the rate every half_life epochs.",
            source: "Exponential decay by its half-life.",
            params: Type.Object({ half_life: Type.Number({ default: 5, description: "Epochs until the rate is half." }) }),
            at: ({ half_life }, base${type}, t${type}) => base * 0.5 ** (t / half_life),
          });
          if (checkScheduler(HalfLifeLR).length > 0) throw new Error("it is no good");`;
        writeFileSync(join(here, "half-life.mjs"), plugin(""));
        writeFileSync(join(here, "half-life.ts"), plugin(": number"));
        writeFileSync(join(here, "half.yaml"), at("my.yaml").replace(/type: CosineAnnealingLR/, "type: HalfLifeLR"));
        const preview = (file: string) => spawnSync(bin, ["preview", "half.yaml", "--plugin", file], options);
        const said = succeeded(preview("half-life.mjs"));
        const typed = preview("half-life.ts");
        const [major = 0, minor = 0] = versionOf(node).slice(1).split(".").map(Number);
        if (major > 22 || (major === 22 && minor >= 18)) assert.equal(succeeded(typed), said);
        else assert.include(typed.stderr, "runs no TypeScript. Take Node 22.18 or later");
      });

      it("is a library", () => {
        const program = `
          import { check, schedule, ScheduleError, sweep } from "lrsweep";
          import * as alone from "lrsweep/schedulers";
          import { readFileSync } from "node:fs";
          const text = readFileSync("my.yaml", "utf8");
          const { results } = sweep(text, { concurrency: 2, set: ["seeds=1"] });
          const { lr } = schedule("CosineAnnealingLR", { lr: 0.1, epochs: 2 });
          const thrown = [schedule, alone.schedule].map((one) => {
            try { one("NoLR", { lr: 1, epochs: 1 }); } catch (error) { return error; }
          });
          if (!thrown.every((error) => error instanceof ScheduleError && error instanceof alone.ScheduleError)) throw thrown;
          if (new Error("x") instanceof ScheduleError) throw new Error("every error is one");
          console.log(JSON.stringify([check(text).ok, (await results).runs.every(({ status }) => status === "ok"), lr]));`;
        writeFileSync(join(here, "use.mjs"), program);
        const said = succeeded(spawnSync(node, ["use.mjs"], options));
        assert.deepEqual(JSON.parse(said), [true, true, 0.1]);
      });
    });
  }
});
