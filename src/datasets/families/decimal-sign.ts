import { Misfit } from "../../contracts/part.ts";
import { type Decimal, decimalEvidence } from "../../formats/decimal.ts";
import type { Table } from "../../formats/table.ts";

/**
 * The decimal separator of these columns: a point where none of their cells shows any.
 * @throws Misfit where they show both, or one that may be that of thousands
 */
export function findDecimal(table: Table, names: readonly string[]): Decimal {
  const columns = names.map((name) => table.places.get(name) as number);
  const { comma, point, either } = decimalEvidence(table.rows, columns);
  const holds = ({ row, column }: { readonly row: number; readonly column: number }) =>
    `${table.placeOf(row)}: column "${table.names[column]}" holds "${table.rows[row]?.[column]}"`;
  if (comma !== undefined && point !== undefined) {
    const message = `${holds(comma)}, but ${holds(point)}: which sign is the decimal one?`;
    throw new Misfit("decimal", message, "write both alike, or drop a column that is no number");
  }
  if (comma !== undefined) return ",";
  if (point !== undefined || either === undefined) return ".";
  const cell = table.rows[either.row]?.[either.column] as string;
  const sign = cell.includes(",") ? "," : ".";
  const whole = cell.replace(sign, "");
  const message = `${holds(either)}, which may be ${cell.replace(",", ".")} or, with thousands separators, ${whole}`;
  throw new Misfit(
    "decimal",
    message,
    `decimal: "${sign}" for ${cell.replace(",", ".")}; write ${whole} in the file for the other`,
  );
}
