import type { ImportedColumns } from "../contracts/imported.ts";
import type { Cell } from "../experiment/plan.ts";
import { line } from "./text.ts";

/** What becomes an experiment: a file of results, and what is asked of it. */
interface ImportedStarter {
  readonly name: string;
  readonly file: string;
  readonly digest: string;
  readonly columns: ImportedColumns;
  readonly directions: Readonly<Record<string, "min" | "max">>;
  readonly objective: { readonly metric: string; readonly at: "final" | "best" };
  readonly baseline: Readonly<Record<string, Cell>>;
  readonly variants: readonly (readonly Cell[])[];
  readonly seeds: readonly number[];
  readonly epochs: number;
}

/** The text of an experiment whose results were there before. It lists the variants, so it needs the file no more. */
export function importedText(starter: ImportedStarter): string {
  const { name, file, digest, columns, directions, objective, baseline, variants, seeds, epochs } = starter;
  const renamed = Object.entries(columns.metrics).filter(([metric, column]) => metric !== column);
  const lines = [
    "# Written by lrsweep import. Import the file again to change what is taken from it.",
    `name: ${line(name)}`,
    `description: ${line(`Results from ${file}`)}`,
    "imported:",
    `  file: ${line(file)}`,
    `  digest: ${line(digest)}`,
    `  seed: ${line(columns.seed)}`,
    ...(columns.epoch === undefined ? [] : [`  epoch: ${line(columns.epoch)}`]),
    ...(columns.status === undefined ? [] : [`  status: ${line(columns.status)}`]),
    ...(renamed.length === 0 ? [] : [`  columns: ${line(Object.fromEntries(renamed))}`]),
    `  epochs: ${epochs}`,
    `  axes: ${line(columns.axes)}`,
    "  variants:",
    ...variants.map((cells) => `    - ${line(cells)}`),
    `metrics: ${line(directions)}`,
    `seeds: ${line(seeds)}`,
    `objective: ${line(objective)}`,
    ...(Object.keys(baseline).length === 0 ? [] : [`baseline: ${line(baseline)}`]),
  ];
  return `${lines.join("\n")}\n`;
}
