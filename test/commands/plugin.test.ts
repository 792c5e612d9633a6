import { assert } from "chai";
import { HALF_LIFE } from "../plugins/plugin-texts.ts";
import { SMALL, STEADY, Workplace } from "./cli.ts";

const WITH_PLUGIN = SMALL.replace("{type: StepLR, step_size: 2, gamma: 0.5}", "{type: HalfLifeLR, half_life: 2}");
const PLUGIN = ["--plugin", "half-life.mjs"];

describe("An experiment with a scheduler of a plugin", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
    here.experiment("small", WITH_PLUGIN);
    here.write("half-life.mjs", HALF_LIFE);
  });
  afterEach(() => here.remove());

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = here.run(args);
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const steady = (folder: string) => STEADY.map((name) => here.read(`${folder}/${name}`));

  it("is trained in threads, alone as in shards, and its results are read again", () => {
    run("sweep", ...PLUGIN, "--output", "alone");
    assert.match(here.read("alone/small/epochs.csv"), /,halving,0,2,8,0\.0707106/);
    const shards = [0, 1].map((index) => {
      run("sweep", ...PLUGIN, "--shard", `${index}/2`);
      return `results/small.shard-${index}-of-2`;
    });
    run("merge", ...shards, ...PLUGIN);
    assert.deepEqual(steady("results/small"), steady("alone/small"));
    assert.include(run("sweep", ...PLUGIN), "nothing to train");
    run("report", "results/small");
    const halving = /^(r\w+),0\.1,halving/m.exec(here.read("results/small/runs.csv"))?.[1] ?? "";
    const refused = here.run(["export", "results/small", halving, ...PLUGIN]);
    assert.equal(refused.status, 2);
    assert.include(refused.stderr, "HalfLifeLR is not part of PyTorch");
  });

  it("is taken from a plugin that imports lrsweep", () => {
    here.write(
      "half-life.mjs",
      HALF_LIFE.replace(/^import .*/m, 'import { defineClosedForm } from "lrsweep";').replace(
        /^import Type .*/m,
        'import { Type } from "lrsweep";',
      ),
    );
    assert.include(here.read("half-life.mjs"), 'import { Type } from "lrsweep";');
    assert.include(run("preview", ...PLUGIN), "small: 4 schedules of 4 variants");
  });

  it("is previewed, and tested for rates", () => {
    assert.include(run("preview", ...PLUGIN), "small: 4 schedules of 4 variants");
    assert.include(run("lr-find", "--variant", "2", "--steps", "5", ...PLUGIN), "lr-find.csv");
    run("schema", "own.schema.json", ...PLUGIN);
    assert.include(here.read("own.schema.json"), "Epochs until the rate is half.");
  });

  it("is wrong without it, and a folder's own file has to be trusted", () => {
    const alone = here.run(["check"]);
    assert.equal(alone.status, 2);
    assert.include(alone.stderr, "HalfLifeLR");
    here.write("lrsweep.config.yaml", "plugins: [half-life.mjs]\nresults: out\n");
    const distrusted = here.run(["check"]);
    assert.equal(distrusted.status, 2);
    assert.include(distrusted.stderr, "lrsweep.config.yaml:1:1: error: it names plugins");
    assert.include(run("check", "--trust-plugins"), "small: ok, 8 runs");
    const broken = here.run(["check", "--trust-plugins", "--plugin", "none.mjs"]);
    assert.equal(broken.status, 2);
    assert.equal(broken.stderr, "none.mjs: there is no such plugin\n");
  });
});
