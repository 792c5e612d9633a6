import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { commandsOf, readTexts } from "../docs/texts.ts";
import { root } from "../root.ts";
import { Workplace } from "./cli.ts";

const REDIS = "needs a Redis: test/clusters runs it";
const TOOL = "a script of the repository, not of lrsweep";
const SHELL = "no command of lrsweep";

/** Commands that are not run as they stand: what is run instead ("": only its script must exist), and why. */
const APART: readonly (readonly [pattern: RegExp, instead: string, why: string])[] = [
  [/^npm ci && /, "", ".ci/run runs it in a fresh clone"],
  [/^npm (?:ci|test)$/, "", ".ci/run runs it"],
  [/^git clone |^cd |^sbatch |golden-venv/, "", SHELL],
  [/^npm run (?:docs|lint|format|bench|simulate|parity|coverage|test:\w+)\b/, "", TOOL],
  [/^npm run new\b/, "", "writes into src/: the test of adding parts runs it"],
  [/ --queue /, "--help", REDIS],
  [/^npm run dashboard\b/, "--help", "runs until it is stopped"],
  [/ experiments\/scripts\/digits\.yaml/, "--help", "needs PyTorch: the tests of the adapters run it"],
  [/^npm run watch /, "--once", "follows a sweep until it ends"],
  [/^npm run init(?: -- my-experiment)?$/, "--help", "asks"],
  [/^npx lrsweep /, "--help", "needs an installed package: the tests of the package run it"],
  [/^npm run (?:merge|report|export|delete)$/, "--help", "names the command only"],
  [/ --script train\.py$/, "--help", "the reader's own script"],
  [/^npm run import /, "--help", "the reader's own results"],
  [/^npm run accept /, "--help", "keeps runs of the reader's own program"],
  [/^npm run delete /, "--help", "would delete what other commands need"],
  [/ results\/warm-up$/, "--help", "the reader's own results"],
  [/^npm run merge .*shard-1-of-2$/, "--help", "the same as with *, which is run"],
];

/** The words of a command of ours, as the shell reads them, with what `instead` adds; --help replaces all options. */
function wordsOf(command: string, instead: string, workingFolder: string): readonly string[] {
  const own = command.replace(
    /^npm run ([\w-]+)(?: --(?= ))?|^npx lrsweep ([\w-]+)/,
    (_, script, name) => script ?? name,
  );
  const line = instead === "--help" ? `${/^\S+/.exec(own)?.[0]} --help` : `${own} ${instead}`;
  const { stdout } = spawnSync("bash", ["-c", `printf '%s\\0' ${line}`], { cwd: workingFolder, encoding: "utf8" });
  return stdout.split("\0").slice(0, -1);
}

const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(`${root}package.json`, "utf8")).scripts;

describe("every command in every text", () => {
  /** With two small experiments, so that commands on all of them take little. */
  const clone = new Workplace();
  const commands = [...new Set(readTexts().flatMap(commandsOf))];

  before(() => {
    mkdirSync(clone.at("experiments"));
    for (const name of ["decay-strategies.yaml", "mtcars.yaml", "data"])
      cpSync(join(root, "experiments", name), clone.at(`experiments/${name}`), { recursive: true });
    cpSync(join(root, "schemas"), clone.at("schemas"), { recursive: true });
  });
  after(() => clone.remove());

  for (const command of commands) {
    const [, instead, why] = APART.find(([pattern]) => pattern.test(command)) ?? [];
    const note = why === undefined ? "" : ` (${instead || "exists"}: ${why})`;
    it(command + note, () => {
      const script = /^npm run ([\w-]+)/.exec(command)?.[1];
      if (script !== undefined) assert.property(scripts, script);
      if (instead === "") return;
      const { status, stderr, stdout } = clone.run(wordsOf(command, instead ?? "", clone.folder));
      assert.equal(status, 0, stderr + stdout);
    });
  }

  it("has no exception that is no longer needed", () => {
    const idle = APART.filter(([pattern]) => !commands.some((command) => pattern.test(command)));
    assert.deepEqual(
      idle.map(([pattern]) => String(pattern)),
      [],
    );
  });
});
