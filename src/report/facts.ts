import type { DeviceHours, Manifest } from "../folder/manifest.ts";

/** The provenance of results, in words. */
export function factsOf(manifest: Manifest): readonly (readonly [string, string])[] {
  const { lrsweep, node, commit, engine, machine, started, finished, digest, device_hours } = manifest;
  const seconds = (Date.parse(finished) - Date.parse(started)) / 1000;
  return [
    ["lrsweep", lrsweep],
    ["Node", node],
    ["commit", commit ?? "(not in a git repository)"],
    ["engine", engine],
    ["machine", `${machine.cpu}, ${machine.cores} cores, ${machine.system}`],
    ["started", started],
    ["finished", `${finished} (after ${seconds} s)`],
    ...deviceFacts(device_hours),
    ["digest of the plan", digest],
  ];
}

/** Hours of devices in all, and by axis. None where nothing was trained. */
function deviceFacts({ all, by }: DeviceHours): readonly (readonly [string, string])[] {
  if (all === 0) return [];
  const axes = Object.entries(by).map(([axis, values]) => {
    const each = Object.entries(values).map(([value, hours]) => `${value || "—"}: ${hours}`);
    return [`device hours by ${axis}`, each.join(", ")] as const;
  });
  return [["device hours", String(all)], ...axes];
}
