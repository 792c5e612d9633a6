import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { continuation, type ProcessStart, printerFor, quoted } from "../../src/command-line/invocation.ts";
import { SMALL, Workplace } from "../commands/cli.ts";
import { root } from "../root.ts";

const CLONE = "/home-of/lrsweep";

/** How a process may have been started; the defaults are those of nobody in particular. */
function start(own: Partial<ProcessStart>): ProcessStart {
  return {
    script: `${CLONE}/dist/lrsweep.js`,
    environment: {},
    platform: "linux",
    workingFolder: "/elsewhere",
    exists: () => false,
    ...own,
  };
}

const npmScript = start({
  script: `${CLONE}/src/launch.mjs`,
  environment: { npm_lifecycle_event: "check", npm_package_name: "lrsweep" },
});

const STARTS: Readonly<Record<string, readonly [start: ProcessStart, printed: string]>> = {
  "an npm script of the clone": [npmScript, "npm run sweep -- a.yaml"],
  "a script of another package": [
    start({
      script: "/project/node_modules/.bin/lrsweep",
      environment: { npm_lifecycle_event: "sweep", npm_package_name: "project" },
    }),
    "npx lrsweep sweep a.yaml",
  ],
  "npx in a project": [
    start({ script: "/project/node_modules/.bin/lrsweep", environment: { npm_command: "exec" } }),
    "npx lrsweep sweep a.yaml",
  ],
  "npx, while another one is on the PATH": [
    start({
      script: "/cache/_npx/0a1b/node_modules/.bin/lrsweep",
      environment: { npm_command: "exec", PATH: "/usr/bin" },
      exists: (path) => path === "/usr/bin/lrsweep",
    }),
    "npx lrsweep sweep a.yaml",
  ],
  "a link on the PATH": [
    start({
      script: "/usr/bin/lrsweep",
      environment: { PATH: "/bin:/usr/bin" },
      exists: (path) => path === "/usr/bin/lrsweep",
    }),
    "lrsweep sweep a.yaml",
  ],
  "a folder of node_modules that npm put on the PATH": [
    start({
      script: "/project/node_modules/.bin/lrsweep",
      environment: { PATH: "/project/node_modules/.bin:/bin" },
      exists: (path) => path === "/project/node_modules/.bin/lrsweep",
    }),
    "npx lrsweep sweep a.yaml",
  ],
  "its path, from elsewhere": [start({}), `node ${CLONE}/dist/lrsweep.js sweep a.yaml`],
  "its path, from the clone": [start({ workingFolder: CLONE }), "node dist/lrsweep.js sweep a.yaml"],
};

describe("a printed command", () => {
  for (const [name, [from, printed]] of Object.entries(STARTS)) {
    it(`is one that works where lrsweep was started by ${name}`, () => {
      assert.equal(printerFor(from)("sweep", "a.yaml"), printed);
    });
  }

  it("has no -- where nothing follows an npm script", () => {
    assert.equal(printerFor(npmScript)("sweep"), "npm run sweep");
  });

  it("continues a sweep: what was typed, without --fresh and without the password", () => {
    const print = printerFor(npmScript);
    assert.equal(continuation(print, ["sweep", "--fresh", "my file.yaml"]), "npm run sweep -- 'my file.yaml'");
    assert.equal(
      continuation(print, ["sweep", "--queue=redis://me:secret@host", "--queue", "rediss://:secret@host"]),
      "npm run sweep -- '--queue=redis://me:***@host' --queue 'rediss://:***@host'",
    );
  });

  it("is quoted so that a shell gives back the very words", () => {
    const words = [
      "plain-1.0/x_y",
      "two words",
      "it's",
      '"',
      "$HOME",
      "`id`",
      "a\\b",
      "*",
      "a;b",
      "",
      "=x",
      "~",
      "é",
      "#",
    ];
    const line = words.map((word) => quoted(word, "linux")).join(" ");
    const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
    assert.deepEqual(stdout.slice(0, -1).split("\n"), words);
  });

  it("is quoted for Windows by double quotes, where that is needed", () => {
    assert.equal(quoted("results\\a-b", "win32"), "results\\a-b");
    assert.equal(quoted("my file.yaml", "win32"), '"my file.yaml"');
    assert.equal(quoted("optimizer.lr=0.1", "win32"), '"optimizer.lr=0.1"');
    assert.equal(quoted('a"b', "win32"), '"a\\"b"');
  });
});

/** Shells' own words, so that nothing of the tests' npm is left. */
const plainEnvironment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

describe("commands that init prints", function () {
  this.timeout(120_000);
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  const shell = (line: string) => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
      cwd: here.folder,
      encoding: "utf8",
      env: plainEnvironment,
    });
    assert.equal(status, 0, `${line}\n${stdout}${stderr}`);
    return stdout;
  };

  /** Starts init by a line, then runs every command it prints. */
  function runPrinted(line: string, begin: string): void {
    const commands = shell(line)
      .split("\n")
      .map((text) => text.trim())
      .filter((text) => text.startsWith(begin));
    assert.lengthOf(commands, 2);
    for (const command of commands) shell(command);
    assert.match(here.read("results/mine/runs.csv"), /,ok,/);
  }

  it("run in a clone, started by npm", () => {
    const scripts = Object.fromEntries(
      ["init", "preview", "sweep"].map((name) => [name, `node '${root}src/launch.mjs' ${name}`]),
    );
    here.write("package.json", JSON.stringify({ name: "lrsweep", scripts }));
    runPrinted("npm run init -- mine --schedulers constant --epochs 3", "npm run ");
  });

  it("run in a project, started by npx", () => {
    here.write("package.json", JSON.stringify({ name: "project" }));
    mkdirSync(here.at("node_modules/.bin"), { recursive: true });
    symlinkSync(`${root}dist/lrsweep.js`, here.at("node_modules/.bin/lrsweep"));
    runPrinted("npx --no-install lrsweep init mine --schedulers constant --epochs 3", "npx lrsweep ");
  });

  it("run elsewhere, started by the path of the script", () => {
    runPrinted(`node '${root}dist/lrsweep.js' init mine --schedulers constant --epochs 3`, "node ");
  });

  it("run where the PATH leads to it", () => {
    mkdirSync(here.at("bin"));
    symlinkSync(`${root}dist/lrsweep.js`, here.at("bin/lrsweep"));
    runPrinted(
      "export PATH=$PWD/bin:$PATH; lrsweep init mine --schedulers constant --epochs 3 | sed 's/  /  PATH=$PWD\\/bin:$PATH /'",
      "PATH",
    );
  });
});

describe("the command that an interrupted sweep prints", function () {
  this.timeout(120_000);

  it("trains the rest, whatever had to be quoted", async () => {
    const here = new Workplace();
    try {
      here.write("my file.yaml", SMALL.replace("seeds: 2", "seeds: 40").replace("epochs: 4", "epochs: 500"));
      const words = ["my file.yaml", "--fresh", "--set", "description=it's $HOME", "--concurrency", "1"];
      const child = spawn(process.execPath, [`${root}dist/lrsweep.js`, "sweep", ...words], {
        cwd: here.folder,
        env: plainEnvironment,
      });
      let said = "";
      child.stderr.on("data", (text) => {
        said += text;
      });
      const exited = once(child, "exit");
      while (child.exitCode === null && !existsSync(here.at("results/small/.journal/state.json"))) await pause(5);
      child.kill("SIGINT");
      assert.deepEqual(await exited, [130, null], said);
      const line = /To continue:\n {2}(.*)\n$/.exec(said)?.[1] ?? "";
      assert.notInclude(line, "--fresh");
      const { status, stderr } = spawnSync("sh", ["-c", line], {
        cwd: here.folder,
        encoding: "utf8",
        env: plainEnvironment,
      });
      assert.equal(status, 0, stderr);
      assert.include(here.read("results/small/experiment.yaml"), "description");
      assert.lengthOf(here.read("results/small/runs.csv").trimEnd().split("\n"), 161);
    } finally {
      here.remove();
    }
  });
});
