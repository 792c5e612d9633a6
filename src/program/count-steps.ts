import { join } from "node:path";
import type { ScriptConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import type { ScriptProgram } from "../experiment/trained-by.ts";
import { removeFile, removeFolder } from "../io/file.ts";
import { ProgressTable, type RunsUnderWay } from "../journal/progress.ts";
import { decodeRun } from "../journal/record.ts";
import { openPrograms } from "./executor.ts";
import { LOGS, RUNS } from "./run-folders.ts";

/** A start of a program to count the steps of its first epoch. */
interface Counting {
  readonly config: ScriptConfig;
  readonly program: ScriptProgram;
  readonly schedulers: PartsOf<SchedulerPart>;
  readonly metrics: readonly string[];
  readonly seed: number;
  /** The results folder. */
  readonly folder: string;
  /** The folder of the experiment, in which the program runs. */
  readonly directory: string;
  /** Graphics devices, such as "0,1"; undefined: all. */
  readonly devices: string | undefined;
  readonly say: (notice: string) => void;
  readonly signal: AbortSignal;
}

/** How a count came out. */
export type Counted =
  | { readonly kind: "steps"; readonly steps: number }
  /** The program reported the epoch, and no steps. */
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "interrupted" };

/** As a run's own, which no digest gives. */
const RUN = "r0000000000000000";

/** Runs the first epoch of a program at a constant rate, and counts its steps. Nothing of it is kept. */
export async function countSteps(counting: Counting): Promise<Counted> {
  const { config, metrics, seed, devices, signal, directory, folder } = counting;
  const executor = openPrograms({
    ...counting,
    progress: forgetful(),
    tests: [],
    slots: 1,
    devices: devices === undefined ? [] : [devices],
  });
  const onAbort = () => executor.interrupt?.();
  signal.addEventListener("abort", onAbort);
  try {
    const result = await executor.train({
      files: { kind: "folder", path: directory },
      ids: [RUN],
      columns: { rates: [], metrics },
      objective: { metric: metrics[0] ?? "", mode: "min", at: "final" },
      timeout: undefined,
      until: 1,
      runs: [{ config, seed }],
    });
    const [report] = result.kind === "reports" ? result.reports : [];
    if (report === undefined) return { kind: "interrupted" };
    if ("error" in report) return { kind: "failed", error: report.error };
    const { steps } = decodeRun(report.status, report.text).timing;
    return steps > 0 ? { kind: "steps", steps } : { kind: "none" };
  } finally {
    signal.removeEventListener("abort", onAbort);
    await executor.close();
    removeFolder(join(folder, RUNS, RUN));
    removeFile(join(folder, LOGS, `${RUN}.log`));
  }
}

/** Keeps what is reported as long as this process lasts. */
function forgetful(): RunsUnderWay {
  const table = new ProgressTable();
  return {
    begin(id) {
      table.start(id);
      return table.of(id);
    },
    add: (id, epoch) => table.add(id, epoch),
    cut: (id, from) => table.cut(id, from),
  };
}
