import type { RunConfig } from "../contracts/config.ts";
import { MOST_LANES } from "../engine/lanes.ts";
import type { RunTask } from "./protocol.ts";

/** A run of our own engine. */
export interface OwnTask extends RunTask {
  readonly config: RunConfig;
}

/** A run with its index in the chunk. */
export interface Entrant extends OwnTask {
  readonly place: number;
}

/**
 * Groups the runs of a chunk that can be trained side by side. Groups are in the order of their first runs.
 * @param keyOf the same for runs that can be trained together; undefined for a run to train alone
 */
export function groupsOf(
  runs: readonly OwnTask[],
  keyOf: (run: OwnTask) => string | undefined,
): readonly (readonly Entrant[])[] {
  const groups: Entrant[][] = [];
  const open = new Map<string, Entrant[]>();
  for (const [place, run] of runs.entries()) {
    const entrant = { ...run, place };
    const key = keyOf(run);
    const group = key === undefined ? undefined : open.get(key);
    if (group && group.length < MOST_LANES) group.push(entrant);
    else {
      const begun = [entrant];
      groups.push(begun);
      if (key !== undefined) open.set(key, begun);
    }
  }
  return groups;
}
