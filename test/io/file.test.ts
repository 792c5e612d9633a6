import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { writeNew } from "../../src/io/file.ts";
import { FileError } from "../../src/io/file-error.ts";
import { temporaryFolder } from "../temporary-folder.ts";

describe("a new file", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is written with the folders above it, and never over another one", async () => {
    const path = join(folder, "a/b/new.txt");
    await writeNew(path, "first");
    const error = await writeNew(path, "second").catch((reason: unknown) => reason);
    assert.instanceOf(error, FileError);
    assert.equal(error.code, "EEXIST");
    assert.equal(readFileSync(path, "utf8"), "first");
    assert.deepEqual(readdirSync(join(folder, "a/b")), ["new.txt"]);
  });
});
