import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { FolderInUse, holderOf, lockFolder } from "../../src/folder/lock.ts";
import { FileError } from "../../src/io/file-error.ts";
import { ownIdentity } from "../../src/io/process-identity.ts";
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
    assert.strictEqual(holderOf(inner, NOW)?.pid, process.pid);
    lock.release();
    assert.strictEqual(holderOf(inner, NOW), undefined);
    lockFolder(folder, inner, NOW).release();
    assert.deepEqual(readdirSync(inner), []);
  });

  it("is seen by another process, and free once that was killed", async () => {
    const child = fork(HOLDER, [folder, inner], { stdio: "ignore" });
    await once(child, "message");
    assert.throws(() => lockFolder(folder, inner, NOW), FolderInUse, `process ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.strictEqual(holderOf(inner, NOW), undefined);
    lockFolder(folder, inner, NOW).release();
  });

  it("is stale when its process number has gone to another process", () => {
    writeLock({ ...ownIdentity(), start: "long ago" });
    lockFolder(folder, inner, NOW).release();
  });

  it("is stale when it is not what a holder writes", () => {
    lockFolder(folder, inner, NOW).release();
    const own = JSON.stringify(hostname());
    const others = ["null", "[]", "7", "{}", `{"host": ${own}}`, `{"pid": "1", "host": ${own}, "start": ""}`];
    for (const content of ["", "{", ...others, `{"pid": -1, "host": ${own}, "start": ""}`, "\0".repeat(100)]) {
      writeFileSync(join(inner, "lock"), content);
      assert.isUndefined(holderOf(inner, NOW), content);
      lockFolder(folder, inner, NOW).release();
    }
  });

  it("of a container with this machine's name holds as long as it is touched", () => {
    const { space, ...older } = ownIdentity();
    if (space === undefined) return;
    // The other's process has a number that is another's here, and none there.
    for (const holder of [{ ...older, space: `${space}0`, start: "other" }, older]) {
      writeLock(holder);
      assert.throws(() => lockFolder(folder, inner, NOW), FolderInUse);
      const later = (seconds: number) => new Date(Date.now() + seconds * 1000);
      assert.strictEqual(holderOf(inner, later(50))?.pid, process.pid);
      assert.isUndefined(holderOf(inner, later(61)));
      utimesSync(join(inner, "lock"), NOW, NOW);
      lockFolder(folder, inner, NOW).release();
    }
  });

  it("that was deleted, moved or taken by another is told at the next touch, and not given up for the other", () => {
    const lock = lockFolder(folder, inner, NOW);
    rmSync(join(inner, "lock"));
    assert.throws(
      () => lock.touch(NOW),
      FileError,
      "lock: the file disappeared while it was being written (ENOENT); was it deleted or moved",
    );
    const other = lockFolder(folder, inner, new Date("2025-01-02T00:00:00Z"));
    assert.throws(() => lock.touch(NOW), FileError, "another process has taken this lock");
    lock.release();
    assert.strictEqual(holderOf(inner, NOW)?.since, "2025-01-02T00:00:00.000Z");
    other.touch(NOW);
    other.release();
    renameSync(folder, `${folder}-moved`);
    assert.throws(() => other.touch(NOW), FileError, "ENOENT");
    renameSync(`${folder}-moved`, folder);
  });

  it("of another machine holds as long as it is touched", () => {
    writeLock({ pid: 1, host: "elsewhere", start: "" });
    assert.throws(() => lockFolder(folder, inner, NOW), FolderInUse, "process 1 on elsewhere");
    utimesSync(join(inner, "lock"), NOW, NOW);
    lockFolder(folder, inner, NOW).release();
  });

  it("goes to one of many who find it stale at once", async () => {
    for (let round = 0; round < 3; round++) {
      writeLock({ ...ownIdentity(), pid: 2 ** 22 - 1 });
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
