import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { SMALL } from "../commands/cli.ts";
import { start } from "../commands/process.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** To be preloaded: the process kills itself before it gives the file its name. */
const killedAt = (name: string) => {
  const script = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (String(to).endsWith("/small/${name}")) process.kill(process.pid, "SIGKILL");
  renameSync(from, to);
};
syncBuiltinESMExports();`;
  return ["--import", `data:text/javascript,${encodeURIComponent(script)}`];
};

/** The files of a sweep get their names one after another, when all of them are whole. */
describe("a sweep that is killed while its files get their names", function () {
  this.timeout(120_000);
  let home: string;
  let folder: string;
  beforeEach(async () => {
    home = temporaryFolder();
    folder = join(home, "results/small");
    writeFileSync(join(home, "small.yaml"), SMALL);
    await sweep();
    // Another rate: every table changes.
    writeFileSync(join(home, "small.yaml"), SMALL.replace("[0.1, 0.05]", "[0.1, 0.05, 0.02]"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  async function sweep(node: readonly string[] = []) {
    const { code, signal, text } = await start(["sweep", "small.yaml", "--concurrency", "1"], { cwd: home, node }).end;
    if (node.length > 0) assert.equal(signal, "SIGKILL", text);
    else assert.equal(code, 0, text);
  }

  const drafts = () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".part"));

  /** Files of which the manifest tells another digest than theirs; undefined without a manifest. */
  function disagreeing(): readonly string[] | undefined {
    if (!existsSync(join(folder, "manifest.json"))) return undefined;
    const { files } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    const digest = (name: string) =>
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex");
    return Object.keys(files).filter((name) => files[name] !== digest(name));
  }

  for (const name of ["runs.csv", "summary.md", "manifest.json"])
    it(`has no manifest beside files that it does not vouch for (before ${name})`, async () => {
      await sweep(killedAt(name));
      assert.isUndefined(disagreeing());
      assert.include(readFileSync(join(folder, "epochs.csv"), "utf8"), ",0.02,");
      await sweep();
      assert.deepEqual(disagreeing(), []);
      assert.include(readFileSync(join(folder, "runs.csv"), "utf8"), ",0.02,");
      assert.deepEqual(drafts(), []);
    });

  it("leaves no draft of the report for longer than the next report", async () => {
    for (const name of ["report.html", ".journal/report.json"]) {
      await sweep(killedAt(name));
      const left = drafts();
      assert.isNotEmpty(left, name);
      const longAgo = new Date(Date.now() - 120_000);
      for (const draft of left) utimesSync(join(folder, draft), longAgo, longAgo);
      const { code, text } = await start(["report", "results/small"], { cwd: home }).end;
      // Only whole results have a report; the next sweep makes it.
      if (code !== 0) await sweep();
      assert.deepEqual(drafts(), [], text);
      rmSync(join(folder, ".journal/report.json"), { force: true });
      rmSync(join(folder, "report.html"), { force: true });
    }
  });
});
