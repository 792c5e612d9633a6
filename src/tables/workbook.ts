import type { SheetData } from "write-excel-file/node";
import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { pooled } from "../replicates/pool.ts";
import { mostRuns } from "../seeding/planned.ts";
import type { ColumnText, Row } from "./column.ts";
import type { NumberRows } from "./csv.ts";
import { epochColumns } from "./epoch-columns.ts";
import { cellsOf, formatsOf, widthOf } from "./number-formats.ts";
import { SHEET_ROWS } from "./profile.ts";
import { runColumns } from "./run-columns.ts";
import { chartsOnFirstSheet, type PlacedChart, type WorkbookFeature } from "./sheet-charts.ts";
import { summaryColumns } from "./summary-columns.ts";
import { rowsOf } from "./table.ts";
import { timingColumns } from "./timing-columns.ts";

/** A workbook is made in memory and takes about 270 bytes per cell. */
export const MOST_CELLS = 3_000_000;

/** The number of cells of a plan's workbook and of rows of its longest sheet, if no run stops early. */
export function workbookSize(plan: Plan): { readonly cells: number; readonly rows: number } {
  const runs = mostRuns(plan);
  const epochs = rowsOf(plan);
  const cells =
    (epochs + 1) * epochColumns(plan).length +
    (runs + 1) * (runColumns(plan).length + timingColumns.length) +
    (pooled(plan).variants + 1) * summaryColumns(pooled(plan)).length;
  return { cells, rows: Math.max(epochs, runs) + 1 };
}

/** Whether a plan's workbook is possible: it must fit into memory, and each table into a sheet. */
export function fitsWorkbook(plan: Plan): boolean {
  const { cells, rows } = workbookSize(plan);
  return cells <= MOST_CELLS && rows <= SHEET_ROWS;
}

/** A table as a sheet. */
export interface TableSheet {
  readonly name: string;
  readonly columns: readonly ColumnText[];
  readonly rows: readonly Row[];
}

/** The first sheet: cells as the library takes them, and charts. */
export interface FrontSheet {
  readonly name: string;
  readonly cells: SheetData;
  /** In characters. */
  readonly widths: readonly number[];
  readonly charts: readonly PlacedChart[];
}

/** The rows of numbers, with the cells before each. */
export const numberRows = ({ cells, lines }: NumberRows): readonly Row[] =>
  lines
    .split("\n")
    .slice(0, -1)
    .map((line) => [...cells, ...line.split(",").map((text) => (text === "" ? undefined : Number(text)))]);

/** A workbook: the front, then a sheet for each table. Their heads are bold, frozen and have filters. */
export async function workbookBytes(front: FrontSheet, tables: readonly TableSheet[]): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import("write-excel-file/node");
  const first = {
    sheet: front.name,
    data: front.cells,
    columns: front.widths.map((width) => ({ width })),
    showGridLines: false,
    orientation: "landscape" as const,
  };
  const others = tables.map(({ name, columns, rows }) => {
    const formats = formatsOf(columns, rows);
    return {
      sheet: name,
      data: [
        columns.map(({ head }) => ({ value: head, fontWeight: "bold" as const })),
        ...rows.map((row) => cellsOf(row, formats)),
      ],
      columns: columns.map((column, place) => ({ width: widthOf(column, rows, place, formats[place]) })),
      stickyRowsCount: 1,
    };
  });
  const features = [chartsOnFirstSheet(front.charts), await filters(tables)];
  return writeXlsxFile([first, ...others], { features, fontFamily: "Calibri", fontSize: 11 }).toBuffer();
}

/** Adds filters to the heads of each table, which the library cannot do. */
async function filters(tables: readonly TableSheet[]): Promise<WorkbookFeature> {
  const library = await import("write-excel-file/utility");
  const file = "xl/worksheets/sheet{id}.xml";
  const order = library.getOrderOfSiblings(file, "worksheet") ?? [];
  const transform = (xml: string, _: unknown, { sheetIndex }: { readonly sheetIndex: number }) => {
    if (sheetIndex === 0) return xml;
    const { columns, rows } = itemAt(tables, sheetIndex - 1);
    const last = library.getCellAddress(rows.length, columns.length - 1);
    const element = library.getSelfClosingTagMarkup("autoFilter", { ref: `A1:${last}` });
    return library.insertElementMarkupAccordingToOrderOfSiblings(xml, element, order, "worksheet");
  };
  return { files: { transform: { [file]: { transform } } } };
}
