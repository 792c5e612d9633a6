// How long the report of 10 000 runs takes to open.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reading } from "./figures.ts";
import { inFolder, launchIn } from "./launcher.ts";
import { oneEpoch } from "./sweeps.ts";

export function measureReport(): readonly Reading[] {
  return inFolder((folder) => {
    launchIn(folder, "sweep", oneEpoch(125), "--max-runs", "10000");
    const script = fileURLToPath(new URL("./open-report.js", import.meta.url));
    const page = join(folder, "results/bench/report.html");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, page], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return [{ row: "report", by: "lrsweep", value: Number(stdout) }];
  });
}
