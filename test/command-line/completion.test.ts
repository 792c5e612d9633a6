import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { assert } from "chai";
import { bashCompletion } from "../../src/command-line/completion/bash.ts";
import { fishCompletion } from "../../src/command-line/completion/fish.ts";
import { completedCommands } from "../../src/command-line/completion/words.ts";
import { zshCompletion } from "../../src/command-line/completion/zsh.ts";
import { commands } from "../../src/commands/index.ts";
import { PROFILE_NAMES } from "../../src/tables/profile.ts";
import { Workplace } from "../commands/cli.ts";

const described = completedCommands(commands);
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;

describe("completion", () => {
  let here: Workplace;
  before(() => {
    here = new Workplace();
    here.experiment("first", "");
    here.experiment("it is mine", "");
    here.write("notes.txt", "");
    here.write("data.csv", "");
    for (const name of ["one", "two words"]) mkdirSync(here.at(`results/${name}`), { recursive: true });
    for (const [shell, script] of Object.entries({ bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }))
      here.write(`script.${shell}`, script(described));
  });
  after(() => here.remove());

  const shell = (program: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: here.folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    return stdout.split("\n").filter((line) => line !== "");
  };

  describe("in bash", () => {
    before(function () {
      if (!has("bash")) this.skip();
    });

    /** What is offered for the last of these words. */
    const offered = (...words: readonly string[]) => {
      const line = words.map((word) => `'${word}'`).join(" ");
      const run = `COMP_WORDS=(lrsweep ${line}); COMP_CWORD=${words.length}; _lrsweep; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return shell("bash", "--norc", "-c", `. ./script.bash; ${run}`);
    };

    it("is registered for lrsweep", () => {
      assert.deepEqual(shell("bash", "--norc", "-c", ". ./script.bash; complete -p lrsweep"), [
        "complete -F _lrsweep lrsweep",
      ]);
    });

    it("offers every command, and those that begin so", () => {
      assert.includeMembers(
        offered(""),
        commands.map(({ name }) => name),
      );
      assert.sameMembers(offered("s"), ["sweep", "schema"]);
      assert.deepEqual(offered("help", "swe"), ["sweep"]);
    });

    it("offers a command's options", () => {
      assert.sameMembers(offered("sweep", "--s"), ["--set", "--strict", "--seeds", "--shard"]);
      assert.sameMembers(offered("watch", "--"), ["--once", "--help"]);
    });

    it("offers the words of an option and of an argument", () => {
      assert.sameMembers(offered("sweep", "--csv", ""), [...PROFILE_NAMES]);
      assert.sameMembers(offered("sweep", "--csv", "=", "excel"), ["excel", "excel-de"]);
      assert.sameMembers(offered("completion", ""), ["bash", "zsh", "fish"]);
      assert.deepEqual(offered("sweep", "--max-runs", ""), []);
    });

    it("offers files, folders, results and sweeps where they belong, names with spaces whole", () => {
      assert.sameMembers(offered("sweep", "experiments/"), ["experiments/first.yaml", "experiments/it is mine.yaml"]);
      assert.sameMembers(offered("sweep", ""), ["experiments", "results"]);
      assert.sameMembers(offered("init", "--csv", "da"), ["data.csv"]);
      assert.sameMembers(offered("sweep", "--output", ""), ["experiments", "results"]);
      assert.sameMembers(offered("watch", ""), ["results/one", "results/two words"]);
      assert.sameMembers(offered("delete", ""), ["one", "two words"]);
    });
  });

  it("is a script that zsh reads, with every command and option", function () {
    if (!has("zsh")) this.skip();
    shell("zsh", "-f", "-n", "script.zsh");
    const [loaded] = shell(
      "zsh",
      "-f",
      "-c",
      "autoload -U compinit; compinit -u -d ./dump; . ./script.zsh; print $_comps[lrsweep]",
    );
    assert.equal(loaded, "_lrsweep");
  });

  it("is a script that fish reads, and offers commands, options and words there", function () {
    if (!has("fish")) this.skip();
    const offered = (line: string) =>
      shell("fish", "--no-config", "-c", `source script.fish; complete -C '${line}'`).map(
        (text) => text.split("\t")[0],
      );
    assert.includeMembers(
      offered("lrsweep "),
      commands.map(({ name }) => name),
    );
    assert.sameMembers(offered("lrsweep sweep --csv "), [...PROFILE_NAMES]);
    assert.includeMembers(offered("lrsweep watch --"), ["--once"]);
    assert.sameMembers(offered("lrsweep delete "), ["one", "two words"]);
    assert.includeMembers(offered("lrsweep sweep experiments/"), ["experiments/first.yaml"]);
  });
});
