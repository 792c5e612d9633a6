import { join } from "node:path";
import { MANIFEST } from "../folder/manifest.ts";
import { readText, visibleIn } from "../io/read.ts";
import { readState, type Seen } from "../journal/state.ts";
import { bestText } from "../saved/describe-state.ts";

/** What the dashboard shows of a results folder. Plain JSON. */
export interface ListedExperiment {
  readonly name: string;
  readonly stage: "running" | "done" | "stopped" | "died";
  /** Runs that are there, and how many there are to be. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Runs a second, and seconds left at that; while it runs and once one has ended. */
  readonly pace: { readonly rate: number; readonly left: number } | null;
  /** The best run so far, in words. */
  readonly best: string;
  /** When it was done: as in the manifest. */
  readonly finished: string | null;
  /** Its files, a comparison's or a person's own among them. */
  readonly files: readonly string[];
}

/** The experiments of a results folder, by name. A folder in which no sweep has begun is none. */
export function listExperiments(results: string): readonly ListedExperiment[] {
  return visibleIn(results).folders.flatMap((name) => look(join(results, name), name) ?? []);
}

function look(folder: string, name: string): ListedExperiment | undefined {
  const seen = readState(folder);
  const manifest = readManifest(folder);
  if (seen === undefined && manifest === undefined) return undefined;
  const stage = stageOf(seen, manifest !== undefined);
  const runs = Object.values(manifest?.runs ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    name,
    stage,
    // What a sweep tells of itself is of its last round: of a search's last batch, or of those that were not pruned.
    done: stage === "done" ? runs : (seen?.state.done ?? runs),
    total: stage === "done" ? runs : (seen?.state.total ?? runs),
    failed: seen?.state.failed ?? manifest?.runs.failed ?? 0,
    pace: stage === "running" && seen !== undefined ? paceOf(seen) : null,
    best: seen?.state.best ? bestText(seen.state.best) : "",
    finished: manifest?.finished ?? null,
    files: visibleIn(folder).files,
  };
}

function stageOf(seen: Seen | undefined, hasResults: boolean): ListedExperiment["stage"] {
  if (seen === undefined) return "done";
  if (seen.holder !== undefined) return "running";
  if (seen.state.done === seen.state.total && hasResults) return "done";
  return seen.state.ended ? "stopped" : "died";
}

function paceOf({ state: { done, kept, total, seconds } }: Seen): ListedExperiment["pace"] {
  const rate = (done - kept) / seconds;
  return rate > 0 ? { rate, left: (total - done) / rate } : null;
}

interface ManifestFacts {
  readonly finished: string | null;
  readonly runs: Readonly<Record<string, number>>;
}

/** What people may have edited is taken for what it is. */
function readManifest(folder: string): ManifestFacts | undefined {
  try {
    const { finished, runs } = JSON.parse(readText(join(folder, MANIFEST)));
    const counts = Object.entries(runs ?? {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    );
    return { finished: typeof finished === "string" ? finished : null, runs: Object.fromEntries(counts) };
  } catch {
    return undefined;
  }
}
