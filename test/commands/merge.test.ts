import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { assert } from "chai";
import { SMALL, STEADY, Workplace } from "./cli.ts";

const CSV = SMALL.replace(
  "{type: linear, features: 3, samples: 40, noise: 0.1}",
  "{type: csv, path: data/x.csv, target: y}",
);
const ROWS = Array.from({ length: 30 }, (_, i) => `${i % 7},${(i * i) % 5}\n`).join("");

describe("npm run merge", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
    here.experiment("a", CSV);
    mkdirSync(here.at("experiments/data"));
    writeFileSync(here.at("experiments/data/x.csv"), `a,y\n${ROWS}`);
  });
  afterEach(() => here.remove());

  const shard = (index: number, of: number, ...args: readonly string[]) => {
    const { status, stderr } = here.run(["sweep", "--shard", `${index}/${of}`, ...args]);
    assert.equal(status, 0, stderr);
    return `results/small.shard-${index}-of-${of}`;
  };
  const merge = (...folders: readonly string[]) => here.run(["merge", ...folders]);
  const steady = (folder: string) => STEADY.map((name) => here.read(`${folder}/${name}`));

  it("gives the bytes of one machine, whatever the order, and twice the same", () => {
    const folders = [0, 1, 2].map((index) => shard(index, 3));
    assert.sameMembers(readdirSync(here.at(folders[0] as string)), [".journal", "experiment.yaml", "shard.json"]);
    assert.equal(here.run(["sweep", "--output", "alone"]).status, 0);
    assert.equal(merge(...folders.toReversed()).status, 0);
    assert.deepEqual(steady("results/small"), steady("alone/small"));
    const again = merge(...folders);
    assert.equal(again.status, 0);
    assert.include(again.stderr, `${folders[0]}: took over 0 runs`);
    assert.deepEqual(steady("results/small"), steady("alone/small"));
    assert.include(here.run(["sweep"]).stdout, "nothing to train");
  });

  it("makes a sweep that can be watched and reported, as its shards cannot", () => {
    const folders = [shard(0, 2), shard(1, 2)];
    for (const command of ["report", "export"]) {
      const { status, stderr } = here.run([command, folders[0] as string]);
      assert.equal(status, 2);
      assert.equal(
        stderr,
        `${folders[0]} is shard 0/2 of a sweep. Merge its shards first:\n  npm run merge -- ${folders.join(" ")}\n`,
      );
    }
    merge(...folders);
    assert.equal(here.run(["watch", "results/small"]).stdout, "small: finished, see results/small\n");
  });

  it("says which shards are missing, and goes on once they are there", () => {
    const [first, second] = [shard(0, 3), shard(2, 3)];
    const partial = merge(first, second);
    assert.equal(partial.status, 1);
    assert.match(partial.stderr, /small: \d of 8 runs are in results\/small; shard 1\/3 is missing\./);
    assert.isFalse(existsSync(here.at("results/small/epochs.csv")));
    assert.equal(merge(shard(1, 3)).status, 0);
    assert.equal(here.run(["sweep", "--output", "alone"]).status, 0);
    assert.deepEqual(steady("results/small"), steady("alone/small"));
  });

  it("lets a sweep train what is missing", () => {
    merge(shard(1, 2));
    const { status, stderr, stdout } = here.run(["sweep"]);
    assert.equal(status, 0);
    assert.match(stderr, /[1-7] of 8 runs (?:is|are) there already/);
    const [kept, trained] = [
      /(\d) of 8 runs are there/.exec(stderr)?.[1],
      /trained (\d) of 8 runs in /.exec(stdout)?.[1],
    ];
    assert.strictEqual(Number(kept) + Number(trained), 8);
  });

  it("takes what a shard that died has done, and says what it lacks", () => {
    const folders = [shard(0, 2), shard(1, 2)];
    const journal = here.at(`${folders[0]}/.journal/runs`);
    const lines = here.read(`${folders[0]}/.journal/runs`).split("\n");
    const firstRun = lines.findIndex((line) => line.includes(" run "));
    writeFileSync(journal, `${lines.slice(0, firstRun + 1).join("\n")}\n`);
    appendFileSync(journal, "1234abcd run torn");
    const { status, stderr } = merge(...folders);
    assert.equal(status, 1);
    assert.match(stderr, /shard 0\/2 \(results\/small\.shard-0-of-2\) lacks \d of its \d/);
    shard(0, 2);
    assert.equal(merge(...folders).status, 0);
  });

  it("refuses shards that do not belong together, and says why", () => {
    const first = shard(0, 2);
    const other = shard(1, 2, "--set", "optimizer.momentum=0.9");
    const refused = (...folders: readonly string[]) => {
      const { status, stderr } = merge(...folders);
      assert.equal(status, 2, stderr);
      assert.isFalse(existsSync(here.at("results/small")));
      return stderr;
    };
    assert.match(refused(first, other), /do not belong together: their experiments or data differ/);
    assert.match(refused("experiments"), /experiments holds no shard of a sweep/);
    cpSync(here.at(first), here.at("older"), { recursive: true });
    writeFileSync(
      here.at("older/shard.json"),
      here.read("older/shard.json").replace(/"build": "[0-9a-f]{12}/, '"build": "000000000000'),
    );
    assert.match(
      refused(first, "older"),
      /different versions of lrsweep \(.*, build \w{12} and .*, build 000000000000\)/,
    );
    appendFileSync(here.at("experiments/data/x.csv"), "1,2\n");
    assert.match(refused(first), /of another plan than its experiment gives here: other data in experiments/);
  });

  it("finds the data of shards that were run elsewhere", () => {
    const folders = [shard(0, 2), shard(1, 2)];
    cpSync(here.at("experiments"), here.at("moved"), { recursive: true });
    here.run(["sweep", "--output", "alone"]);
    const missing = here.run(["merge", ...folders, "--directory", "nowhere"]);
    assert.equal(missing.status, 2);
    assert.include(missing.stderr, "cannot read data/x.csv");
    assert.include(missing.stderr, "--directory FOLDER");
    assert.equal(here.run(["merge", ...folders, "--directory", "moved"]).status, 0);
    assert.deepEqual(steady("results/small"), steady("alone/small"));
  });

  it("counts shards from 0, and says so", () => {
    const { status, stderr } = here.run(["sweep", "--shard", "2/2"]);
    assert.equal(status, 2);
    assert.include(stderr, "Shards count from 0: 0/2 … 1/2.");
    assert.equal(here.run(["sweep", "--shard", "0/2", "--queue", "redis://127.0.0.1"]).status, 2);
  });
});
