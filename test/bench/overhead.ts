// What a run costs beyond its training, what a resume costs, and what a million runs do.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Reading } from "./figures.ts";
import { inFolder, launchIn } from "./launcher.ts";
import { oneEpoch } from "./sweeps.ts";

const reading = (row: string, value: number): Reading => ({ row, by: "lrsweep", value });

/** What the runs themselves took, on each thread. */
function trainingSeconds(folder: string): number {
  const rows = readFileSync(join(folder, "results/bench/timings.csv"), "utf8").split("\n").slice(1, -1);
  return rows.reduce((sum, row) => sum + Number(row.split(",")[1]), 0) / availableParallelism();
}

/** 100 000 runs of one epoch, and the same sweep again. */
export function measureOverhead(): readonly Reading[] {
  return inFolder((folder) => {
    const sweep = () => launchIn(folder, "sweep", oneEpoch(1250), "--max-runs", "100000").seconds;
    const first = sweep();
    const beyond = ((first - trainingSeconds(folder)) / 100_000) * 1e6;
    return [reading("100k runs", first), reading("beyond training", beyond), reading("again", sweep())];
  });
}

export function measureMillion(): readonly Reading[] {
  return inFolder((folder) => {
    const { seconds, peak } = launchIn(folder, "sweep", oneEpoch(12_500), "--max-runs", "1000000");
    return [reading("million", seconds), reading("million peak", peak)];
  });
}
