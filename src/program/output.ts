import { isAbsolute, resolve } from "node:path";
import type { ScriptConfig } from "../contracts/config.ts";
import { Misfit } from "../contracts/part.ts";
import type { Decimal } from "../formats/decimal.ts";
import { readTable } from "../formats/table.ts";
import { decimalOf, figureIn } from "../imported/cells.ts";
import { whyUnreadable } from "../io/file-error.ts";
import { readBytes } from "../io/read.ts";
import type { ReportedEpoch } from "../journal/progress.ts";
import { Fault } from "./fault.ts";
import { filledIn } from "./launch.ts";
import { figureOf, parseLine } from "./messages.ts";

// A program that knows nothing of lrsweep leaves a file with its figures: a row, or a line of JSON, for each epoch.

type OutputRun = Parameters<typeof filledIn>[1] & { readonly workingFolder: string };

/** The file of a run. */
export function outputPath(output: string, run: OutputRun): string {
  const path = filledIn(output, run);
  return isAbsolute(path) ? path : resolve(run.workingFolder, path);
}

/** Whether runs at once would write to the same file. */
export const isShared = ({ script }: ScriptConfig) =>
  script.output !== undefined && !/\{(?:directory|run)\}/.test(script.output);

/**
 * The epochs in a program's file. Throws Fault.
 * @param metrics names of columns
 * @param optional those that may be missing
 */
export function readOutput(
  path: string,
  { columns = {} }: ScriptConfig["script"],
  metrics: readonly string[],
  optional: readonly string[],
): readonly ReportedEpoch[] {
  const { rows, decimal } = contentOf(path);
  return rows.map((row, epoch) => {
    const figures = metrics.flatMap((metric) => {
      const column = columns[metric] ?? metric;
      const cell = Object.hasOwn(row, column) ? row[column] : undefined;
      const written = typeof cell === "string" ? cell.trim() : cell;
      if (written === undefined || written === "" || written === null) {
        if (optional.includes(metric)) return [];
        throw new Fault(`${path} has no ${column} for epoch ${epoch}; its columns are ${Object.keys(row).join(", ")}`);
      }
      const figure = typeof written === "string" ? figureIn(written, decimal) : figureOf(written);
      if (figure === undefined)
        throw new Fault(`${path}: ${column} of epoch ${epoch} is no number: ${String(written).slice(0, 40)}`);
      return [[metric, figure] as const];
    });
    return { metrics: Object.fromEntries(figures), steps: undefined };
  });
}

/** A file's rows, and the decimal sign of numbers that are written as text. */
interface OutputContent {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly decimal: Decimal;
}

function contentOf(path: string): OutputContent {
  const bytes = bytesOf(path);
  if (/\.(?:jsonl?|ndjson)$/.test(path)) return { rows: linesIn(bytes), decimal: "." };
  try {
    const table = readTable(bytes, path, { header: true });
    const { names, rows } = table;
    const decimal = decimalOf(
      table,
      names.map((_, i) => i),
    );
    return { rows: rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))), decimal };
  } catch (error) {
    throw error instanceof Misfit ? new Fault(error.message) : error;
  }
}

const linesIn = (bytes: Uint8Array) =>
  new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseLine);

function bytesOf(path: string): Uint8Array {
  try {
    return readBytes(path);
  } catch (error) {
    throw new Fault(`it left no ${path}: ${whyUnreadable(error)}`);
  }
}
