import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ExecutionEnd } from "../../src/execution/execute.ts";
import type { Executor } from "../../src/execution/executor.ts";
import { readingIn } from "../../src/execution/files.ts";
import type { ProgressCounter } from "../../src/execution/progress-counter.ts";
import { inSession } from "../../src/execution/session.ts";
import { type Plan, placeOf } from "../../src/experiment/plan.ts";
import { processesOf } from "../../src/io/processes.ts";
import { renderIssues } from "../../src/issues/render.ts";
import type { Journal } from "../../src/journal/journal.ts";
import type { RunResult } from "../../src/journal/record.ts";
import { parts } from "../../src/parts.ts";
import { loadExperiment } from "../../src/plan/load.ts";
import { runCount } from "../../src/seeding/planned.ts";
import { trainerOf } from "../../src/trainers/trainer-of.ts";
import { EMPTY_STATE } from "../execution/empty-state.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/**
 * What a test's program has of the protocol, as text: `first` is the first line, `say` writes a line, `epochs(start)` gives
 * the epochs' lines, `read` the next line.
 */
const SPEAKER = `import { createInterface } from "node:readline";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
export const read = async () => {
  const { value, done } = await lines.next();
  if (done) process.exit(0);
  return JSON.parse(value);
};
export const first = await read();
export const { parameters, seed, directory } = first;
export const write = (text) => process.stdout.write(text);
export const raw = (text) => write("@lrsweep:" + first.nonce + " " + text + "\\n");
export const say = (line) => raw(JSON.stringify(line));
export async function* epochs(start = 0) {
  say({ start });
  for (let line = await read(); ; line = await read()) {
    if (line.end) return line.end;
    yield line;
  }
}
export const rate = ({ lr }, step = 0) => (Array.isArray(lr) ? lr[step] : lr);
export const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
`;

/** A program that reports figures which follow from seed and rate alone. */
export const GOOD = `import { epochs, rate, say, seed } from "./speaker.mjs";
for await (const { epoch, groups } of epochs())
  say({ epoch, metrics: { train_loss: seed + rate(groups[0]) / (1 + epoch), val_loss: 1 + epoch } });
process.exit(0);
`;

export interface Account {
  readonly plan: Plan;
  readonly ending: ExecutionEnd;
  /** In plan order; undefined for a run that has not ended. */
  readonly runs: readonly (RunResult | undefined)[];
  readonly notices: readonly string[];
}

export interface How {
  readonly concurrency?: number;
  readonly devices?: readonly string[];
  readonly signal?: AbortSignal;
  /** Opens another executor. */
  readonly open?: (plan: Plan, say: (notice: string) => void) => Promise<Executor>;
  /** Called when runs end. */
  readonly onEnded?: (count: number) => void;
}

/** A folder with an experiment and its program. */
export class Ground {
  readonly folder = temporaryFolder();
  readonly results = join(this.folder, "results");

  constructor(program = GOOD) {
    this.write("speaker.mjs", SPEAKER);
    this.write("train.mjs", program);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** An experiment of this program. @param lines further keys, or others in place of these */
  text(lines: Readonly<Record<string, string>> = {}): string {
    const keys = {
      name: "demo",
      script: `{command: [${JSON.stringify(process.execPath)}, train.mjs], files: [train.mjs], end_within: 5}`,
      training: "{epochs: 3, steps_per_epoch: 2}",
      optimizer: "{lr: 0.1}",
      metrics: "{train_loss: min, val_loss: min}",
      ...lines,
    };
    return Object.entries(keys)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join("");
  }

  plan(lines?: Readonly<Record<string, string>>): Plan {
    const request = { file: "demo.yaml", text: this.text(lines), directory: this.folder, parts };
    const loaded = loadExperiment({ ...request, readFile: readingIn(this.folder) });
    if ("issues" in loaded) throw new Error(renderIssues(loaded.issues));
    return loaded.plan;
  }

  /** Trains what is missing. */
  async sweep(lines?: Readonly<Record<string, string>>, how: How = {}): Promise<Account> {
    const plan = this.plan(lines);
    const notices: string[] = [];
    const say = (notice: string) => void notices.push(notice);
    const { concurrency, devices = [], signal = new AbortController().signal, onEnded, open } = how;
    const trainer = trainerOf(plan, { concurrency, devices }, { folder: this.results, parts, plugins: [], say });
    const state = () => ({ ...EMPTY_STATE, name: plan.name }) satisfies ReturnType<ProgressCounter["state"]>;
    const watcher = {
      start: () => undefined,
      advance: (ended: readonly unknown[]) => onEnded?.(ended.length),
      state,
      say,
    };
    const session = { folder: this.results, concurrency: trainer.concurrency, fresh: false, signal, watcher };
    return inSession(
      plan,
      { ...session, openExecutor: open ? () => open(plan, say) : trainer.open },
      async (journal, ending, decided) => ({
        plan: decided.plan,
        ending,
        runs: runsIn(decided.plan, journal),
        notices,
      }),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function runsIn(plan: Plan, journal: Journal): readonly (RunResult | undefined)[] {
  return Array.from({ length: runCount(plan) }, (_, run) => {
    const { variant, seed } = placeOf(plan, run);
    const id = plan.runId(variant, seed);
    return journal.statusOf(id) === undefined ? undefined : journal.read(id);
  });
}

/** Whether no process of a run is left, by the nonces that its program wrote into its folder. */
export const isQuiet = (nonces: readonly string[]) =>
  nonces.every((nonce) => processesOf(nonce, undefined).length === 0);

/** A process that has ended and is not fetched yet does not run. */
export function isRunning(pid: number): boolean {
  try {
    return !/^.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
