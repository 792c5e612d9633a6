import type writeXlsx from "write-excel-file/node";
import type { SheetData } from "write-excel-file/node";
import { type Plan, runCount } from "../contracts/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { pooled } from "../replicates/pool.ts";
import type { CsvCell, NumberRows } from "./csv.ts";
import { epochColumns } from "./epoch-columns.ts";
import { SHEET_ROWS } from "./profile.ts";
import { runColumns } from "./run-columns.ts";
import { summaryColumns } from "./summary-columns.ts";
import { rowsOf } from "./table.ts";

const SHEETS = ["epochs", "runs", "summary"] as const;
type SheetName = (typeof SHEETS)[number];

type WorkbookFeature = NonNullable<NonNullable<Parameters<typeof writeXlsx>[1]>["features"]>[number];

/** A workbook is made in memory and takes about 270 bytes per cell. */
export const MOST_CELLS = 3_000_000;
/** Excel's own limit for the text of a cell. */
const LONGEST_TEXT = 32_767;

/** The number of cells of a plan's workbook and of rows of its longest sheet, if no run stops early. */
export function workbookSize(plan: Plan): { readonly cells: number; readonly rows: number } {
  const runs = runCount(plan);
  const epochs = rowsOf(plan);
  const cells =
    (epochs + 1) * epochColumns(plan).length +
    (runs + 1) * runColumns(plan).length +
    (pooled(plan).variants + 1) * summaryColumns(pooled(plan)).length;
  return { cells, rows: Math.max(epochs, runs) + 1 };
}

/** Whether a plan's workbook is possible: it must fit into memory, and each table into a sheet. */
export function fitsWorkbook(plan: Plan): boolean {
  const { cells, rows } = workbookSize(plan);
  return cells <= MOST_CELLS && rows <= SHEET_ROWS;
}

/** The tables of a sweep as the sheets of a workbook. Heads are bold, frozen and have filters. */
export class Workbook {
  readonly #sheets: Readonly<Record<SheetName, SheetData>> = { epochs: [], runs: [], summary: [] };

  /** The first row of a sheet has its heads. */
  add(sheet: SheetName, row: readonly CsvCell[]): void {
    const isHead = this.#sheets[sheet].length === 0;
    this.#sheets[sheet].push(
      row.map((cell) => (isHead ? { value: String(cell), fontWeight: "bold" } : sheetCell(cell))),
    );
  }

  addNumbers(sheet: SheetName, { cells, lines }: NumberRows): void {
    for (const line of lines.split("\n").slice(0, -1)) this.add(sheet, [...cells, ...line.split(",").map(numberCell)]);
  }

  async bytes(): Promise<Uint8Array> {
    const { default: writeXlsxFile } = await import("write-excel-file/node");
    const sheets = SHEETS.map((sheet) => ({ sheet, data: this.#sheets[sheet], stickyRowsCount: 1 }));
    return writeXlsxFile(sheets, { features: [await filters(this.#sheets)] }).toBuffer();
  }
}

/** A cell. Text stays text whatever it looks like, and values that are not finite are text. */
function sheetCell(cell: CsvCell): SheetData[number][number] {
  if (cell === null || cell === undefined || cell === "") return null;
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : String(cell);
  return typeof cell === "string" ? cell.slice(0, LONGEST_TEXT) : cell;
}

const numberCell = (text: string) => (text === "" ? undefined : Number(text));

/** Adds filters to the heads of each sheet, which the library cannot do. */
async function filters(sheets: Readonly<Record<SheetName, SheetData>>): Promise<WorkbookFeature> {
  const library = await import("write-excel-file/utility");
  const file = "xl/worksheets/sheet{id}.xml";
  const order = library.getOrderOfSiblings(file, "worksheet") ?? [];
  const transform = (xml: string, _: unknown, { sheetIndex }: { readonly sheetIndex: number }) => {
    const rows = sheets[itemAt(SHEETS, sheetIndex)];
    const last = library.getCellAddress(rows.length - 1, (rows[0]?.length ?? 1) - 1);
    const element = library.getSelfClosingTagMarkup("autoFilter", { ref: `A1:${last}` });
    return library.insertElementMarkupAccordingToOrderOfSiblings(xml, element, order, "worksheet");
  };
  return { files: { transform: { [file]: { transform } } } };
}
