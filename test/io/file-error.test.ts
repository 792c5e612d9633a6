import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { makeFolder } from "../../src/io/file.ts";
import { codeOf, FileError } from "../../src/io/file-error.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const cause = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: text of the system`), { code, ...more });

/** What is said of a.csv where the system says this. */
const SAID: Readonly<Record<string, string>> = {
  ENOSPC: "a.csv: the disk is full (ENOSPC); free some space and run the sweep again",
  EDQUOT: "a.csv: the disk quota is used up (EDQUOT); free some space and run the sweep again",
  EROFS: "a.csv: the file system is read-only (EROFS)",
  EACCES: "a.csv: no permission to write here (EACCES)",
  EMFILE: "a.csv: this process may open no more files (EMFILE); raise the limit, such as by ulimit -n 4096",
  ENFILE: "a.csv: this machine can open no more files (ENFILE); close other programs and try again",
  EIO: "a.csv: the disk or network drive cannot be read or written (EIO)",
};

describe("an error of the file system", () => {
  it("is one true sentence", () => {
    for (const [code, said] of Object.entries(SAID))
      assert.equal(new FileError("a.csv", cause(code), "write", "linux").message, said);
    assert.include(new FileError("a.csv", cause("EACCES", { syscall: "read" })).message, "to read here");
    assert.include(new FileError("a.csv", cause("EACCES", { syscall: "open" }), "read").message, "to read here");
  });

  it("of a used up quota is recognized by its number: Node has no name for it", () => {
    const error = Object.assign(new Error("UNKNOWN: unknown error, write"), {
      code: "UNKNOWN",
      errno: -constants.errno.EDQUOT,
    });
    assert.equal(codeOf(error), "EDQUOT");
    assert.equal(new FileError("a.csv", error).message, SAID.EDQUOT);
  });

  it("names a link that leads nowhere where a folder should be", function () {
    if (process.platform === "win32") this.skip();
    const folder = temporaryFolder();
    try {
      symlinkSync(join(folder, "none"), join(folder, "results"));
      const path = join(folder, "results");
      const said = `${path}: it is a link to something that is not there; remove it, or make that folder`;
      for (const below of ["", "demo", "demo/.journal"])
        assert.throws(() => makeFolder(join(folder, "results", below)), FileError, said);
      mkdirSync(join(folder, "none"));
      makeFolder(join(folder, "results/demo/.journal"));
      writeFileSync(join(folder, "file"), "");
      assert.throws(() => makeFolder(join(folder, "file/demo")), FileError, "is in the way");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
