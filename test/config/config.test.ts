import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { defineCommand } from "../../src/command-line/command.ts";
import { InputError } from "../../src/command-line/input-error.ts";
import { settle } from "../../src/commands/settings.ts";
import { sweep } from "../../src/commands/sweep.ts";
import { readConfig } from "../../src/config/read.ts";
import { CONFIG_FILE, configSchemaText } from "../../src/config/schema.ts";
import { parts } from "../../src/parts.ts";
import { PROFILE_NAMES } from "../../src/tables/profile.ts";
import { HALF_LIFE } from "../plugins/plugin-texts.ts";
import { root } from "../root.ts";

describe(CONFIG_FILE, () => {
  let folder = "";
  let places = { workingFolder: "", homeFolder: "" };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lrsweep-"));
    places = { workingFolder: join(folder, "here"), homeFolder: join(folder, "home") };
    for (const path of Object.values(places)) mkdirSync(path);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (place: "here" | "home", text: string, name = CONFIG_FILE) =>
    writeFileSync(join(folder, place, name), text);
  const errorOf = (text: string) => {
    write("here", text);
    try {
      readConfig(places);
    } catch (error) {
      assert.instanceOf(error, InputError);
      return error.message;
    }
    throw new Error("no error");
  };
  const settled = (typed: Readonly<Record<string, unknown>> = {}, environment = {}) => {
    const fallbacks = Object.entries(sweep.options).map(([key, { fallback }]) => [key, fallback] as const);
    const given = { ...Object.fromEntries(fallbacks), ...typed };
    return settle({ command: sweep, given, isTyped: (key) => key in typed }, { ...places, environment }, parts);
  };

  it("gives the defaults of options: what is typed goes first, then the working folder, then the home folder", async () => {
    write("home", "results: at-home\nconcurrency: 3\n");
    write("here", "results: here\ncsv: excel\n");
    assert.include((await settled()).given, { output: "here", concurrency: 3, csv: "excel" });
    assert.include((await settled({ output: "typed", csv: "plain" })).given, {
      output: "typed",
      concurrency: 3,
      csv: "plain",
    });
  });

  it("may be empty, or not there", async () => {
    assert.include((await settled()).given, { output: "results", csv: "plain" });
    write("here", "# nothing yet\n");
    assert.include((await settled()).given, { output: "results", csv: "plain" });
  });

  it("is not read by commands that take nothing from it", async () => {
    write("here", "nonsense: true\n");
    const command = defineCommand({ ...sweep, options: {} });
    assert.deepEqual(
      (await settle({ command, given: {}, isTyped: () => false }, { ...places, environment: {} }, parts)).given,
      {},
    );
  });

  it("is refused with file, line and column where it is wrong, all errors at once", () => {
    assert.strictEqual(
      errorOf("result: out\nconcurrency: many\ncsv: exel\nplugins: half-life.mjs\n"),
      `lrsweep.config.yaml:1:1: error: lrsweep.config.yaml has no key 'result'
    1 | result: out
      | ^ did you mean 'results'?
lrsweep.config.yaml:2:14: error: concurrency must be a whole number ≥ 1, found 'many'
    2 | concurrency: many
      |              ^ Number of threads, as for --concurrency. Default: one for each core.
lrsweep.config.yaml:3:6: error: csv must be one of ${PROFILE_NAMES.map((name) => `'${name}'`).join(", ")}, found 'exel'
    3 | csv: exel
      |      ^ did you mean 'excel'?
lrsweep.config.yaml:4:10: error: plugins must be a list of distinct texts, found 'half-life.mjs'
    4 | plugins: half-life.mjs
      |          ^ a list stands in brackets; write [half-life.mjs]`,
    );
    assert.match(
      errorOf("- results\n"),
      /^lrsweep.config.yaml:1:1: error: lrsweep.config.yaml must be a mapping, found a list/,
    );
    assert.match(errorOf("results: [\n"), /^lrsweep.config.yaml:2:1: error: /);
  });

  it("of the working folder runs no plugin unless it is trusted; that of the home folder does", async () => {
    write("here", HALF_LIFE, "half-life.mjs");
    write("here", "results: out\nplugins: [half-life.mjs]\n");
    const refused = await settled().then(
      () => undefined,
      (error: Error) => error,
    );
    assert.instanceOf(refused, InputError);
    assert.strictEqual(
      refused?.message,
      `lrsweep.config.yaml:2:1: error: it names plugins, and a plugin can do whatever you can do
    2 | plugins: [half-life.mjs]
      | ^ read them; to run them, add --trust-plugins or set LRSWEEP_TRUST_PLUGINS=1`,
    );
    for (const trusting of [settled({ trustPlugins: true }), settled({}, { LRSWEEP_TRUST_PLUGINS: "1" })])
      assert.property((await trusting).parts.scheduler, "HalfLifeLR");
    rmSync(join(places.workingFolder, CONFIG_FILE));
    write("home", "plugins: [../here/half-life.mjs]\n");
    assert.property((await settled()).parts.scheduler, "HalfLifeLR");
  });

  it("has a schema for editors, made from the definition", () => {
    assert.strictEqual(readFileSync(`${root}schemas/config.schema.json`, "utf8"), configSchemaText());
  });
});
