import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { stream, uniform } from "../../src/random/rng.ts";
import type { Running } from "../commands/process.ts";
import { lacks } from "../needs.ts";
import { Ground, WILD_CLOCK } from "./ground.ts";
import { onSmallDisk, succeeds, whileReadOnly } from "./mounts.ts";
import { countFaults } from "./report.ts";

const KILLS = 30;
const INTERRUPTIONS = 10;
/** Every fault is brought about in real processes; then the sweep goes on, and its files must be those of one undisturbed. */
describe("a sweep under faults", function () {
  this.timeout(300_000);
  const ground = new Ground();
  const rng = stream(1, "chaos");
  const count = countFaults();

  before(() => ground.prepare());
  after(() => ground[Symbol.dispose]());

  /** Goes on after faults; counts what they did to the files. */
  async function recovers(fault: string, injected: number, output: string): Promise<string> {
    const { text, ...damage } = await ground.resume(output);
    count(fault, injected, damage);
    return text;
  }

  /** Disturbs sweeps at random moments until so many were hit; those that ended before are checked, and begun anew. */
  async function disturb(
    fault: string,
    times: number,
    hit: (running: Running, output: string) => Promise<void>,
  ): Promise<string> {
    const output = ground.folder(fault);
    for (let hits = 0; hits < times; ) {
      const running = ground.sweep(output);
      await Promise.race([setTimeout(uniform(rng, 0, ground.seconds) * 1000), running.end]);
      if (running.child.exitCode === null) {
        hits++;
        await hit(running, output);
      } else {
        assert.include(await running.end, { code: 0 });
        await ground.resume(output);
        ground.clear(output);
      }
    }
    return output;
  }

  it(`loses nothing when it is killed ${KILLS} times`, async () => {
    let halfDone = 0;
    const output = await disturb("kill -9", KILLS, async ({ child, end }, folder) => {
      child.kill("SIGKILL");
      await end;
      if (ground.isHalfDone(folder)) halfDone++;
    });
    assert.isAbove(halfDone, 0, "kills that left a sweep half done");
    await recovers(`kill -9 of the process (${halfDone} left some runs done, some not)`, KILLS, output);
  });

  it(`loses nothing when it is interrupted ${INTERRUPTIONS} times, and says how to go on`, async () => {
    const output = await disturb("interrupt", INTERRUPTIONS, async ({ child, end }) => {
      child.kill("SIGINT");
      const { code, signal, text } = await end;
      // Before it listens, an interruption ends it as it ends any process.
      if (signal === null && code !== 0) {
        assert.strictEqual(code, 130, text);
        assert.include(text, `sweep ${ground.file} --output `);
      }
    });
    await recovers("SIGINT", INTERRUPTIONS, output);
  });

  it("stops at once when interrupted twice", async () => {
    const output = ground.folder("twice");
    const { child, end } = ground.sweep(output);
    await ground.untilTraining(output);
    child.kill("SIGTERM");
    child.kill("SIGINT");
    assert.strictEqual((await end).code, 130);
    await recovers("SIGTERM, then SIGINT", 1, output);
  });

  it("lets one sweep at a time write to a folder, and says who it is", async () => {
    const output = ground.folder("two");
    const first = ground.sweep(output);
    await ground.untilTraining(output);
    // However slow the machine, the first is still there.
    first.child.kill("SIGSTOP");
    const second = await ground.sweep(output).end;
    first.child.kill("SIGCONT");
    assert.strictEqual(second.code, 1);
    assert.include(second.text, `another sweep is running here: process ${first.child.pid} on `);
    assert.strictEqual((await first.end).code, 0);
    await recovers("two sweeps at once", 1, output);
  });

  it("loses nothing to a torn or damaged journal, and says so", async () => {
    const output = ground.folder("damage");
    const { child, end } = ground.sweep(output);
    // The byte in the middle is in a record before the last.
    await ground.untilTraining(output, 4);
    child.kill("SIGKILL");
    await end;
    const file = join(output, "demo/.journal/runs");
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1;
    writeFileSync(file, bytes);
    truncateSync(file, bytes.length - 5);
    const text = await recovers("journal cut and a byte flipped", 2, output);
    assert.match(text, /a record is damaged \(at byte \d+\)/);
    assert.match(text, /cut short/);
  });

  it("says that its results were deleted under it, and starts again", async () => {
    const output = ground.folder("deleted");
    const { end } = ground.sweep(output);
    await ground.untilTraining(output);
    ground.clear(output);
    const { code, text } = await end;
    assert.strictEqual(code, 1, text);
    assert.match(text, /demo.*: the file disappeared while it was being written \(ENOENT\); was it deleted/);
    await recovers("results deleted", 1, output);
  });

  it("says which file it cannot write, and trains nothing again once it can", async () => {
    const output = ground.folder("in the way");
    mkdirSync(join(output, "demo/runs.csv/in the way"), { recursive: true });
    const { code, text } = await ground.sweep(output).end;
    assert.strictEqual(code, 1);
    assert.include(text, "runs.csv: ");
    assert.include(text, "in the way");
    rmSync(join(output, "demo/runs.csv"), { recursive: true });
    assert.include(await recovers("a file in the way", 1, output), "240 of 240 runs are there already");
  });

  it("says that the disk is full, and goes on when there is room", async function () {
    const output = ground.folder("full");
    // Room for a part of the journal, then for the journal but not for the files beside it, then for all.
    const mounted = await onSmallDisk(output, 300_000, async () => {
      for (const size of ["300k", "1200k"]) {
        succeeds("mount", "-o", `remount,size=${size}`, output);
        const { code, text } = await ground.sweep(output).end;
        assert.strictEqual(code, 1, text);
        assert.include(text, "the disk is full (ENOSPC)");
      }
      succeeds("mount", "-o", "remount,size=50m", output);
      await recovers("disk full", 2, output);
    });
    if (!mounted) lacks(this, "to mount a small disk: root, outside of a closed container");
  });

  it("says that the folder is read-only, and goes on when it is not", async function () {
    const output = ground.folder("read-only");
    mkdirSync(output);
    const mounted = await whileReadOnly(output, async () => {
      const { code, text } = await ground.sweep(output).end;
      assert.strictEqual(code, 1);
      assert.match(text, /demo.*: the file system is read-only \(EROFS\)/);
    });
    if (!mounted) lacks(this, "to mount a folder read-only: root, outside of a closed container");
    await recovers("read-only folder", 1, output);
  });

  it("does not mind a clock that jumps", async () => {
    const output = ground.folder("clock");
    const { end } = ground.sweep(output, [], WILD_CLOCK);
    assert.strictEqual((await end).code, 0);
    await recovers("a clock that jumps by days", 1, output);
  });
});
