import { constants } from "node:os";
import { resolve } from "node:path";
import { scriptRun } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import type { Executor } from "../execution/executor.ts";
import type { ChunkResult, Work } from "../execution/protocol.ts";
import { reportOf } from "../execution/run-report.ts";
import type { ScriptProgram } from "../experiment/trained-by.ts";
import { catching, processesOf, signal } from "../io/processes.ts";
import type { RunsUnderWay } from "../journal/progress.ts";
import { itemAt } from "../numbers/item-at.ts";
import { requireUnchanged } from "./files.ts";
import type { RunProcesses } from "./reap.ts";
import { type ProgramSlot, runProgram, type Shop } from "./run.ts";
import { Supervisor } from "./supervise.ts";

interface ProgramOptions {
  readonly program: ScriptProgram;
  readonly schedulers: PartsOf<SchedulerPart>;
  /** The results folder. */
  readonly folder: string;
  /** The folder of the experiment, in which programs run. */
  readonly directory: string;
  readonly progress: RunsUnderWay;
  /** Columns of final figures. */
  readonly tests: readonly string[];
  /** Programs at once. */
  readonly slots: number;
  /** Graphics devices of each slot, such as "0,1"; none: every program sees all. */
  readonly devices: readonly string[];
  readonly say: (notice: string) => void;
}

/** An executor that starts a program for each run, and ends all that is left of it. */
export function openPrograms(options: ProgramOptions): Executor {
  const { program, slots, devices, directory, folder } = options;
  const interrupted = new AbortController();
  const said = new Set<string>();
  const started = new Set<RunProcesses>();
  // A batch system tells so that time is running out. Only who has a handler is told on: others would be ended by it.
  const onUserSignal = () => {
    for (const { nonce, leader } of started)
      signal(catching(processesOf(nonce, leader), constants.signals.SIGUSR1), "SIGUSR1");
  };
  process.on("SIGUSR1", onUserSignal);
  const shop: Shop = {
    ...options,
    folder: resolve(folder),
    workingFolder: resolve(directory),
    signal: interrupted.signal,
    started,
    say(notice) {
      if (!said.has(notice)) options.say(notice);
      said.add(notice);
    },
  };
  const free: (ProgramSlot & { readonly number: number })[] = [];
  for (let number = slots; number > 0; number--)
    free.push({ number, supervisor: new Supervisor(), devices: devices[number - 1] });
  const supervisors = free.map(({ supervisor }) => supervisor);
  const inTraining = new Set<Promise<unknown>>();

  async function train(work: Work): Promise<ChunkResult> {
    const [run] = work.runs;
    if (run === undefined) return { kind: "reports", reports: [], places: [], seconds: 0 };
    await requireUnchanged(program, shop.workingFolder);
    const slot = free.pop();
    if (slot === undefined) throw new Error("there are more chunks than slots");
    const started = performance.now();
    const { until, timeout, columns, objective } = work;
    const task = { id: itemAt(work.ids, 0), config: scriptRun(run.config), seed: run.seed };
    try {
      const whole = { ...task, until, timeout, metrics: columns.metrics, objective };
      const { end, records } = await runProgram(whole, shop, slot);
      if (end === undefined) return { kind: "given up" };
      shop.progress.ended?.(task.id, end.status);
      const seconds = (performance.now() - started) / 1000;
      const timing = {
        seconds,
        steps: records.at(-1)?.step ?? 0,
        worker: slot.number,
        devices: slot.devices?.split(",").length,
      };
      return { kind: "reports", reports: [reportOf(end, records, timing, work)], places: [0], seconds };
    } finally {
      free.push(slot);
    }
  }

  return {
    slots,
    isApart: true,
    inherited: [],
    mostRuns: 1,
    graceMs: 1000 * program.endWithin,
    interrupt: () => interrupted.abort(),
    async train(work, recall) {
      if (interrupted.signal.aborted || recall?.aborted) return { kind: "given up" };
      const training = train(work);
      const settled = training.catch(() => undefined).finally(() => inTraining.delete(settled));
      inTraining.add(settled);
      return training;
    },
    async close() {
      interrupted.abort();
      process.off("SIGUSR1", onUserSignal);
      // Their supervisors end what is left; a run that is given up keeps what it has reported.
      await Promise.all(supervisors.map((supervisor) => supervisor.close()));
      await Promise.all(inTraining);
    },
  };
}
