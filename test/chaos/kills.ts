// Kills sweeps, their supervisors and their programs at random moments, and holds what comes of it against an undisturbed
// sweep. By hand, with as many kills as one likes: node dist/test/chaos/kills.js torch 100
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { RUN_VARIABLE, signal } from "../../src/io/processes.ts";
import { type Rng, stream, uniform } from "../../src/random/rng.ts";
import { Ground } from "../program/ground.ts";
import { root } from "../root.ts";

const CLI = join(root, "dist/lrsweep.js");

/** Trains slowly, keeps a checkpoint, and reports what follows from seed and rates alone. */
const CHECKPOINTING = `import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { directory, epochs, first, rate, say, seed, sleep } from "./speaker.mjs";
const saved = directory + "/checkpoint.json";
let state = existsSync(saved) ? JSON.parse(readFileSync(saved, "utf8")) : { epoch: 0, weight: 1 };
if (state.epoch > first.reported) state = { epoch: 0, weight: 1 };
for await (const { epoch, groups } of epochs(state.epoch)) {
  await sleep(0.01);
  state = { epoch: epoch + 1, weight: state.weight * (1 - rate(groups[0])) };
  say({ epoch, metrics: { train_loss: state.weight, val_loss: seed + state.weight } });
  writeFileSync(saved + ".part", JSON.stringify(state));
  renameSync(saved + ".part", saved);
}
process.exit(0);
`;

/** What trains, and the rows that come of it. */
const TRAINERS = {
  script: {
    rows: 80,
    text: (ground: Ground) =>
      ground.text({
        seeds: "10",
        retry: "100",
        training: "{epochs: 8, steps_per_epoch: 2}",
        scheduler: "{type: ExponentialLR, gamma: 0.5}",
      }),
  },
  torch: {
    rows: 240,
    text: () => `name: demo
data: {type: linear, features: 4, samples: 200}
model: [{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.05}
scheduler: {type: ExponentialLR, gamma: 0.9}
training: {epochs: 40, batch_size: 8, engine: torch}
seeds: 6
retry: 100
`,
  },
} as const;

export type KilledTrainer = keyof typeof TRAINERS;

const VICTIMS = ["sweep", "supervisor", "program"] as const;
type Victim = (typeof VICTIMS)[number];

/** How long processes may take to end once their sweep is gone: a program has 5 s. */
const MOST_ENDING_MS = 20_000;

/** A sweep in a folder of its own, whose processes can be told from all others. */
class Prey {
  readonly ground = new Ground(CHECKPOINTING);
  /** In the PATH, which the environment of every process has. */
  readonly #mark = `${this.ground.folder}/bin`;
  sweep: ChildProcess | undefined;
  #exit: Promise<number | null> = Promise.resolve(null);
  #words = ["sweep", "demo.yaml", "--trust-scripts", "--concurrency", "2"];

  constructor(trainer: KilledTrainer) {
    this.ground.write("demo.yaml", TRAINERS[trainer].text(this.ground));
  }

  start(words: readonly string[] = []): void {
    const PATH = `${process.env.PATH}:${this.#mark}`;
    const { folder } = this.ground;
    this.sweep = spawn(process.execPath, [CLI, ...this.#words, ...words], {
      cwd: folder,
      stdio: "ignore",
      env: { ...process.env, PATH },
    });
    this.#exit = once(this.sweep, "exit").then(([code]) => {
      this.sweep = undefined;
      return code;
    });
  }

  /** The sweep's exit code; undefined: it goes on. */
  async endsWithin(ms: number): Promise<number | null | undefined> {
    const late = new AbortController();
    const code = await Promise.race([this.#exit, pause(ms, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    return code;
  }

  ended = () => this.#exit;

  rows(): readonly string[] {
    return this.ground.read("results/demo/epochs.csv").trim().split("\n").slice(1);
  }

  processes(victim?: Victim): readonly number[] {
    if (victim === "sweep") return this.sweep?.pid === undefined ? [] : [this.sweep.pid];
    const all = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && told(pid, "environ").includes(this.#mark));
    const ofKind = all.filter((pid) => {
      if (victim === "supervisor") return told(pid, "cmdline").includes("supervisor");
      return victim === undefined || told(pid, "environ").includes(`${RUN_VARIABLE}=`);
    });
    return ofKind.map(Number);
  }

  /** Waits until no process is left. */
  async quiet(): Promise<void> {
    const until = performance.now() + MOST_ENDING_MS;
    while (this.processes().length > 0 && performance.now() < until) await pause(50);
    assert.deepEqual(
      this.processes().map((pid) => told(String(pid), "cmdline")),
      [],
      "processes are left",
    );
  }
}

/** What a process says of itself; "" for one that is gone. */
function told(pid: string, file: "environ" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

export interface Killed {
  readonly kills: Readonly<Record<Victim, number>>;
  /** Sweeps that came to their end, each with all of its rows. */
  readonly finished: number;
}

/** Kills so often, and resumes each time. Throws where a row is lost, doubled or another one, or a process is left. */
export async function killAtRandom(trainer: KilledTrainer, most: number, seed = 0): Promise<Killed> {
  const [undisturbed, prey] = [new Prey(trainer), new Prey(trainer)];
  const rng = stream(seed, "kills");
  const kills = { sweep: 0, supervisor: 0, program: 0 };
  let finished = 0;
  let words: readonly string[] = [];
  try {
    const started = performance.now();
    undisturbed.start();
    assert.strictEqual(await undisturbed.ended(), 0);
    const whole = performance.now() - started;
    const expected = undisturbed.rows();
    assert.lengthOf(expected, TRAINERS[trainer].rows);
    const check = (code: number | null) => {
      assert.strictEqual(code, 0);
      assert.deepEqual(prey.rows(), expected);
      finished++;
      words = ["--fresh"];
    };
    while (kills.sweep + kills.supervisor + kills.program < most) {
      if (prey.sweep === undefined) prey.start(words);
      words = [];
      const code = await prey.endsWithin(uniform(rng, 0, whole));
      if (code !== undefined) check(code);
      else await kill(prey, rng, kills);
    }
    if (prey.sweep === undefined) prey.start();
    check(await prey.ended());
    await prey.quiet();
    return { kills, finished };
  } finally {
    prey.sweep?.kill("SIGKILL");
    for (const one of [undisturbed, prey]) one.ground.remove();
  }
}

/** Kills someone. After a sweep, the next one may find what it has left still at its end. */
async function kill(prey: Prey, rng: Rng, kills: Record<Victim, number>): Promise<void> {
  const victim = VICTIMS[Math.floor(uniform(rng, 0, VICTIMS.length))] as Victim;
  const [pid] = prey.processes(victim);
  if (pid === undefined) return;
  signal([pid], "SIGKILL");
  kills[victim]++;
  if (victim !== "sweep") return;
  await prey.ended();
  if (uniform(rng, 0, 1) < 0.5) await prey.quiet();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , trainer, most = "100", seed = "0"] = process.argv;
  console.log(await killAtRandom(trainer === "torch" ? "torch" : "script", Number(most), Number(seed)));
}
