import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../root.ts";

/** What the launcher took for one command, as a whole process. */
export interface Launch {
  readonly seconds: number;
  /** Peak resident memory in MB. */
  readonly peak: number;
}

/** Runs a command of the launcher on an experiment in a folder of its own. Throws with what it printed if it fails. */
export function launch(command: string, experiment: string, ...options: readonly string[]): Launch {
  return inFolder((folder) => launchIn(folder, command, experiment, ...options));
}

/** A folder for as long as `use` takes. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "lrsweep-bench-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Results of a sweep are in `folder`/results/bench. */
export function launchIn(folder: string, command: string, experiment: string, ...options: readonly string[]): Launch {
  const file = join(folder, "bench.yaml");
  const peakFile = join(folder, "peak");
  writeFileSync(file, experiment);
  const preload = fileURLToPath(new URL("./peak.js", import.meta.url));
  const args = ["--import", preload, join(root, "src/launch.mjs"), command, file, ...options];
  const output = command === "sweep" ? ["--output", join(folder, "results")] : [];
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [...args, ...output], {
    cwd: root,
    env: { ...process.env, PEAK_FILE: peakFile },
    encoding: "utf8",
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}${stderr}`);
  return { seconds, peak: Number(readFileSync(peakFile, "utf8")) / 1e6 };
}
