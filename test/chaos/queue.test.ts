import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { release } from "../../src/command-line/version.ts";
import { stream, uniform } from "../../src/random/rng.ts";
import { CLI, type Running, start } from "../commands/process.ts";
import { freePort, needsRedis, RedisServer } from "../queue/redis.ts";
import { root } from "../root.ts";
import { Ground, WILD_CLOCK } from "./ground.ts";
import { countFaults } from "./report.ts";

/** So many join and leave in all, few at a time: the machine may have two cores. */
const JOINS = 50;
const AT_ONCE = 4;

/** A copy of the program that takes itself for another build; gives its folder, which lies where libraries are found. */
function otherBuild(build: string): string {
  const folder = mkdtempSync(join(root, "dist/other-"));
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  for (const name of readdirSync(join(root, "dist")).filter((name) => name === "pages" || name.endsWith(".js")))
    cpSync(join(root, "dist", name), join(folder, "dist", name), { recursive: true });
  const version = join(folder, "dist/version.js");
  writeFileSync(version, readFileSync(version, "utf8").replace(release.build, build));
  return folder;
}

/** Faults of workers, of Redis and of the coordinator between them, in real processes. */
describe("a sweep behind a queue under faults", function () {
  this.timeout(300_000);
  const ground = new Ground();
  const rng = stream(2, "chaos");
  const count = countFaults();
  const running: Running[] = [];
  let redis: RedisServer;

  before(async function () {
    needsRedis(this);
    await ground.prepare();
  });
  beforeEach(async () => {
    redis = new RedisServer(await freePort());
    await redis.start();
  });
  afterEach(async () => {
    for (const { child } of running.splice(0)) child.kill("SIGKILL");
    await redis.remove();
  });
  after(() => ground[Symbol.dispose]());

  function sweep(output: string, node: readonly string[] = []): Running {
    const begun = ground.sweep(output, ["--queue", redis.url], node);
    running.push(begun);
    return begun;
  }

  function worker(node: readonly string[] = [], cli = CLI): Running {
    const begun = start(["worker", "--queue", redis.url, "--concurrency", "1"], { node, cli });
    running.push(begun);
    return begun;
  }

  /** Expects a sweep to end well, with the files of an undisturbed one. */
  async function survives(fault: string, injected: number, output: string, { end }: Running): Promise<string> {
    const { code, text } = await end;
    assert.strictEqual(code, 0, text);
    count(fault, injected, ground.compare(output));
    return text;
  }

  it("loses nothing when workers are killed", async () => {
    const output = ground.folder("worker");
    const workers = [worker(), worker()];
    const going = sweep(output);
    await ground.untilTraining(output);
    for (const { child, end } of workers) {
      child.kill("SIGKILL");
      await end;
    }
    worker();
    await survives("kill -9 of queue workers", workers.length, output, going);
  });

  it("loses nothing when its coordinator is killed", async () => {
    const output = ground.folder("coordinator");
    worker();
    for (let kills = 0; kills < 3; kills++) {
      const { child, end } = sweep(output);
      await ground.untilTraining(output);
      await setTimeout(uniform(rng, 0, 200));
      child.kill("SIGKILL");
      await end;
    }
    await survives("kill -9 of the coordinator", 3, output, sweep(output));
  });

  for (const isForgetful of [false, true]) {
    const what = isForgetful ? "without its data" : "with its data";
    it(`loses nothing when redis-server is killed and comes back ${what}`, async () => {
      const output = ground.folder(`redis ${what}`);
      worker();
      worker();
      const going = sweep(output);
      await ground.untilTraining(output);
      await redis.kill();
      if (isForgetful) redis.forget();
      await setTimeout(300);
      await redis.start();
      const text = await survives(`kill -9 of redis-server, back ${what}`, 1, output, going);
      assert.include(text, "lost the connection");
      assert.include(text, "reconnected to");
    });
  }

  it("refuses a worker of another version, says why on both sides, and waits for one of its own", async () => {
    const output = ground.folder("version");
    const other = otherBuild(release.build.replace(/^.{12}/, "0123456789ab"));
    const going = sweep(output);
    try {
      const { code, text } = await worker([], join(other, "dist/lrsweep.js")).end;
      assert.strictEqual(code, 2, text);
      assert.include(
        text,
        `, build ${release.build.slice(0, 12)}, but this worker is ${release.version}, build 0123456789ab`,
      );
    } finally {
      rmSync(other, { recursive: true });
    }
    worker();
    const text = await survives("a worker of another version", 1, output, going);
    assert.match(text, /refused: worker \S+ cannot join/);
  });

  it("does not mind clocks that jump, its own and a worker's", async () => {
    const output = ground.folder("clocks");
    worker(WILD_CLOCK);
    worker();
    await survives("clocks of coordinator and worker that jump by days", 2, output, sweep(output, WILD_CLOCK));
  });

  it(`loses nothing while ${JOINS} workers join and leave or are killed, ${AT_ONCE} at a time`, async () => {
    let joins = 0;
    let kills = 0;
    let sweeps = 0;
    const damage = { lost: 0, doubled: 0 };
    // One after another: those who come always find work.
    const sweepOn = async () => {
      do {
        const output = ground.folder(`joins ${sweeps++}`);
        const { code, text } = await sweep(output).end;
        assert.strictEqual(code, 0, text);
        const { lost, doubled } = ground.compare(output);
        damage.lost += lost;
        damage.doubled += doubled;
      } while (joins < JOINS);
    };
    const going = sweepOn();
    const comeAndGo = async () => {
      while (joins < JOINS) {
        const isKilled = joins++ % 5 === 0;
        const { child, end, said } = worker();
        // However slow the machine, it is disturbed at work; the last may find none any more.
        await Promise.race([said("joined"), going]);
        await setTimeout(uniform(rng, 0, 400));
        if (isKilled) kills++;
        child.kill(isKilled ? "SIGKILL" : "SIGTERM");
        await end;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, comeAndGo));
    worker();
    await going;
    count(`queue workers that join and leave (${kills} by kill -9, in ${sweeps} sweeps)`, joins, damage);
  });
});
