// node dist/test/bench/overhead.js: what a run costs beyond its training, and what a resume and a million runs cost.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../root.ts";
import { oneEpoch } from "./sweeps.ts";

const home = mkdtempSync(join(tmpdir(), "lrsweep-overhead-"));
const preload = fileURLToPath(new URL("./peak.js", import.meta.url));

/** Seconds of a whole sweep as a command, and its peak memory in MB. */
function sweep(rates: number): { readonly seconds: number; readonly peak: number } {
  const file = join(home, `w1-${rates}.yaml`);
  writeFileSync(file, oneEpoch(rates));
  const args = ["--import", preload, join(root, "src/launch.mjs"), "sweep", file, "--output", home];
  const env = { ...process.env, PEAK_FILE: join(home, "peak") };
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args, "--max-runs", "1000000"], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return { seconds: (performance.now() - started) / 1000, peak: Number(readFileSync(env.PEAK_FILE, "utf8")) / 1e6 };
}

/** What the runs themselves took, on each thread. */
function trainingSeconds(rates: number): number {
  const rows = readFileSync(join(home, `w1-${rates}`, "timings.csv"), "utf8")
    .split("\n")
    .slice(1, -1);
  return rows.reduce((sum, row) => sum + Number(row.split(",")[1]), 0) / availableParallelism();
}

const row = (name: string, figure: string, aim: string) =>
  console.log(`${name.padEnd(58)} ${figure.padStart(14)}   ${aim}`);

try {
  const first = sweep(1250);
  const beyond = ((first.seconds - trainingSeconds(1250)) / 100_000) * 1e6;
  row("100 000 one-epoch runs, whole command", `${first.seconds.toFixed(2)} s`, "");
  row("a run beyond its training", `${beyond.toFixed(1)} µs`, "aim ≤ 50 µs");
  row("the same sweep again", `${sweep(1250).seconds.toFixed(2)} s`, "aim ≤ 2 s");
  if (process.argv.includes("--million")) {
    const million = sweep(12_500);
    row("1 000 000 one-epoch runs, whole command", `${million.seconds.toFixed(1)} s`, "");
    row("their peak memory", `${Math.round(million.peak)} MB`, "aim ≤ 400 MB");
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
