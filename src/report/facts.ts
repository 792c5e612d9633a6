import type { Manifest } from "../folder/manifest.ts";

/** The provenance of results, in words. */
export function factsOf(manifest: Manifest): readonly (readonly [string, string])[] {
  const { lrsweep, node, commit, engine, machine, started, finished, digest } = manifest;
  const seconds = (Date.parse(finished) - Date.parse(started)) / 1000;
  return [
    ["lrsweep", lrsweep],
    ["Node", node],
    ["commit", commit ?? "(not in a git repository)"],
    ["engine", engine],
    ["machine", `${machine.cpu}, ${machine.cores} cores, ${machine.system}`],
    ["started", started],
    ["finished", `${finished} (after ${seconds} s)`],
    ["digest of the plan", digest],
  ];
}
