import { isAbsolute, resolve } from "node:path";
import type { ScriptConfig } from "../contracts/config.ts";
import { Misfit } from "../contracts/part.ts";
import { readTable } from "../formats/table.ts";
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
  const rows = rowsIn(path);
  return rows.map((row, epoch) => {
    const figures = metrics.flatMap((metric) => {
      const column = columns[metric] ?? metric;
      const written = Object.hasOwn(row, column) ? row[column] : undefined;
      if (written === undefined || written === "" || written === null) {
        if (optional.includes(metric)) return [];
        throw new Fault(`${path} has no ${column} for epoch ${epoch}; its columns are ${Object.keys(row).join(", ")}`);
      }
      const figure = figureOf(written) ?? (typeof written === "string" ? Number(written) : undefined);
      if (figure === undefined || (Number.isNaN(figure) && !/^nan$/i.test(String(written).trim())))
        throw new Fault(`${path}: ${column} of epoch ${epoch} is no number: ${String(written).slice(0, 40)}`);
      return [[metric, figure] as const];
    });
    return { metrics: Object.fromEntries(figures), steps: undefined };
  });
}

function rowsIn(path: string): readonly Readonly<Record<string, unknown>>[] {
  const bytes = bytesOf(path);
  if (/\.(?:jsonl?|ndjson)$/.test(path))
    return new TextDecoder()
      .decode(bytes)
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(parseLine);
  try {
    const { names, rows } = readTable(bytes, path, { header: true });
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
  } catch (error) {
    throw error instanceof Misfit ? new Fault(error.message) : error;
  }
}

function bytesOf(path: string): Uint8Array {
  try {
    return readBytes(path);
  } catch (error) {
    throw new Fault(`it left no ${path}: ${whyUnreadable(error)}`);
  }
}
