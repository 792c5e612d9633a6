import { basename, dirname, join, normalize } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import { readShardNote, shardText } from "../folder/shard.ts";
import { visibleIn } from "../io/read.ts";
import { nearest } from "../issues/suggest.ts";
import { readState, type Seen } from "../journal/state.ts";
import { countedOf } from "../numbers/counted.ts";

/** Where results are found when a word is a name and not a path. */
const RESULTS = "results";

/**
 * The error for a folder without the results that a command needs.
 * @param what is missing there: "no sweep", "no finished sweep"
 */
export function noResults(folder: string, what: string): InputError {
  const seen = readState(folder, new Date());
  if (seen !== undefined) return unfinished(folder, seen);
  const near = nearest(basename(folder), visibleIn(RESULTS).folders);
  if (near !== undefined && normalize(folder) !== join(RESULTS, near))
    return new InputError(`${folder} holds ${what}\n  did you mean '${join(RESULTS, near)}'?`);
  return new InputError(`${folder} holds ${what}. These sweeps are there:`, ["list"]);
}

function unfinished(folder: string, { state: { done, total, sweep }, holder }: Seen): InputError {
  const where = `${folder} is not finished: ${countedOf(sweep.ended, sweep.runs, "run", ["has", "have"])} ended.`;
  if (holder !== undefined) return new InputError(`${where} To wait for it:`, ["watch", folder]);
  const shard = readShardNote(folder)?.note;
  if (shard === undefined || done < total) return new InputError(`${where} Run its sweep again to continue.`);
  const { folders } = visibleIn(dirname(folder));
  const all = folders
    .filter((name) => name.startsWith(`${shard.name}.shard-`))
    .map((name) => join(dirname(folder), name));
  return new InputError(`${folder} is shard ${shardText(shard.shard)} of a sweep. Merge its shards first:`, [
    "merge",
    ...all,
  ]);
}
