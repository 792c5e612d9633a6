// All that npm run bench measures, by the name that runs it alone.
import { whereIs } from "../needs.ts";
import type { By, Measure, Reading, Row, Section } from "./figures.ts";
import { launch } from "./launcher.ts";
import { measureUpdates, UPDATE_ROWS } from "./optimizers.ts";
import { measureMillion, measureOverhead } from "./overhead.ts";
import type { Peer } from "./peer.ts";
import { measureQueue } from "./queue.ts";
import { measureReport } from "./report.ts";
import { KINDS, tickOf } from "./schedules.ts";
import { BUSY, GRID, S1, WIDE_GRID } from "./sweeps.ts";
import { measureTraining } from "./train.ts";
import { againstLoop, measureRates, measureScriptRun, measureTorchRun } from "./trainers.ts";
import { tapeW1, trainW1 } from "./w1.ts";
import { WORKLOADS, type Workload } from "./workloads.ts";

export interface Peers {
  readonly torch: Peer;
  readonly jax: Peer;
}

const LANES = 16;

const own =
  (row: string, by: By, run: () => number): Measure =>
  () => [{ row, by, value: run() }];

function w1({ torch, jax }: Peers): Section {
  const request = { rows: 10_000, batch: 1, unit: "steps" } as const;
  return {
    rows: {
      W1: { title: "Linear(10, 1), batch 1, SGD", unit: "steps/s", aim: "35 M" },
      "W1 whole runs": { title: "the same with an order drawn for each epoch, and records", unit: "steps/s" },
      "W1 lanes": { title: `the same, ${LANES} runs side by side (vmap: 1000)`, unit: "run-steps/s", aim: "150 M" },
    },
    measures: [
      own("W1", "lrsweep", () => tapeW1()),
      torch.measure("PyTorch", { measure: "W1", ...request }),
      torch.measure("PyTorch fused", { measure: "W1 fused", ...request }),
      jax.measure("JAX", { measure: "W1", ...request }),
      own("W1 whole runs", "lrsweep", trainW1),
      own("W1 lanes", "lrsweep", () => tapeW1(LANES)),
      jax.measure("JAX vmap", { measure: "W1 vmap", ...request }),
    ],
    rounds: 5,
  };
}

const AIMS: Readonly<Record<string, string>> = { W2: "55 k", W3: "141 k", W4: "20 k" };

function training(name: string, workload: Workload, { torch, jax }: Peers): Section {
  const { rows, batch, unit, title } = workload;
  const engines = ["lrsweep", "portable"] as const;
  const aim = AIMS[name];
  const request = { rows, batch, unit };
  return {
    rows: {
      [name]: { title, unit: `${unit}/s`, ...(aim && { aim }) },
      [`${name} first step`]: { title: "from the configuration to the first step's end", unit: "ms", aim: "5" },
    },
    measures: [
      ...engines.map(
        (engine): Measure =>
          () =>
            measureTraining(name, workload, engine),
      ),
      torch.measure("PyTorch", { measure: name, ...request }),
      torch.measure("PyTorch fused", { measure: `${name} fused`, ...request }),
      jax.measure("JAX", { measure: name, ...request }),
      ...(name === "W2" ? [jax.measure("JAX vmap", { measure: "W2 vmap", ...request })] : []),
    ],
    rounds: 5,
  };
}

function s1({ torch }: Peers): Section {
  const measure = (): readonly Reading[] => {
    const { seconds, peak } = launch("sweep", S1);
    return [
      { row: "S1", by: "lrsweep", value: seconds },
      { row: "S1 peak memory", by: "lrsweep", value: peak },
    ];
  };
  return {
    rows: {
      S1: {
        title:
          "1000 runs (4 schedulers × 25 rates × 10 seeds, 410 rows, batch 32, 50 epochs), whole command, all cores",
        unit: "s",
        aim: "0.8",
      },
      "S1 peak memory": { title: "peak memory of S1", unit: "MB", aim: "250" },
    },
    measures: [measure, torch.measure("PyTorch", { measure: "S1" })],
    rounds: 5,
  };
}

function ticks({ torch }: Peers): Section {
  const rows = Object.entries(KINDS).map(([kind, { aim }]): [string, Row] => [
    `tick ${kind}`,
    { title: `a tick of ${kind}`, unit: "ns", aim: String(aim) },
  ]);
  return {
    rows: Object.fromEntries(rows),
    measures: [
      ...Object.keys(KINDS).map((kind) => own(`tick ${kind}`, "lrsweep", () => tickOf(kind))),
      torch.measure("PyTorch", { measure: "ticks" }),
    ],
    rounds: 3,
  };
}

const grid: Section = {
  rows: {
    grid: { title: "expand and check 100 000 runs (10 000 variants × 10 seeds)", unit: "s", aim: "2" },
    "wide grid": { title: "expand and check 100 000 runs (100 000 variants)", unit: "s", aim: "2" },
  },
  measures: [
    own("grid", "lrsweep", () => launch("check", GRID).seconds),
    own("wide grid", "lrsweep", () => launch("check", WIDE_GRID).seconds),
  ],
  rounds: 3,
};

const overhead: Section = {
  rows: {
    "100k runs": { title: "100 000 runs of one epoch, whole command", unit: "s" },
    "beyond training": { title: "a run beyond its training", unit: "µs", aim: "50" },
    again: { title: "the same sweep again, which trains nothing", unit: "s", aim: "2" },
  },
  measures: [measureOverhead],
  rounds: 3,
};

const million: Section = {
  rows: {
    million: { title: "1 000 000 runs of one epoch, whole command", unit: "s" },
    "million peak": { title: "their peak memory", unit: "MB", aim: "400" },
  },
  measures: [measureMillion],
  rounds: 1,
  onlyIfNamed: true,
};

/** What two workers do in the time of one: whole commands one after the other. */
const workers: Section = {
  rows: { workers: { title: "two workers against one, a sweep of an MLP as a whole command", unit: "×", aim: "1.9" } },
  measures: [
    own("workers", "lrsweep", () => {
      const [one, two] = ["1", "2"].map((threads) => launch("sweep", BUSY, "--concurrency", threads).seconds);
      return Number(one) / Number(two);
    }),
  ],
  rounds: 3,
};

const REDIS = "redis-server";
const hasRedis = whereIs(REDIS) !== undefined;

const queue: Section = {
  rows: {
    queue: {
      title: "two queue workers that are at work already against two threads, 10 000 runs like S1's as a whole command",
      unit: "×",
      aim: "0.9",
      ...(!hasRedis && { lacks: REDIS }),
    },
  },
  measures: hasRedis ? [measureQueue] : [],
  rounds: 5,
};

/** What PyTorch is by engine torch, against a loop of its own. */
function engineTorch({ torch }: Peers): Section {
  const workloads = (["W3", "W4", "W5"] as const).map((name) => [name, WORKLOADS[name]] as const);
  return {
    rows: {
      ...Object.fromEntries(
        workloads.map(([name]): [string, Row] => [
          `torch ${name}`,
          { title: `${name} by engine torch against a plain loop in PyTorch`, unit: "×", aim: "0.95" },
        ]),
      ),
      "torch run": {
        title: "a run by engine torch, of a single step, in a process that has trained before",
        unit: "ms",
        aim: "20",
      },
    },
    measures: [
      ...workloads.map(([name, workload]): Measure => {
        const { rows, batch, unit } = workload;
        const plain = torch.measure("PyTorch", { measure: name, rows, batch, unit });
        return () => againstLoop(name, workload, plain);
      }),
      measureTorchRun,
    ],
    rounds: 5,
  };
}

const script: Section = {
  rows: {
    "script run": {
      title: "a run by a program of one's own beyond what the program takes by itself",
      unit: "ms",
      aim: "30",
    },
    "report line": { title: "an epoch's line of figures, with the rates that answer it", unit: "ms", aim: "1" },
    "asked rate": { title: "a step's rate in Python, by run.rate(step)", unit: "µs", aim: "5" },
    "scheduler step": { title: "a step's rate in Python, by scheduler.step()", unit: "µs", aim: "5" },
  },
  measures: [measureScriptRun, measureRates],
  rounds: 5,
};

const report: Section = {
  rows: { report: { title: "open the report of 10 000 runs in Chromium, from a disk", unit: "s", aim: "2" } },
  measures: [measureReport],
  rounds: 3,
};

export function sectionsOf(peers: Peers): Readonly<Record<string, Section>> {
  const trainings = Object.entries(WORKLOADS).map(([name, workload]) => [name, training(name, workload, peers)]);
  return {
    W1: w1(peers),
    ...Object.fromEntries(trainings),
    S1: s1(peers),
    workers,
    queue,
    grid,
    ticks: ticks(peers),
    updates: { rows: UPDATE_ROWS, measures: [measureUpdates], rounds: 3 },
    overhead,
    torch: engineTorch(peers),
    script,
    // Without a browser there is nothing to open it.
    ...(whereIs("chromium") !== undefined && { report }),
    million,
  };
}
