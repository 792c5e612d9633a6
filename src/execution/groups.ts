import { laneKey, MOST_LANES } from "../engine/lanes.ts";
import type { Files } from "./files.ts";
import type { Chunk, RunOrder } from "./protocol.ts";
import { sourceOf } from "./sources.ts";

/** A run with its place in the chunk. */
export interface Entrant extends RunOrder {
  readonly place: number;
}

/** The chunk's runs, those together that can be trained side by side; in the order of each group's first. */
export function groupsOf({ runs, files }: Chunk): readonly (readonly Entrant[])[] {
  const groups: Entrant[][] = [];
  const open = new Map<string, Entrant[]>();
  for (const [place, run] of runs.entries()) {
    const entrant = { ...run, place };
    const key = groupKey(run, files);
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

/** Undefined: it is trained alone, also where something is wrong with it, which then comes out. */
function groupKey({ config, seed }: RunOrder, files: Files): string | undefined {
  try {
    const key = laneKey(config, sourceOf(config.data, files).shape);
    return key && `${seed} ${key}`;
  } catch {
    return undefined;
  }
}
