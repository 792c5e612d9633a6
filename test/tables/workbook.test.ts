import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { membersOf } from "../../src/formats/zip.ts";
import { openStore } from "../../src/results/store.ts";
import { PROFILES } from "../../src/tables/profile.ts";
import { planOf, provenance, resultOf } from "../results/fixtures.ts";

const NAMES = ["constant", "cosine <&>", 'step "a"'];
const CELLS = [0.3, 0.1].flatMap((lr) => NAMES.map((name) => [lr, name]));

interface Options {
  /** Objective of a variant at a seed, by epoch. */
  readonly losses?: (variant: number, seed: number) => readonly number[];
  readonly compare?: NonNullable<Parameters<typeof planOf>[0]>["compare"];
}

/** The parts of the workbook of a small sweep, by their names. */
async function partsOf({ losses, compare = {} }: Options = {}): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
  try {
    const seeds = [0, 1, 2, 3];
    const plan = planOf({ heads: ["optimizer.lr", "scheduler"], cells: CELLS, seeds, compare });
    const store = await openStore(folder, plan, { profile: PROFILES.plain, workbook: true });
    const of = losses ?? ((variant, seed) => [4, 2, 1 + 0.1 * variant + 0.01 * seed]);
    for (const seed of seeds) for (const variant of CELLS.keys()) await store.append(resultOf(plan, of(variant, seed)));
    await store.finish(provenance);
    const members = membersOf(await readFile(join(folder, "results.xlsx")), "results.xlsx");
    return new Map([...members].map(([name, read]) => [name, Buffer.from(read() ?? []).toString()]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const TUNED = { axis: 1, tune: [0] };
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };
const decoded = (text: string) => text.replaceAll(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? name);

/** Names of the sheets, in order. */
const sheetsIn = (parts: ReadonlyMap<string, string>) =>
  [...(parts.get("xl/workbook.xml") ?? "").matchAll(/<sheet [^>]*name="(\w+)"/g)].map(([, name]) => name as string);

/** The value of each cell of a sheet, by its address. */
function cellsIn(parts: ReadonlyMap<string, string>, sheet: string): ReadonlyMap<string, string> {
  const texts = [...(parts.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>.*?<t[^>]*>(.*?)<\/t>.*?<\/si>/gs)];
  const xml = parts.get(`xl/worksheets/sheet${sheetsIn(parts).indexOf(sheet) + 1}.xml`) ?? "";
  const cells = [...xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*)><v>(.*?)<\/v>/g)];
  return new Map(
    cells.map(([, address = "", attributes = "", value = ""]) => [
      address,
      attributes.includes('t="s"') ? decoded(texts[Number(value)]?.[1] ?? "") : value,
    ]),
  );
}

/** What the charts refer to, with what they hold of it. */
function referencesIn(
  chart: string,
): readonly { readonly sheet: string; readonly cells: readonly string[]; readonly held: readonly string[] }[] {
  const found = [...chart.matchAll(/<c:f>'(\w+)'!\$([A-Z])\$(\d+):\$[A-Z]\$(\d+)<\/c:f>(.*?)<\/c:(?:num|str)Cache>/gs)];
  return found.map(([, sheet = "", column = "", first, last, cache = ""]) => ({
    sheet,
    cells: Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${column}${Number(first) + i}`),
    held: [...cache.matchAll(/<c:v>(.*?)<\/c:v>/g)].map(([, value = ""]) => decoded(value)),
  }));
}

describe("the workbook", () => {
  it("has the answer first, its sentences and two charts that hold what is in the cells they name", async () => {
    const parts = await partsOf({ compare: TUNED });
    assert.strictEqual(sheetsIn(parts)[0], "Answer");
    const answer = [...cellsIn(parts, "Answer").values()];
    assert.strictEqual(answer[0], "demo");
    assert.isTrue(
      answer.some((text) => /^Each at the best of 2 points, /.test(text)),
      answer.join("\n"),
    );
    const charts = ["chart1", "chart2"].map((name) => parts.get(`xl/charts/${name}.xml`) ?? "");
    for (const chart of charts) {
      const references = referencesIn(chart);
      assert.isAtLeast(references.length, 3);
      for (const { sheet, cells, held } of references) {
        const values = cellsIn(parts, sheet);
        assert.deepEqual(
          held.map(String),
          cells.map((address) => values.get(address) ?? ""),
          `${sheet} ${cells[0]}`,
        );
      }
    }
    const names = referencesIn(charts[1] ?? "").find(({ cells: [first] }) => first?.startsWith("A"))?.held;
    assert.deepEqual(names, ["lr=0.3, constant", "lr=0.3, 'cosine <&>'", `lr=0.3, 'step "a"'`]);
  });

  it("links every part to a part that is there, and says of each what it is", async () => {
    const parts = await partsOf({ compare: TUNED });
    for (const [name, xml] of parts) {
      if (!name.endsWith(".rels")) continue;
      const folder = name.replace(/_rels\/[^/]*$/, "");
      for (const [, target = ""] of xml.matchAll(/Target="([^"]*)"/g)) {
        const path = new URL(target, `file:///${folder}`).pathname.slice(1);
        assert.isTrue(parts.has(path), `${name} names ${path}`);
      }
    }
    const types = parts.get("[Content_Types].xml") ?? "";
    for (const name of parts.keys()) if (name.includes("charts/")) assert.include(types, `PartName="/${name}"`);
    for (const [, name = ""] of types.matchAll(/PartName="\/([^"]*)"/g)) assert.isTrue(parts.has(name), name);
  });

  it("averages each curve over the seeds, by epoch", async () => {
    const parts = await partsOf({ compare: TUNED });
    const curves = cellsIn(parts, "curves");
    assert.deepEqual(
      ["A1", "B1", "C1"].map((address) => curves.get(address)),
      ["epoch", "lr=0.3, constant", "lr=0.3, 'cosine <&>'"],
    );
    assert.deepEqual(
      ["A4", "B4"].map((address) => Number(curves.get(address)?.slice(0, 6))),
      [3, 1.015],
    );
  });

  it("ranks variants where nothing is tuned, and leaves the curves out where a run has one epoch", async () => {
    const parts = await partsOf({ losses: (variant, seed) => [1 + variant + 0.1 * seed] });
    assert.isFalse(parts.has("xl/charts/chart2.xml"));
    assert.include(parts.get("xl/charts/chart1.xml"), "Variants by rank: final val_loss");
    assert.lengthOf(referencesIn(parts.get("xl/charts/chart1.xml") ?? "")[0]?.held ?? [], CELLS.length);
  });

  it("has widths and formats by what a column is: counts whole, shares in percent, figures with like decimals", async () => {
    const parts = await partsOf();
    const styles = parts.get("xl/styles.xml") ?? "";
    for (const code of ["0.0%", "[&lt;0.001]0.0E+00;0.0000", "0.000"]) assert.include(styles, `formatCode="${code}"`);
    const summary = parts.get("xl/worksheets/sheet2.xml") ?? "";
    const widths = [...summary.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => Number(width));
    assert.lengthOf(
      widths,
      [...cellsIn(parts, "summary").keys()].filter((address) => /^[A-Z]+1$/.test(address)).length,
    );
    assert.isTrue(widths.every((width) => width >= 8 && width <= 60));
  });

  it("explains the columns of its sheets", async () => {
    const parts = await partsOf();
    const told = cellsIn(parts, "columns");
    const found = new Set([...told].filter(([address]) => /^[AB]\d/.test(address)).map(([, value]) => value));
    for (const sheet of ["summary", "tuned", "marginals", "runs", "timings", "epochs"]) {
      assert.isTrue(found.has(sheet), sheet);
      for (const [address, head] of cellsIn(parts, sheet))
        if (/^[A-Z]+1$/.test(address)) assert.isTrue(found.has(head), head);
    }
  });
});
