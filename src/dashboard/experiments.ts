import { join } from "node:path";
import { readManifest } from "../folder/manifest.ts";
import { readShardNote } from "../folder/shard.ts";
import { visibleIn } from "../io/read.ts";
import { readState, type Seen } from "../journal/state.ts";
import { bestText } from "../saved/describe-state.ts";

/** An experiment in a results folder, as the dashboard shows it. Plain JSON. */
export interface ListedExperiment {
  readonly name: string;
  /** Of a finished sweep; "" for none. */
  readonly description: string;
  /** "unmerged": a shard whose runs have ended. */
  readonly stage: "running" | "done" | "unmerged" | "stopped" | "died";
  /** Number of finished runs, and of all runs. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Runs per second, and seconds left at that pace. Present while the sweep runs, once a run has ended. */
  readonly pace: { readonly rate: number; readonly left: number } | null;
  /** The answer of a finished sweep, by means over seeds; else the best run so far; "" for none. */
  readonly best: string;
  /** When it finished, from the manifest. */
  readonly finished: string | null;
  /** Its files, including comparisons and files that users put there. */
  readonly files: readonly string[];
}

/** The experiments of a results folder, by name. Folders in which no sweep has begun are left out. */
export function listExperiments(results: string, now: Date): readonly ListedExperiment[] {
  return visibleIn(results).folders.flatMap((name) => look(join(results, name), name, now) ?? []);
}

function look(folder: string, name: string, now: Date): ListedExperiment | undefined {
  const seen = orNone(() => readState(folder, now));
  const manifest = orNone(() => readManifest(folder));
  if (seen === undefined && manifest === undefined) return undefined;
  const stage = stageOf(seen, manifest !== undefined, () => orNone(() => readShardNote(folder)) !== undefined);
  const runs = Object.values(manifest?.runs ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    name,
    description: manifest?.description ?? "",
    stage,
    done: stage === "done" ? runs : (seen?.state.sweep.ended ?? runs),
    total: stage === "done" ? runs : (seen?.state.sweep.runs ?? runs),
    failed: seen?.state.failed ?? manifest?.runs.failed ?? 0,
    pace: stage === "running" && seen !== undefined ? paceOf(seen) : null,
    best: bestOf(stage, manifest, seen),
    finished: manifest?.finished ?? null,
    files: visibleIn(folder).files,
  };
}

/** A single run may be the luckiest of its variant, so it is shown only where nothing is ranked yet. */
function bestOf(
  stage: ListedExperiment["stage"],
  manifest: ReturnType<typeof readManifest>,
  seen: Seen | undefined,
): string {
  if (stage === "done" && manifest?.answer !== undefined) return manifest.answer;
  return stage !== "done" && seen?.state.best ? `${bestText(seen.state.best)}, by one run` : "";
}

function stageOf(seen: Seen | undefined, hasResults: boolean, isShard: () => boolean): ListedExperiment["stage"] {
  if (seen === undefined) return "done";
  if (seen.holder !== undefined) return "running";
  const isWhole = seen.state.done === seen.state.total;
  if (isWhole && hasResults) return "done";
  if (isWhole && seen.state.ended && isShard()) return "unmerged";
  return seen.state.ended ? "stopped" : "died";
}

function paceOf({ state: { done, kept, total, seconds } }: Seen): ListedExperiment["pace"] {
  const rate = (done - kept) / seconds;
  return rate > 0 ? { rate, left: (total - done) / rate } : null;
}

/** Undefined if the file cannot be read or is damaged. One folder must not hide the others. */
export function orNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
