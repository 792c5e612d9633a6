import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { FolderInUse, holderOf, lockFolder } from "../../src/folder/lock.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const HOLDER = new URL("./holder.js", import.meta.url);
const NOW = new Date("2025-01-01T00:00:00Z");

describe("the lock of a results folder", () => {
  let folder: string;
  let inner: string;

  beforeEach(() => {
    folder = temporaryFolder();
    inner = join(folder, ".journal");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is held by one process, and tells others which", () => {
    const lock = lockFolder(folder, inner, NOW);
    const named = `process ${process.pid} on ${hostname()}, since 2025-01-01T00:00:00.000Z`;
    assert.throws(() => lockFolder(folder, inner, NOW), FolderInUse, named);
    assert.strictEqual(holderOf(inner)?.pid, process.pid);
    lock.release();
    assert.strictEqual(holderOf(inner), undefined);
    lockFolder(folder, inner, NOW).release();
    assert.deepEqual(readdirSync(inner), []);
  });

  it("is seen by another process, and free once that was killed", async () => {
    const child = fork(HOLDER, [folder, inner], { stdio: "ignore" });
    await once(child, "message");
    assert.throws(() => lockFolder(folder, inner, NOW), FolderInUse, `process ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.strictEqual(holderOf(inner), undefined);
    lockFolder(folder, inner, NOW).release();
  });

  it("is stale when its process number has gone to another process", () => {
    writeLock({ pid: process.pid, host: hostname(), start: "long ago" });
    lockFolder(folder, inner, NOW).release();
  });

  it("is stale when it cannot be read", () => {
    lockFolder(folder, inner, NOW).release();
    writeFileSync(join(inner, "lock"), "");
    lockFolder(folder, inner, NOW).release();
  });

  it("of another machine holds as long as it is touched", () => {
    writeLock({ pid: 1, host: "elsewhere", start: "" });
    assert.throws(() => lockFolder(folder, inner, NOW), FolderInUse, "process 1 on elsewhere");
    utimesSync(join(inner, "lock"), NOW, NOW);
    lockFolder(folder, inner, NOW).release();
  });

  it("goes to one of many who find it stale at once", async () => {
    for (let round = 0; round < 3; round++) {
      writeLock({ pid: 2 ** 22 - 1, host: hostname(), start: "" });
      const children = Array.from({ length: 6 }, () => fork(HOLDER, [folder, inner], { stdio: "ignore" }));
      const answers = await Promise.all(children.map(async (child) => (await once(child, "message"))[0]));
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
      assert.lengthOf(
        answers.filter((answer) => answer === "held"),
        1,
      );
    }
  });

  function writeLock(holder: object): void {
    lockFolder(folder, inner, NOW).release();
    writeFileSync(join(inner, "lock"), JSON.stringify({ ...holder, since: "then" }));
  }
});
