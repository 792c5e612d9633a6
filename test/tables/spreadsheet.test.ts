import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import type { Plan } from "../../src/experiment/plan.ts";
import { membersOf } from "../../src/formats/zip.ts";
import { openStore } from "../../src/results/store.ts";
import { type Format, PROFILES } from "../../src/tables/profile.ts";
import { needs } from "../needs.ts";
import { planOf, provenance, resultOf } from "../results/fixtures.ts";

const run = promisify(execFile);

/** What a spreadsheet took a cell for. */
type SheetCell = number | string | { readonly formula: string };

const NAMES = ['=1+1, "quoted"', "-step\nthen cosine", "学習率 & 😀"];
/** What a spreadsheet might take for a number, a date, a time or a fraction. */
const DATES = ["9.10", "1-2", "3/4", "12:30", "1e5", "Mar 5", "5. Mai 2024"];

/** A profile, and how LibreOffice opens its files: delimiter, language (1033 English, 1031 German). */
const OPENED = [
  { profile: PROFILES.plain, delimiter: 44, language: 1033, names: NAMES },
  { profile: PROFILES.excel, delimiter: 44, language: 1033, names: [...NAMES, ...DATES] },
  { profile: PROFILES["excel-de"], delimiter: 59, language: 1031, names: [...NAMES, ...DATES] },
];
// Delimiter, double quote, UTF-8, from line 1, standard columns, language, not all quoted fields text, numbers and dates recognised.
const importOf = (delimiter: number, language: number) =>
  `CSV (Text - txt - csv):${delimiter},34,76,1,,${language},false,true`;
const FLAT = "fods:OpenDocument Spreadsheet Flat XML";
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

/** Rows of a sheet in flat OpenDocument, empty cells as "". */
function sheetRows(xml: string): SheetCell[][] {
  const rows = [...xml.matchAll(/<table:table-row[^>]*>(.*?)<\/table:table-row>/gs)];
  return rows.map(([, row = ""]) => {
    const cells = [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)];
    return cells.flatMap(([, attributes = "", content = ""]) => sheetCells(attributes, content));
  });
}

function sheetCells(attributes: string, content: string): SheetCell[] {
  const attribute = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1];
  const repeated = Number(attribute("table:number-columns-repeated") ?? 1);
  return Array<SheetCell>(repeated).fill(sheetCell(attribute, content));
}

function sheetCell(attribute: (name: string) => string | undefined, content: string): SheetCell {
  const formula = attribute("table:formula");
  if (formula !== undefined) return { formula };
  if (/^(?:float|percentage)$/.test(attribute("office:value-type") ?? "")) return Number(attribute("office:value"));
  const paragraphs = [...content.matchAll(/<text:p>(.*?)<\/text:p>/gs)].map(([, text = ""]) => text);
  return paragraphs.join("\n").replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? name);
}

/** OpenDocument files hold fifteen digits: where those are the expected number's, that number. */
function readAs(found: SheetCell | undefined, expected: SheetCell | undefined): SheetCell | undefined {
  if (typeof found !== "number" || typeof expected !== "number") return found;
  return Math.abs(found - expected) <= 1e-14 * Math.abs(expected) ? expected : found;
}

function expectRow(found: readonly SheetCell[] = [], expected: readonly (SheetCell | undefined)[]) {
  assert.deepEqual(
    expected.map((cell, column) => readAs(found[column], cell)),
    expected,
  );
}

const asSheetCell = (text: string): SheetCell =>
  /^-?\d+([.,]\d+)?(e[+-]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : text;

const heads = ["optimizer.lr", "=scheduler"];

async function writeResults(folder: string, names: readonly string[], format: Format): Promise<Plan> {
  const plan = planOf({ heads, cells: names.map((name, i) => [9.1 * 10 ** -i, name]) });
  const store = await openStore(folder, plan, format);
  for (let i = 0; i < 2 * names.length; i++) {
    const diverged = i === 0;
    await store.append(resultOf(plan, [0.3, 1e-20, diverged ? Number.NaN : 1 / (i + 2)], diverged ? "diverged" : "ok"));
  }
  await store.finish(provenance);
  return plan;
}

describe("LibreOffice", function () {
  this.timeout(180_000);
  let folder = "";

  before(async function () {
    needs(this, "soffice", "LibreOffice (apt-get install libreoffice-calc)");
    folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
  });
  after(() => folder !== "" && rm(folder, { recursive: true, force: true }));

  /** The file as flat OpenDocument. */
  const open = async (path: string, ...options: readonly string[]) => {
    const profile = pathToFileURL(join(folder, "profile")).href;
    const fixed = [`-env:UserInstallation=${profile}`, "--headless", "--convert-to", FLAT, "--outdir", folder];
    await run("soffice", [...fixed, ...options, path]);
    return readFile(join(folder, basename(path).replace(/\.\w+$/, ".fods")), "utf8");
  };

  for (const { profile, delimiter, language, names } of OPENED) {
    describe(`opens ${profile.name} files, each cell in its column, numbers as numbers, nothing as a formula or date`, () => {
      const results = () => join(folder, profile.name);
      before(() => writeResults(results(), names, { profile, workbook: false }));

      for (const name of ["epochs", "runs", "summary", "marginals"]) {
        it(name, async () => {
          const path = join(results(), `${name}.csv`);
          const text = await readFile(path, "utf8");
          assert.strictEqual(text.startsWith("\ufeff"), profile.mark !== "");
          const written: string[][] = parse(text, { delimiter: profile.delimiter, bom: true });
          const xml = await open(path, `--infilter=${importOf(delimiter, language)}`);
          assert.notMatch(xml, /office:value-type="(?:date|time|percentage|boolean)"/);
          const opened = sheetRows(xml);
          written.forEach((row, i) => {
            expectRow(opened[i], row.map(asSheetCell));
          });
          const numbers = opened.flat().filter((cell) => typeof cell === "number");
          assert.include(numbers, name === "epochs" || name === "runs" ? 9.1 : 2);
        });
      }
    });
  }

  it("opens the workbook: two charts, then the figures of the CSV files, frozen heads, filters", async () => {
    const results = join(folder, "workbook");
    const plan = await writeResults(results, [...NAMES, ...DATES], { profile: PROFILES.plain, workbook: true });
    const opened = await open(join(results, "results.xlsx"));
    // Charts hold tables of their own.
    const xml = opened.replaceAll(/<office:chart>.*?<\/office:chart>/gs, "");
    assert.notMatch(xml, /office:value-type="(?:date|time|boolean)"/);
    const sheets = [...xml.matchAll(/<table:table table:name="(\w+)".*?<\/table:table>/gs)];
    assert.deepEqual(
      sheets.map(([, name]) => name),
      ["Answer", "summary", "tuned", "marginals", "runs", "timings", "curves", "columns", "epochs"],
    );
    const charts = [...opened.matchAll(/<office:chart>.*?<\/office:chart>/gs)].map(([chart]) => chart);
    assert.lengthOf(charts, 2);
    assert.match(charts[0] ?? "", /chart:class="chart:scatter".*Mean val_loss over epochs/s);
    assert.lengthOf([...(charts[0] ?? "").matchAll(/<chart:series /g)], 7);
    assert.match(charts[1] ?? "", /chart:class="chart:line".*final val_loss/s);
    assert.include(charts[1] ?? "", "<chart:error-indicator");
    for (const [sheet, name] of sheets.filter(([, name]) =>
      ["summary", "runs", "timings", "epochs"].includes(name ?? ""),
    )) {
      const written: string[][] = parse(await readFile(join(results, `${name}.csv`), "utf8"));
      const rows = sheetRows(sheet).slice(0, written.length);
      for (const [i, row] of written.entries()) {
        // In a workbook no text needs a guard.
        const expected = row.map((text) => asSheetCell(text.replace(/^'/, "")));
        const isName = (column: number) => plan.heads[1] === written[0]?.[column]?.replace(/^'/, "");
        const names = expected.map((cell, column) => (isName(column) ? row[column]?.replace(/^'/, "") : cell));
        expectRow(rows[i], names);
      }
      const part = sheetXml(
        await readFile(join(results, "results.xlsx")),
        sheets.findIndex(([xml]) => xml === sheet) + 1,
      );
      assert.include(part, `<autoFilter ref="A1:${letters(written[0]?.length ?? 0)}${written.length}"/>`);
      assert.match(part, /<pane ySplit="1" [^>]*state="frozen"/);
    }
  });
});

/** LibreOffice's flat files keep neither filters nor what is frozen. */
function sheetXml(workbook: Uint8Array, sheet: number): string {
  const member = membersOf(workbook, "results.xlsx").get(`xl/worksheets/sheet${sheet}.xml`);
  return Buffer.from(member?.() ?? []).toString();
}

/** A column's name: 1 is A, 27 is AA. */
const letters = (column: number): string =>
  column === 0 ? "" : `${letters(Math.floor((column - 1) / 26))}${String.fromCharCode(65 + ((column - 1) % 26))}`;
