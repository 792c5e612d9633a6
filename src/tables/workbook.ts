import type writeXlsx from "write-excel-file/node";
import type { SheetData } from "write-excel-file/node";
import { type Plan, runCount } from "../contracts/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type CsvCell, epochHeads, type NumberRows } from "./csv.ts";
import { SHEET_ROWS } from "./profile.ts";
import { runHeads, summaryHeads } from "./sheets.ts";
import { rowsOf } from "./table.ts";

const SHEETS = ["epochs", "runs", "summary"] as const;
type SheetName = (typeof SHEETS)[number];

type WorkbookFeature = NonNullable<NonNullable<Parameters<typeof writeXlsx>[1]>["features"]>[number];

/** A workbook is made in memory, of some 270 bytes a cell. */
export const MOST_CELLS = 3_000_000;
/** Excel's own limit for the text of a cell. */
const LONGEST_TEXT = 32_767;

/** The cells of a plan's workbook if no run stops early, and the rows of its longest sheet. */
export function workbookSize(plan: Plan): { readonly cells: number; readonly rows: number } {
  const runs = runCount(plan);
  const epochs = rowsOf(plan);
  const cells =
    (epochs + 1) * epochHeads(plan).length +
    (runs + 1) * runHeads(plan).length +
    (plan.variants + 1) * summaryHeads(plan).length;
  return { cells, rows: Math.max(epochs, runs) + 1 };
}

/** Whether a workbook can be made of a plan: it must go into memory, and each table into a sheet. */
export function fitsWorkbook(plan: Plan): boolean {
  const { cells, rows } = workbookSize(plan);
  return cells <= MOST_CELLS && rows <= SHEET_ROWS;
}

/** The tables of a sweep as sheets of one workbook: heads in bold, frozen and with filters. */
export class Workbook {
  readonly #sheets: Readonly<Record<SheetName, SheetData>> = { epochs: [], runs: [], summary: [] };

  /** The first row of a sheet is its heads. */
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

/** In a workbook text is text whatever it looks like, and what is no number is text. */
function sheetCell(cell: CsvCell): SheetData[number][number] {
  if (cell === null || cell === undefined || cell === "") return null;
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : String(cell);
  return typeof cell === "string" ? cell.slice(0, LONGEST_TEXT) : cell;
}

const numberCell = (text: string) => (text === "" ? undefined : Number(text));

/** Filters over each sheet's heads, which the library does not know. */
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
