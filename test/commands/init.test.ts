import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { assert } from "chai";
import { root } from "../root.ts";
import { Workplace } from "./cli.ts";

const MINE = "experiments/mine.yaml";

describe("npm run init", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
    // As in a clone.
    mkdirSync(here.at("experiments"));
    mkdirSync(here.at("schemas"));
    here.write("schemas/experiment.schema.json", "{}");
  });
  afterEach(() => here.remove());

  function init(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(["init", ...args]);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  /** What is said where the command must refuse, and must write nothing. */
  function refusal(...args: readonly string[]): string {
    const before = existsSync(here.at("experiments")) ? readdirSync(here.at("experiments")) : [];
    const { status, stdout, stderr } = here.run(["init", ...args]);
    assert.equal(status, 2, stdout + stderr);
    assert.equal(stdout, "");
    const after = existsSync(here.at("experiments")) ? readdirSync(here.at("experiments")) : [];
    assert.deepEqual(after, before);
    return stderr;
  }

  const cars = () => here.write("cars.csv", readFileSync(`${root}experiments/data/mtcars.csv`, "utf8"));

  it("is an npm script", () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> };
    assert.equal(scripts.init, "node src/launch.mjs init");
  });

  it("writes an experiment that check and sweep take as it is, and names the commands", () => {
    const said = init("mine");
    assert.include(said, `wrote ${MINE}: 5 schedules`);
    const commands = [...said.matchAll(/npm run (\w+) -- (\S+)/g)].map(([, ...command]) => command as string[]);
    assert.deepEqual(commands, [
      ["preview", MINE],
      ["sweep", MINE],
    ]);
    for (const command of [["check", "--strict", MINE], ...commands]) {
      const { status, stderr } = here.run(command);
      assert.equal(status, 0, stderr);
    }
    const ends = here.read("results/mine/runs.csv").trimEnd().split("\n").slice(1);
    assert.lengthOf(ends, 25);
    for (const end of ends) assert.match(end, /,ok,/);
  });

  it("runs every example of its help in an empty folder", () => {
    const help = here.run(["init", "--help"]).stdout;
    const examples = [...help.matchAll(/^ {2}npm run init -- (.+)$/gm)].map(([, words = ""]) => words.split(" "));
    assert.isAtLeast(examples.length, 3);
    for (const words of examples) {
      const empty = new Workplace();
      try {
        const script = words[words.indexOf("--script") + 1];
        if (words.includes("--script") && script) empty.write(script, "import lrsweep\n");
        const { status, stdout, stderr } = empty.run(["init", ...words]);
        assert.equal(status, 0, stderr);
        const [, file = ""] = /wrote (\S+\.yaml)/.exec(stdout) ?? [];
        assert.equal(empty.run(["check", "--strict", file]).status, 0, file);
      } finally {
        empty.remove();
      }
    }
  });

  it("never overwrites a file that has the example's name", () => {
    here.write("mtcars.csv", "a,b\n1,2\n2,3\n3,5\n4,8\n5,1\n6,2\n7,3\n8,4\n9,5\n10,6\n");
    assert.notInclude(init("mine", "--csv", "mtcars.csv", "--target", "b"), "copied");
    assert.match(here.read("mtcars.csv"), /^a,b\n/);
  });

  it("writes an experiment on a user's own file, found from where the experiment stands", () => {
    cars();
    const said = init("mine", "--csv", "cars.csv", "--target", "cyl", "--schedulers", "constant,cosine");
    assert.include(said, '"cyl" has 3 whole numbers (4, 6, 8): taken for classes; --task regression');
    assert.include(said, '"model" is dropped');
    assert.include(
      here.read(MINE),
      "data: {type: csv, path: ../cars.csv, target: cyl, task: classification, drop: [model]",
    );
    const { status, stderr } = here.run(["sweep", MINE]);
    assert.equal(status, 0, stderr);
    assert.match(here.read("results/mine/epochs.csv"), /val_accuracy/);
  });

  it("takes a path from the root of the file system, too", () => {
    cars();
    init("mine", "--csv", here.at("cars.csv"), "--target", "mpg");
    assert.include(here.read(MINE), "path: ../cars.csv");
  });

  it("leaves a file of that name as it is", () => {
    here.experiment("mine", "name: mine # a week's work\n");
    assert.match(refusal("mine"), /experiments.mine\.yaml exists already and was not changed\n {2}choose another name/);
    assert.match(refusal("Mine"), /experiments.mine\.yaml exists already/);
    assert.equal(here.read(MINE), "name: mine # a week's work\n");
  });

  it("refuses names that cannot name results", () => {
    for (const name of ["a/b", "../mine", ".mine", "my experiment", "x".repeat(65)])
      assert.include(refusal(name), `'${name}' cannot be the name of an experiment\n  use at most 64 letters`);
    assert.include(refusal(), "needs a name\n  npm run init -- my-experiment");
  });

  it("refuses options that do not fit, with what to write instead", () => {
    cars();
    const csv = ["mine", "--csv", "cars.csv"];
    assert.include(refusal("mine", "--data", "spiral"), "--data: there is no 'spiral'\n  did you mean 'spirals'?");
    assert.include(refusal(...csv), "--csv: which column should be predicted?\n  add --target, one of model, mpg, cyl");
    assert.include(refusal("mine", "--target", "mpg"), "--target: it names a column of a file, but no file is given");
    assert.include(
      refusal(...csv, "--target", "mpgg"),
      "--target: cars.csv has no column \"mpgg\"\n  did you mean 'mpg'?",
    );
    assert.equal(
      refusal("mine", "--csv", "gone.csv", "--target", "x"),
      "--csv: cannot read gone.csv: there is no such file\n",
    );
    assert.include(refusal("mine", "--epochs", "1.5"), "must be a whole number");
  });

  it("points the editor to the schema of the clone", () => {
    init("mine");
    assert.match(here.read(MINE), /^# yaml-language-server: \$schema=..\/schemas\/experiment.schema.json\n/);
    assert.deepEqual(readdirSync(here.at("experiments")), ["mine.yaml"]);
  });
});

describe("init outside a clone", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  it("takes a file's name for that file", () => {
    for (const name of ["first.yaml", "second.yml"]) assert.equal(here.run(["init", name]).status, 0);
    assert.includeMembers(readdirSync(here.folder), ["first.yaml", "second.yaml"]);
    assert.include(here.read("first.yaml"), "\nname: first\n");
    assert.include(here.run(["init", "first.yaml"]).stderr, "first.yaml exists already");
  });

  function assertSchemaBeside(file: string, folder: string): void {
    const [, path] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(here.read(file)) ?? [];
    assert.equal(path, ".lrsweep/schema.json");
    assert.include(here.read(`${folder}${path}`), '"CosineAnnealingLR"');
  }

  it("writes into the working folder, with the schema beside", () => {
    here.write("cars.csv", readFileSync(`${root}experiments/data/mtcars.csv`, "utf8"));
    const { status, stdout, stderr } = here.run(["init", "mine", "--csv", "cars.csv", "--target", "mpg"]);
    assert.equal(status, 0, stderr);
    assert.include(stdout, "wrote mine.yaml");
    assert.include(here.read("mine.yaml"), "path: cars.csv");
    assertSchemaBeside("mine.yaml", "");
    const checked = here.run(["check", "mine.yaml"]);
    assert.equal(checked.status, 0, checked.stderr);
    assert.include(here.run(["init", "mine"]).stderr, "mine.yaml exists already");
  });

  it("takes the folder experiments where there is one", () => {
    mkdirSync(here.at("experiments"));
    assert.equal(here.run(["init", "mine"]).status, 0);
    assertSchemaBeside(MINE, "experiments/");
  });
});
