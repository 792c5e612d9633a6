import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import { openStore } from "../../src/results/store.ts";
import { needs } from "../needs.ts";
import { planOf, provenance, resultOf } from "./fixtures.ts";

const run = promisify(execFile);

/** What a spreadsheet took a cell for. */
type SheetCell = number | string | { readonly formula: string };

const NAMES = ['=1+1, "quoted"', "-step\nthen cosine", "学習率 & 😀"];
// Comma, double quote, UTF-8, from line 1, standard columns, English (US), not all quoted fields text, numbers recognised.
const IMPORT = "CSV (Text - txt - csv):44,34,76,1,,1033,false,true";
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
  if (attribute("office:value-type") === "float") return fifteenDigits(Number(attribute("office:value")));
  const paragraphs = [...content.matchAll(/<text:p>(.*?)<\/text:p>/gs)].map(([, text = ""]) => text);
  return paragraphs.join("\n").replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? name);
}

/** OpenDocument files hold no more. */
const fifteenDigits = (x: number) => Number(x.toPrecision(15));

const asSheetCell = (text: string): SheetCell =>
  /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text) ? fifteenDigits(Number(text)) : text;

describe("LibreOffice", function () {
  this.timeout(180_000);
  let folder = "";

  before(async function () {
    needs(this, "soffice", "LibreOffice (apt-get install libreoffice-calc)");
    folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
    const cells = NAMES.map((name, i) => [1e-3 * (i + 1), name]);
    const plan = planOf({ heads: ["optimizer.lr", "=scheduler"], cells });
    const store = await openStore(folder, plan);
    for (let i = 0; i < 6; i++) {
      const diverged = i === 0;
      await store.append(
        resultOf(plan, [0.3, 1e-20, diverged ? Number.NaN : 1 / (i + 2)], diverged ? "diverged" : "ok"),
      );
    }
    await store.finish(provenance);
  });
  after(() => folder !== "" && rm(folder, { recursive: true, force: true }));

  const open = async (name: string) => {
    const profile = pathToFileURL(join(folder, "profile")).href;
    const options = [`-env:UserInstallation=${profile}`, "--headless", `--infilter=${IMPORT}`, "--convert-to", FLAT];
    await run("soffice", [...options, "--outdir", folder, join(folder, `${name}.csv`)]);
    return sheetRows(await readFile(join(folder, `${name}.fods`), "utf8"));
  };

  for (const name of ["epochs", "runs", "summary"]) {
    it(`opens ${name}.csv: each cell in its column, numbers as numbers, nothing as a formula`, async () => {
      const written: string[][] = parse(await readFile(join(folder, `${name}.csv`), "utf8"));
      const opened = await open(name);
      written.forEach((row, i) => {
        expect(opened[i]?.slice(0, row.length)).to.deep.equal(row.map(asSheetCell));
      });
    });
  }
});
