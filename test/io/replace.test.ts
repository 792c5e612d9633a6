import { assert } from "chai";
import { FileError } from "../../src/io/file-error.ts";
import { replaceFile, replaceFileSync } from "../../src/io/replace.ts";

/** Refuses so many times, as a system does for a file that is open. */
function refusing(times: number, code: string, platform: NodeJS.Platform) {
  const renamed: string[] = [];
  let left = times;
  const rename = (from: string, to: string) => {
    if (left-- > 0) throw Object.assign(new Error("refused"), { code });
    renamed.push(`${from} → ${to}`);
  };
  return { rename, platform, renamed };
}

describe("replacing a file", () => {
  for (const [name, replace] of Object.entries({ replaceFile, replaceFileSync })) {
    it(`${name} tries again on Windows, where a program that has the file open holds it up`, async () => {
      for (const code of ["EPERM", "EACCES", "EBUSY"]) {
        const on = refusing(2, code, "win32");
        await replace("new", "old", on);
        assert.deepEqual(on.renamed, ["new → old"]);
      }
    });

    it(`${name} gives up with the system's reason`, async () => {
      for (const on of [refusing(99, "EPERM", "win32"), refusing(1, "EPERM", "linux"), refusing(1, "ENOSPC", "win32")])
        try {
          await replace("new", "old", on);
          assert.fail("it should have failed");
        } catch (error) {
          assert.instanceOf(error, FileError);
          assert.strictEqual(error.path, "old");
          assert.deepEqual(on.renamed, []);
        }
    });
  }
});

describe("a file error", () => {
  it("tells of programs that have the file open where the system would say so by a refused permission", () => {
    const cause = Object.assign(new Error(), { code: "EPERM" });
    assert.include(new FileError("a.csv", cause, "write", "win32").message, "another program has the file open");
    assert.notInclude(new FileError("a.csv", cause, "write", "linux").message, "another program");
  });
});
