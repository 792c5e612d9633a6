import { spawnSync } from "node:child_process";
import { assert } from "chai";
import { SMALL, Workplace } from "./cli.ts";
import { CLI } from "./process.ts";

describe("a process with little room", function () {
  this.timeout(180_000);
  let place: Workplace;
  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  beforeEach(() => {
    place = new Workplace();
    place.experiment("small", SMALL);
  });
  afterEach(() => place.remove());

  /** Runs the program under a limit of the shell, such as "-n 24". */
  function limited(limit: string, args: readonly string[], env = {}) {
    const script = `ulimit ${limit} && exec "$0" "$@"`;
    const options = { cwd: place.folder, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "", ...env } } as const;
    return spawnSync("bash", ["-c", script, process.execPath, CLI, ...args], { ...options, timeout: 30_000 });
  }

  const SWEEP = ["sweep", "experiments/small.yaml", "--concurrency", "2"];
  /** Runs that ended, by id; a record of the journal begins with it. */
  const swept = () => place.read("results/small/runs.csv");

  it("says in one line that it may open too few files, whatever it does", () => {
    const whole = limited("-n 4096", SWEEP);
    assert.equal(whole.status, 0, whole.stderr);
    const expected = swept();
    let refused = 0;
    for (const files of [21, 26, 28, 30]) {
      const { status, stderr, signal } = limited(`-n ${files}`, [...SWEEP, "--fresh"]);
      if (status === 0) continue;
      refused++;
      const what = `${files} files: ${signal} ${stderr}`;
      assert.equal(status, 1, what);
      assert.match(stderr, /^\S+: this process may open no more files \(EMFILE\); raise the limit, .*\n$/, what);
    }
    assert.isAtLeast(refused, 2);
    // Nothing of it counts as a failed run.
    const again = limited("-n 4096", SWEEP);
    assert.equal(again.status, 0, again.stderr);
    assert.equal(swept(), expected);
  });

  it("says in one line that it may use too little address space, and the way out that it names works", () => {
    for (const limit of [1_500_000, 8_000_000]) {
      const { status, stderr } = limited(`-v ${limit}`, ["--version"]);
      assert.equal(status, 0, stderr);
    }
    // The main thread has room, threads have none.
    const { status, stderr } = limited("-v 30000000", SWEEP);
    assert.equal(status, 1, stderr);
    const [, option] =
      /^error: this process may use only [^\n]* set NODE_OPTIONS=(\S+), or [^\n]*\n$/.exec(stderr) ?? [];
    assert.isDefined(option, stderr);
    const heeded = limited("-v 30000000", SWEEP, { NODE_OPTIONS: option });
    assert.equal(heeded.status, 0, heeded.stderr);
    const few = limited("-v 3000000", [...SWEEP, "--fresh"], { NODE_OPTIONS: option });
    assert.match(
      few.stderr,
      /^error: this process may use only 2.9 GiB of address space, and a sweep takes 5.6 GiB; [^\n]*\n$/,
    );
  });

  it("sweeps under options of Node that hold for the whole process", () => {
    const { status, stderr } = limited("-n 4096", SWEEP, { NODE_OPTIONS: "--title=sweep" });
    assert.equal(status, 0, stderr);
  });
});
