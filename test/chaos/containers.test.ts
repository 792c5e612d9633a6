import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { CLI, start } from "../commands/process.ts";
import { lacks } from "../needs.ts";
import { Ground } from "./ground.ts";

/** A namespace of process numbers, as each container has one; its processes share this machine's name. */
const CONTAINER = ["--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL"];

describe("two containers that share a host name and a volume", function () {
  this.timeout(120_000);
  const ground = new Ground();
  before(async function () {
    if (spawnSync("unshare", [...CONTAINER, "true"]).status !== 0)
      lacks(this, "unshare --pid: root, outside of a closed container");
    await ground.prepare();
  });
  after(() => ground[Symbol.dispose]());

  const words = (output: string) => [CLI, "sweep", ground.file, "--output", output, "--concurrency", "1"];
  const contained = (output: string) =>
    spawnSync("unshare", [...CONTAINER, process.execPath, ...words(output)], { encoding: "utf8" });

  it("let one sweep at a time write to a folder; it is taken over a minute after its container died", async () => {
    const output = ground.folder("containers");
    const first = spawn("unshare", [...CONTAINER, process.execPath, ...words(output)], { stdio: "ignore" });
    const ended = once(first, "exit");
    await ground.untilTraining(output);
    // However slow the machine, it is still there.
    const children = readFileSync(`/proc/${first.pid}/task/${first.pid}/children`, "utf8");
    process.kill(Number(children.trim()), "SIGSTOP");
    // In each, the sweep is the process number 1.
    const second = contained(output);
    assert.equal(second.status, 1, second.stderr);
    assert.match(second.stderr, /another sweep is running here: process 1 on /);
    const outside = await ground.sweep(output).end;
    assert.equal(outside.code, 1, outside.text);
    assert.isNull(first.exitCode, "the first sweep is still at work");
    first.kill("SIGKILL");
    await ended;
    // Nobody can look it up from here: it may be alive.
    assert.equal(contained(output).status, 1);
    assert.equal(state(output), "running");
    const lock = join(output, "demo/.journal/lock");
    assert.isTrue(existsSync(lock));
    const past = new Date(Date.now() - 61_000);
    utimesSync(lock, past, past);
    assert.equal(state(output), "interrupted");
    const { text } = await start(["watch", join(output, "demo"), "--once"]).end;
    assert.include(text, "its process died");
    const third = contained(output);
    assert.equal(third.status, 0, third.stderr);
    ground.compare(output);
  });

  function state(output: string): string {
    const { stdout } = spawnSync(process.execPath, [CLI, "list", "--json", "--output", output], { encoding: "utf8" });
    return JSON.parse(stdout)[0].state;
  }
});
