import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { planDigest } from "../../src/folder/digest.ts";
import { isComplete } from "../../src/folder/manifest.ts";
import { openStore } from "../../src/results/store.ts";
import { csvLines, prefixLines } from "../../src/tables/csv.ts";
import { type Format, looksLikeNumber, PLAIN, PROFILES } from "../../src/tables/profile.ts";
import { planOf, provenance, resultOf } from "../results/fixtures.ts";

describe("CSV profiles", () => {
  const ROW = [0.5, -1e-7, Number.NaN, "plain; text", "a,b", "9.10", "-x", true, null];

  it("write numbers as their spreadsheet reads them, and guard what it would take for one", () => {
    assert.strictEqual(csvLines([ROW]), '0.5,-1e-7,NaN,plain; text,"a,b",9.10,\'-x,true,\n');
    assert.strictEqual(csvLines([ROW], PROFILES.excel), "0.5,-1e-7,NaN,plain; text,\"a,b\",'9.10,'-x,true,\n");
    assert.strictEqual(csvLines([ROW], PROFILES["excel-de"]), "0,5;-1e-7;NaN;\"plain; text\";a,b;'9.10;'-x;true;\n");
  });

  it("turn a worker's lines, which are numbers only", () => {
    const lines = prefixLines({ cells: ["r1", 0.25], lines: "1,0.5,1e-7\n2,NaN,\n" }, PROFILES["excel-de"]);
    assert.strictEqual(lines, "r1;0,25;1;0,5;1e-7\nr1;0,25;2;NaN;\n");
  });

  it("know what looks like a number or a date", () => {
    for (const text of [
      "9.10",
      "1-2",
      "3/4",
      "12:30",
      "1e5",
      "1,5",
      "50%",
      "Mar 5",
      "5. Mai",
      "März 2024",
      "1 Jan 2020",
    ])
      assert.strictEqual(looksLikeNumber(text), true, text);
    for (const text of [
      "cosine",
      "r4048e9f66996c685",
      "StepLR(step_size=10)",
      "2 warm-ups",
      "SGD",
      "better",
      "10 epochs more",
      "",
    ])
      assert.strictEqual(looksLikeNumber(text), false, text);
  });
});

describe("a results folder's format", () => {
  let folder = "";
  const plan = planOf({ cells: [["a\nb"], ["cosine"]], seeds: [0, 1, 2] });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(format: Format) {
    const store = await openStore(folder, plan, format);
    for (let run = 0; run < plan.variants * plan.seeds.length; run++)
      await store.append(resultOf(plan, [0.75, 0.5, 0.25 + run]));
    await store.finish(provenance);
  }
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const rowsOf = (text: string): string[][] => parse(text, { bom: true });
  const parts = async () => (await readdir(folder)).filter((name) => /^epochs/.test(name)).sort();
  const short: Format = { profile: { ...PROFILES.excel, mostRows: 5 }, workbook: false };

  it("splits what is over a sheet's rows, each part with the heads", async () => {
    await write(PLAIN);
    const [heads, ...rows] = rowsOf(await read("epochs.csv"));
    await write(short);
    const names = ["epochs-2.csv", "epochs-3.csv", "epochs-4.csv", "epochs-5.csv", "epochs.csv"];
    assert.deepEqual(await parts(), names);
    const inOrder = [names.at(-1) as string, ...names.slice(0, -1)];
    const written = await Promise.all(inOrder.map(async (name) => rowsOf(await read(name))));
    for (const [own, ...others] of written) {
      assert.deepEqual(own, heads);
      assert.isAtLeast(others.length, 1);
      assert.isAtMost(others.length, 4);
    }
    assert.deepEqual(
      written.flatMap((part) => part.slice(1)),
      rows,
    );
    assert.lengthOf(rowsOf(await read("runs-2.csv")), 3);
    assert.strictEqual(await isComplete(folder, planDigest(plan), short), true);
    await rm(join(folder, "epochs-4.csv"));
    assert.strictEqual(await isComplete(folder, planDigest(plan), short), false);
  });

  it("changes with the profile, and back to the same plain bytes without a trace", async () => {
    await write(PLAIN);
    const before = await Promise.all((await readdir(folder)).filter((name) => name !== "manifest.json").map(read));
    await write(short);
    assert.strictEqual(await isComplete(folder, planDigest(plan), PLAIN), false);
    assert.strictEqual(JSON.parse(await read("manifest.json")).csv, "excel");
    await write(PLAIN);
    const after = await Promise.all((await readdir(folder)).filter((name) => name !== "manifest.json").map(read));
    assert.deepEqual(after, before);
  });

  it("vouches for the workbook only where it is asked for", async () => {
    const workbook = { ...PLAIN, workbook: true };
    await write(workbook);
    assert.strictEqual(await isComplete(folder, planDigest(plan), workbook), true);
    await rm(join(folder, "results.xlsx"));
    assert.strictEqual(await isComplete(folder, planDigest(plan), workbook), false);
    assert.strictEqual(await isComplete(folder, planDigest(plan), PLAIN), true);
  });
});
