import { join } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import { importedRun } from "../contracts/config.ts";
import type { ImportedResults } from "../contracts/imported.ts";
import { Misfit } from "../contracts/part.ts";
import type { Plan } from "../experiment/plan.ts";
import { readTable } from "../formats/table.ts";
import type { ImportedRun, ImportedRuns } from "../imported/row.ts";
import { readRuns } from "../imported/runs.ts";
import { locate } from "../issues/locate.ts";
import { renderIssues } from "../issues/render.ts";
import type { Executor } from "./executor.ts";
import { readingIn } from "./files.ts";
import type { RunReport, Work } from "./protocol.ts";
import { type RunEnd, reportOf } from "./run-report.ts";

/** A file of results, and what is taken from it. */
interface ResultsFile {
  /** The folder that the file is relative to. */
  readonly directory: string;
  readonly file: string;
  readonly columns: ImportedResults["columns"];
  readonly objective: string;
  /** Default: all. */
  readonly seeds?: readonly number[] | undefined;
}

/** The runs of a file, and the digest of its content. Throws InputError with all that is wrong with it. */
export function readResultsFile(source: ResultsFile): { readonly runs: ImportedRuns; readonly digest: string } {
  const { directory, file, columns, objective, seeds } = source;
  const path = join(directory, file);
  const read = readingIn(directory);
  try {
    const bytes = read(file);
    const table = readTable(bytes, path, { header: true });
    const runs = readRuns({ table, columns, objective, seeds });
    if ("issues" in runs) throw new InputError(renderIssues(locate(runs.issues, path, table.text)));
    return { runs, digest: read.digest?.(bytes) ?? "" };
  } catch (error) {
    throw error instanceof Misfit ? new InputError(error.message) : error;
  }
}

/** An executor that trains nothing: it reports what the file of results says. Throws InputError if the file is another one by now. */
export function openImported({ directory, objective, seeds }: Plan, results: ImportedResults): Executor {
  const { file, columns, digest } = results;
  const found = readResultsFile({ directory, file, columns, objective: objective.metric, seeds });
  if (found.digest !== digest)
    throw new InputError(`${join(directory, file)} has changed since it was imported. Import it again`);
  return {
    slots: 1,
    isApart: true,
    inherited: [],
    train(work) {
      const reports = work.runs.map(({ config, seed }) => {
        const values = importedRun(config).imported;
        return reportRun(
          found.runs.run(
            columns.axes.map((axis) => values[axis] ?? null),
            seed,
          ),
          file,
          work,
        );
      });
      return Promise.resolve({ kind: "reports", reports, places: reports.map((_, place) => place), seconds: 0 });
    },
    close: () => Promise.resolve(),
  };
}

function reportRun({ status, records }: ImportedRun, file: string, work: Work): RunReport {
  const end: RunEnd =
    status === "ok" || status === "diverged" ? { status } : { status, error: `it is ${status} in ${file}` };
  return reportOf(end, records, { seconds: 0, steps: 0, worker: file }, work);
}
