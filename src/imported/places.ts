import type { ImportedColumns } from "../contracts/imported.ts";
import type { Table } from "../formats/table.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { oneOf } from "../issues/suggest.ts";

/** The columns of a file, by what names them. */
function named({ axes, seed, epoch, status, metrics }: ImportedColumns): readonly (readonly [string, string])[] {
  return [
    ...axes.map((axis) => ["--axes", axis] as const),
    ["--seed", seed],
    ...(epoch === undefined ? [] : [["--epoch", epoch] as const]),
    ...(status === undefined ? [] : [["--status", status] as const]),
    ...Object.values(metrics).map((column) => ["--metric", column] as const),
  ];
}

/** Files with curves only, which do not tell what the axes and the seed of a run are. */
const CURVES: readonly { isIn(names: readonly string[]): boolean; message: string; remedy: string }[] = [
  {
    isIn: (names) => names.join() === "Wall time,Step,Value",
    message: "TensorBoard's file of a curve does not tell the axes and the seed of its run",
    remedy:
      "download the table of the tab HPARAMS, or make one table of the curves with columns for axes, seed and epoch",
  },
  {
    isIn: ([first, ...others]) => first === "Step" && others.some((name) => / - .+__M(?:IN|AX)$/.test(name)),
    message: "W&B's file of a chart does not tell the axes and the seed of its runs",
    remedy: "export the table of runs: on the project's tab Runs, the button for a download, CSV export",
  },
];

/** Columns that are named and not there, or named for two purposes. */
export function missingColumns(table: Table, columns: ImportedColumns): readonly Issue<Span>[] {
  const header = table.spanOf(-1, 0);
  const all = named(columns);
  const curve = CURVES.find(({ isIn }) => isIn(table.names));
  if (curve !== undefined && all.some(([, column]) => !table.places.has(column)))
    return [issue("missing", header, curve.message, curve.remedy)];
  return all.flatMap(([option, column], i) => {
    if (!table.places.has(column)) {
      return issue("missing", header, `${option}: there is no column '${column}'`, oneOf<Span>(column, table.names));
    }
    const other = all.findIndex(([, name]) => name === column);
    if (other === i) return [];
    const message = `${option}: the column '${column}' is named by ${all[other]?.[0]} already`;
    return issue("misfit", table.spanOf(-1, table.places.get(column) ?? 0), message, "name it once");
  });
}

/** The places of columns that are all there. */
export function placesOf(table: Table, { axes, seed, epoch, status, metrics }: ImportedColumns) {
  const place = (column: string) => table.places.get(column) ?? 0;
  return {
    axes: axes.map(place),
    seed: place(seed),
    epoch: epoch === undefined ? undefined : place(epoch),
    status: status === undefined ? undefined : place(status),
    metrics: Object.entries(metrics).map(([name, column]) => [name, place(column)] as const),
  };
}
