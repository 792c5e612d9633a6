// What PyTorch as the engine and programs of one's own cost beyond their training.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inTemporaryFolder } from "../../src/io/temporary-folder.ts";
import { parts } from "../../src/parts.ts";
import { findTorch } from "../../src/torch/find.ts";
import { TorchPool } from "../../src/torch/pool.ts";
import { root } from "../root.ts";
import type { Measure, Reading } from "./figures.ts";
import { inFolder, launchIn } from "./launcher.ts";
import { median } from "./median.ts";
import { python } from "./peer.ts";
import { drawSamples, type Workload } from "./workloads.ts";

const reading = (row: string, value: number): Reading => ({ row, by: "lrsweep", value });

const hasTorch = () => "basis" in findTorch("cpu");

/** Epochs of a run whose speed is measured, beyond its first one. */
const EPOCHS = 8;

/**
 * The speed of a workload by engine torch, as a share of that of a loop.
 * @param plain gives the loop's, in the workload's unit
 */
export async function againstLoop(name: string, workload: Workload, plain: Measure): Promise<readonly Reading[]> {
  if (!hasTorch()) return [];
  const [loop] = await plain();
  if (loop === undefined) return [];
  return [reading(`torch ${name}`, (await speedOfTorch(workload)) / loop.value)];
}

/** Samples or steps a second. */
async function speedOfTorch({ config, shape, rows, batch, unit, ...workload }: Workload): Promise<number> {
  const found = findTorch("cpu");
  if (!("basis" in found)) throw new Error(found.message);
  const training = drawSamples({ config, shape, rows, batch, unit, ...workload });
  const source = { shape, digest: "", load: () => ({ training, validation: undefined }) };
  const test = { ...(parts.data.noise as NonNullable<typeof parts.data.noise>), open: () => source };
  const files = { kind: "folder", path: root } as const;
  return inTemporaryFolder(async (folder) => {
    const data = { ...parts.data, [config.data.type]: test };
    const pool = new TorchPool({ basis: found.basis, parts: { ...parts, data }, folder, slots: 1, devices: [] });
    const seconds = async (epochs: number) => {
      const run = { ...config, training: { ...config.training, epochs } };
      const trained = await pool.train({ config: run, seed: 0, files, until: undefined, timeout: undefined });
      if (trained.kind !== "trained" || trained.end.status === "failed") throw new Error(JSON.stringify(trained));
      return trained.seconds;
    };
    try {
      await seconds(1);
      const following = (await seconds(1 + EPOCHS)) - (await seconds(1));
      return (EPOCHS * (unit === "steps" ? rows / batch : rows)) / following;
    } finally {
      await pool.close();
    }
  });
}

const TINY = (seeds: number) => `
data: {type: linear, features: 10, samples: 512, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1, batch_size: full, engine: torch}
seeds: ${seeds}
`;

/** Milliseconds of a run of a single step, of which a process has trained some before. */
export function measureTorchRun(): readonly Reading[] {
  if (!hasTorch()) return [];
  const [few, many] = [10, 210].map((seeds) =>
    inFolder((folder) => launchIn(folder, "sweep", TINY(seeds), "--concurrency", "1").seconds),
  ) as [number, number];
  return [reading("torch run", ((many - few) / 200) * 1000)];
}

const PROGRAM = "program.py";

interface Programmed {
  readonly seeds: number;
  readonly epochs: number;
  /** How often a rate is asked for, and how many steps a scheduler takes, in each epoch. */
  readonly asks?: number;
  readonly steps?: number;
}

const programmed = ({ seeds, epochs, asks = 0, steps = 0 }: Programmed) => `
script: {command: [${JSON.stringify(python)}, ${PROGRAM}], files: [${PROGRAM}], parameters: {asks: ${asks}, steps: ${steps}}}
training: {epochs: ${epochs}${asks + steps > 0 ? `, steps_per_epoch: ${asks + steps}` : ""}}
optimizer: {lr: 0.1}
scheduler: ${asks + steps > 0 ? "{type: ExponentialLR, gamma: 0.99999, interval: step}" : "null"}
metrics: {train_loss: min, optional: [asked_us, step_us]}
seeds: ${seeds}
`;

/** Seconds of a sweep of programs, and what `use` finds in its results. */
function sweepPrograms<T>(sweep: Programmed, use: (results: string, seconds: number) => T): T {
  return inFolder((folder) => {
    copyFileSync(join(root, "test/bench", PROGRAM), join(folder, PROGRAM));
    const { seconds } = launchIn(folder, "sweep", programmed(sweep), "--trust-scripts");
    return use(join(folder, "results/bench"), seconds);
  });
}

const secondsOf = (sweep: Programmed) => sweepPrograms(sweep, (_, seconds) => seconds);

/** Seconds of the program by itself. */
function secondsAlone(): number {
  const env = { ...process.env, PYTHONPATH: join(root, "dist/adapters") };
  const each = Array.from({ length: 9 }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(python, [join(root, "test/bench", PROGRAM)], { env, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return (performance.now() - started) / 1000;
  });
  return median(each);
}

/** Milliseconds of a run beyond what its program takes by itself, and of an epoch's line with the rates that answer it. */
export function measureScriptRun(): readonly Reading[] {
  const run = (secondsOf({ seeds: 50, epochs: 1 }) - secondsOf({ seeds: 10, epochs: 1 })) / 40;
  const line = (secondsOf({ seeds: 1, epochs: 2100 }) - secondsOf({ seeds: 1, epochs: 100 })) / 2000;
  return [reading("script run", (run - secondsAlone()) * 1000), reading("report line", line * 1000)];
}

/** Microseconds of a step's rate in Python, asked for and written by a scheduler. */
export function measureRates(): readonly Reading[] {
  const column = (name: string, sweep: Omit<Programmed, "seeds" | "epochs">) =>
    sweepPrograms({ seeds: 1, epochs: 5, ...sweep }, (results) => {
      const [heads = [], ...rows] = readFileSync(join(results, "epochs.csv"), "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(","));
      return median(rows.map((cells) => Number(cells[heads.indexOf(name)])));
    });
  const asked = reading("asked rate", column("asked_us", { asks: 20_000 }));
  return hasTorch() ? [asked, reading("scheduler step", column("step_us", { steps: 20_000 }))] : [asked];
}
