import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { AppendFile } from "../../src/io/append-file.ts";
import { wayToRead, whyUnreadable } from "../../src/io/file-error.ts";
import { changedAt, fileDigest, isFile, readBytes, readText } from "../../src/io/read.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const ON_UNIX = process.platform !== "win32";
const NOT_REGULAR = "it is no regular file, but a device, a pipe or a socket";

function why(path: string, most?: number): string {
  try {
    readBytes(path, most);
  } catch (error) {
    return whyUnreadable(error);
  }
  return assert.fail(`${path} was read`);
}

describe("reading a whole file", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("refuses whatever has no end, at once", async function () {
    if (!ON_UNIX) this.skip();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    assert.equal(why(pipe), NOT_REGULAR);
    assert.equal(why("/dev/zero"), NOT_REGULAR);
    const socket = join(folder, "socket");
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once("listening", resolve));
    assert.equal(why(socket), NOT_REGULAR);
    server.close();
  });

  it("says why, for every other file", function () {
    assert.equal(why(join(folder, "none")), "there is no such file");
    mkdirSync(join(folder, "a"));
    assert.equal(why(join(folder, "a")), "it is a folder");
    writeFileSync(join(folder, "file"), "text");
    assert.equal(readText(join(folder, "file")), "text");
    if (!ON_UNIX) this.skip();
    assert.equal(why(join(folder, "file/b")), "a part of its path is no folder");
    symlinkSync("circle", join(folder, "circle"));
    assert.equal(why(join(folder, "circle")), "its links lead around in a circle");
  });

  it("takes no more than it was told, and never more than Node can", () => {
    const path = join(folder, "sparse");
    writeFileSync(path, "12345".repeat(1024));
    assert.equal(readBytes(path, 5120).length, 5120);
    assert.equal(why(path, 4096), "it has 5 KiB; at most 4 KiB are read");
    truncateSync(path, 3 * 2 ** 30);
    assert.equal(why(path), "it has 3 GiB; at most 2 GiB are read");
  });
});

describe("a pipe in the place of a file", () => {
  let folder: string;
  let pipe: string;
  beforeEach(function () {
    if (!ON_UNIX) this.skip();
    folder = temporaryFolder();
    pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is not waited for by a checksum, nor by a journal", async () => {
    const refused = await fileDigest(pipe).catch((error: Error) => error.message);
    assert.equal(refused, `${pipe}: ${NOT_REGULAR}`);
    for (const isReadOnly of [true, false])
      assert.throws(() => new AppendFile(pipe, isReadOnly), `${pipe}: ${NOT_REGULAR}`);
    assert.isUndefined(await fileDigest(join(folder, "none")));
  });

  it("has nothing behind it, as little as a link that leads around in a circle", () => {
    const loop = join(folder, "loop");
    symlinkSync("loop", loop);
    for (const path of [join(pipe, "state.json"), join(loop, "state.json"), loop]) {
      assert.isFalse(isFile(path));
      assert.isUndefined(changedAt(path));
    }
  });
});

describe("What is no file", () => {
  const wayOf = (path: string) => {
    try {
      readBytes(path);
      return "read";
    } catch (error) {
      return wayToRead(error);
    }
  };

  it("has a way of its own to what was meant", () => {
    assert.equal(wayOf(tmpdir()), "name a file in it");
    if (process.platform !== "win32") assert.equal(wayOf("/dev/zero"), "copy what it holds into a file, and name that");
    assert.isUndefined(wayOf(join(tmpdir(), "lrsweep-is-not-there")));
  });
});
