import { readFileSync } from "node:fs";
import { assert } from "chai";
import type { AnyCommand } from "../../src/command-line/command.ts";
import { buildProgram, flagOf } from "../../src/command-line/program.ts";
import { commands } from "../../src/commands/index.ts";
import { root } from "../root.ts";

const print = (...words: readonly string[]) => ["lrsweep", ...words].join(" ");

/** What a command line starts, and with which values. */
async function parsed(words: readonly string[]): Promise<{ name: string; given: Readonly<Record<string, unknown>> }> {
  const started: { name: string; given: Readonly<Record<string, unknown>> }[] = [];
  const program = buildProgram(commands, print, async ({ name }, given) => {
    started.push({ name, given });
  });
  await program.parseAsync(words, { from: "user" });
  assert.lengthOf(started, 1);
  return started[0] as { name: string; given: Readonly<Record<string, unknown>> };
}

function helpOf({ name }: AnyCommand): string {
  const program = buildProgram(commands, print, async () => {});
  let text = "";
  const command = program.commands.find((one) => one.name() === name);
  command?.configureOutput({ writeOut: (written) => (text += written) });
  command?.outputHelp();
  return text;
}

describe("a count on the command line", () => {
  it("is a whole number, without a point: 1.000 may be a thousand", async () => {
    for (const seeds of ["1.000", "3.0", "0x5", "1_000", ""]) {
      const program = buildProgram(commands, print, async () => {});
      for (const command of [program, ...program.commands])
        command.exitOverride().configureOutput({ writeErr: () => {} });
      const refused = await program.parseAsync(["check", "--seeds", seeds], { from: "user" }).then(
        () => "taken",
        (error: Error) => error.message,
      );
      assert.include(refused, "must be a whole number", seeds);
    }
    assert.equal((await parsed(["check", "--seeds", "1e2"])).given.seeds, 100);
  });
});

/** What is printed of a command line that is refused. */
async function refusal(...words: readonly string[]): Promise<string> {
  const program = buildProgram(commands, print, async () => {});
  const written: string[] = [];
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: (line) => written.push(line) });
  await program.parseAsync(words, { from: "user" }).catch(() => undefined);
  return written.join("");
}

describe("a rate on the command line", () => {
  const said: Readonly<Record<string, string>> = {
    "0,01": "Decimals take a point: 0.01.",
    "1e-400": "It is too small: it would be 0.",
    "1e-60": "It is too small: it would be 0.",
    "1e60": "It is too large: it would be infinite.",
    "0x1": "It must be a number above 0.",
    "": "It must be a number above 0.",
    "0": "It must be a number above 0.",
    "-1": "It must be a number above 0.",
  };
  for (const [written, reason] of Object.entries(said))
    it(`cannot be '${written}'`, async () => {
      assert.include(await refusal("lr-find", "a.yaml", `--min-lr=${written}`), reason);
    });

  it("is a number above 0", async () => {
    assert.equal((await parsed(["lr-find", "a.yaml", "--min-lr", "1E-5"])).given.minLr, 1e-5);
  });
});

describe("short options", () => {
  it("are refused with the long one of that letter, where there is one", async () => {
    assert.include(await refusal("-v"), "error: unknown option '-v'\n(Did you mean --version?)");
    assert.include(await refusal("sweep", "-o", "out"), "(Did you mean --output or --open?)");
    assert.include(await refusal("sweep", "-c4"), "(Did you mean --csv or --concurrency?)");
    assert.notInclude(await refusal("check", "-q", "out"), "Did you mean");
  });
});

describe("the table of commands", () => {
  it("names each command once, and has an npm script for each but completion", () => {
    const names = commands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> };
    for (const name of names.filter((one) => one !== "completion"))
      assert.equal(scripts[name], `node src/launch.mjs ${name}`);
  });

  for (const command of commands) {
    describe(command.name, () => {
      it("is described in one line, which begins with a verb and has no full stop", () => {
        assert.match(command.summary, /^[a-z].*[^.]$/);
        assert.isAtMost(command.summary.length, 90);
      });

      it("has examples that its own parser takes, at the end of its help", async () => {
        assert.isNotEmpty(command.examples);
        const help = helpOf(command);
        for (const { words, does } of command.examples) {
          assert.equal((await parsed([command.name, ...words])).name, command.name);
          assert.include(help, `  ${print(command.name, ...words)}\n      ${does}\n`);
        }
        assert.isAbove(help.indexOf("Examples:"), help.indexOf("--help"));
      });

      it("shows every argument and option", () => {
        const help = helpOf(command);
        for (const name of Object.keys(command.arguments)) assert.include(help, name);
        for (const key of Object.keys(command.options)) assert.include(help, `  ${flagOf(key)}`);
      });
    });
  }

  it("hands over every argument and option under its key, with defaults", async () => {
    const { given } = await parsed(["sweep", "a.yaml", "b.yaml", "--set", "x=1", "--set", "y=2", "--max-runs", "7"]);
    assert.deepInclude(given, { files: ["a.yaml", "b.yaml"], set: ["x=1", "y=2"], maxRuns: 7, strict: false });
    assert.deepInclude(given, { csv: "plain", output: "results", seeds: undefined, shard: undefined, dryRun: false });
    const shard = await parsed(["sweep", "--shard", "1/4", "--dry-run"]);
    assert.deepInclude(shard.given, { files: [], set: [], shard: { index: 1, of: 4 }, dryRun: true });
    assert.deepInclude((await parsed(["export", "results/a"])).given, { folder: "results/a", run: undefined });
  });
});
