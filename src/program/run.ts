import { join } from "node:path";
import type { ScriptConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { EpochRecord, Metrics } from "../contracts/record.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import { overtime } from "../execution/failure.ts";
import type { RunEnd } from "../execution/run-report.ts";
import type { Objective } from "../experiment/plan.ts";
import type { ScriptProgram } from "../experiment/trained-by.ts";
import { CappedLog } from "../io/capped-log.ts";
import { makeFolder, removeFile, removeFolder } from "../io/file.ts";
import { newNonce } from "../io/processes.ts";
import { exists } from "../io/read.ts";
import { didYouMean } from "../issues/suggest.ts";
import type { ReportedEpoch, RunProgress, RunsUnderWay } from "../journal/progress.ts";
import { Channel, type Exit } from "./channel.ts";
import { RateCourse } from "./course.ts";
import { Fault, lastLines } from "./fault.ts";
import { launch } from "./launch.ts";
import type { Message } from "./messages.ts";
import { outputPath, readOutput } from "./output.ts";
import type { RunProcesses } from "./reap.ts";
import { Recording } from "./recording.ts";
import { LOGS, RUNS } from "./run-folders.ts";
import type { Supervisor } from "./supervise.ts";

/** Version of the protocol; see README.md. */
const PROTOCOL = 1;

/** What the runs of a sweep share. */
export interface Shop {
  readonly program: ScriptProgram;
  readonly schedulers: PartsOf<SchedulerPart>;
  /** The results folder. */
  readonly folder: string;
  /** The folder of the experiment. */
  readonly workingFolder: string;
  readonly progress: RunsUnderWay;
  /** Columns of final figures. */
  readonly tests: readonly string[];
  readonly slots: number;
  /** For what is to be told without failing a run. */
  readonly say: (notice: string) => void;
  /** Interrupts all programs. */
  readonly signal: AbortSignal;
  /** Runs whose programs are started, while they are. */
  readonly started: Set<RunProcesses>;
}

/** A run to train. */
interface ProgramTask {
  readonly id: string;
  readonly config: ScriptConfig;
  readonly seed: number;
  /** Epochs after which to pause; undefined: at its end. */
  readonly until: number | undefined;
  readonly timeout: number | undefined;
  readonly metrics: readonly string[];
  readonly objective: Objective;
}

/** Where a run is trained. */
export interface ProgramSlot {
  readonly supervisor: Supervisor;
  readonly devices: string | undefined;
}

interface TrainedByProgram {
  /** Undefined: interrupted. */
  readonly end: RunEnd | undefined;
  readonly records: readonly EpochRecord[];
}

/** Trains a run with its program, or goes on with it. Rejects with a FileError. */
export async function runProgram(task: ProgramTask, shop: Shop, slot: ProgramSlot): Promise<TrainedByProgram> {
  const kept = shop.progress.begin(task.id);
  const recording = recordingOf(task, shop);
  const epochs = Math.min(task.until ?? task.config.training.epochs, task.config.training.epochs);
  for (const epoch of kept.epochs.slice(0, epochs)) if (!recording.isOver(epochs)) recording.add(epoch);
  // A sweep that was killed after the last report has all there is to know.
  if (recording.isOver(epochs) && !kept.hasFailed) return { end: endOf(task, recording), records: recording.records };
  return new ProgramRun(task, shop, slot, kept, epochs).run();
}

const recordingOf = ({ config, objective, metrics }: ProgramTask, { schedulers }: Shop) =>
  new Recording(config, objective, metrics, new RateCourse(config, schedulers));

function endOf({ config }: ProgramTask, { records, isDiverged }: Recording): RunEnd {
  if (isDiverged) return { status: "diverged" };
  return { status: records.length < config.training.epochs ? "pruned" : "ok" };
}

/** One start of a program. */
class ProgramRun {
  readonly #nonce = newNonce();
  readonly #directory: string;
  readonly #log: CappedLog;
  #recording: Recording;

  constructor(
    private readonly task: ProgramTask,
    private readonly shop: Shop,
    private readonly slot: ProgramSlot,
    private readonly kept: RunProgress,
    private readonly epochs: number,
  ) {
    const attempt = kept.attempt > 1 ? `.${kept.attempt}` : "";
    this.#directory = join(shop.folder, RUNS, task.id);
    this.#log = new CappedLog(join(shop.folder, LOGS, `${task.id}${attempt}.log`));
    this.#recording = recordingOf(task, shop);
  }

  async run(): Promise<TrainedByProgram> {
    const { task, shop, kept } = this;
    if (kept.attempt === 1 && exists(this.#directory)) removeFolder(this.#directory);
    makeFolder(this.#directory);
    try {
      await this.#train();
      return { end: endOf(task, this.#recording), records: this.#recording.records };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (shop.signal.aborted) return { end: undefined, records: [] };
      const log = lastLines(this.#log.recent);
      const message = log === "" ? error.message : `${error.message}\n${log}`;
      return { end: { status: error.status, error: message }, records: this.#recording.records };
    } finally {
      this.#log.close();
    }
  }

  async #train(): Promise<void> {
    const { task, shop, slot } = this;
    const { supervisor } = slot;
    supervisor.watch(this.#nonce);
    const { program, slots, workingFolder } = shop;
    const own = {
      workingFolder,
      config: task.config,
      seed: task.seed,
      run: task.id,
      nonce: this.#nonce,
      directory: this.#directory,
    };
    // What an earlier run left there is none of this one's.
    if (task.config.script.output !== undefined) removeFile(outputPath(task.config.script.output, own));
    const child = launch({ ...own, program, devices: slot.devices, slots });
    if (child.pid !== undefined) supervisor.leader(this.#nonce, child.pid);
    const processes = { nonce: this.#nonce, leader: child.pid };
    shop.started.add(processes);
    const channel = new Channel(child, { nonce: this.#nonce, log: this.#log, silence: program.silence });
    const { timeout } = task;
    const timer = timeout && setTimeout(() => channel.fail(new Fault(overtime(timeout), "timeout")), 1000 * timeout);
    const onAbort = () => void child.kill("SIGTERM");
    shop.signal.addEventListener("abort", onAbort);
    let grace = 0;
    try {
      await (task.config.script.output === undefined ? this.#converse(channel) : this.#await(channel, own));
    } catch (error) {
      grace = shop.signal.aborted ? 1000 * program.endWithin : FAULT_GRACE_MS;
      throw error;
    } finally {
      shop.signal.removeEventListener("abort", onAbort);
      clearTimeout(timer || undefined);
      shop.started.delete(processes);
      await supervisor.end(this.#nonce, grace);
      channel.close();
    }
  }

  async #converse(channel: Channel): Promise<void> {
    const { kept, shop } = this;
    channel.send(this.#firstLine());
    const from = await this.#expect(channel, "start", "it answers the first line");
    if (from.epoch > kept.epochs.length)
      throw new Fault(`it starts at epoch ${from.epoch}, but only ${kept.epochs.length} were reported`);
    shop.progress.cut(this.task.id, from.epoch);
    for (const epoch of kept.epochs.slice(0, from.epoch)) this.#recording.add(epoch);
    while (!this.#recording.isOver(this.epochs)) await this.#epoch(channel);
    channel.send({ end: this.#ending() });
    channel.endInput();
    await this.#untilExit(channel);
  }

  /** A program that knows nothing of its sweep: its figures are in a file when it has ended. */
  async #await(channel: Channel, own: Parameters<typeof outputPath>[1]): Promise<void> {
    const { task, shop } = this;
    const { script, training } = task.config;
    channel.endInput();
    for (let message = await channel.next(); ; message = await channel.next()) {
      if (message.kind !== "exit") continue;
      if (message.code !== 0) throw new Fault(exitText(message));
      break;
    }
    const path = outputPath(script.output ?? "", own);
    const epochs = readOutput(path, script, task.metrics, shop.program.optional);
    for (const epoch of epochs.slice(0, this.epochs))
      if (!this.#recording.isOver(this.epochs)) this.#recording.add(epoch);
    // A program may stop where its loss is no number any more.
    if (epochs.length < training.epochs && !this.#recording.isDiverged)
      throw new Fault(`${path} has ${epochs.length} epochs of ${training.epochs}`);
    shop.progress.cut(task.id, 0);
    for (const epoch of epochs.slice(0, training.epochs)) shop.progress.add(task.id, epoch);
  }

  #ending(): "done" | "pause" | "pruned" {
    if (this.#recording.records.length >= this.task.config.training.epochs) return "done";
    return this.#recording.isDiverged ? "pruned" : "pause";
  }

  #firstLine() {
    const { task, kept, shop } = this;
    const { script, optimizer, training } = task.config;
    const { optional } = shop.program;
    return {
      lrsweep: PROTOCOL,
      run: task.id,
      seed: task.seed,
      parameters: script.parameters,
      optimizer,
      epochs: training.epochs,
      steps_per_epoch: training.steps_per_epoch,
      by_step: new RateCourse(task.config, shop.schedulers).isPerStep,
      metrics: task.metrics.filter((name) => !optional.includes(name)),
      optional,
      attempt: kept.attempt,
      reported: kept.epochs.length,
      directory: this.#directory,
      nonce: this.#nonce,
    };
  }

  async #epoch(channel: Channel): Promise<void> {
    const epoch = this.#recording.records.length;
    channel.send({ epoch, groups: this.#recording.rates.groups });
    const reported = await this.#expect(channel, "epoch", `it reports epoch ${epoch}`);
    if (reported.epoch !== epoch) {
      const why = reported.epoch < epoch ? "which it has reported already" : `and epoch ${epoch} is missing`;
      throw new Fault(`it reports epoch ${reported.epoch}, ${why}`);
    }
    const own: ReportedEpoch = { metrics: this.#checked(reported), steps: reported.steps };
    this.shop.progress.add(this.task.id, own);
    this.#recording.add(own);
  }

  #checked({ epoch, metrics }: Message & { readonly kind: "epoch" }): Readonly<Record<string, number>> {
    const { metrics: names } = this.task;
    const { optional } = this.shop.program;
    const missing = names.find((name) => !Object.hasOwn(metrics, name) && !optional.includes(name));
    const unknown = Object.keys(metrics).find((name) => !names.includes(name));
    const meant = unknown === undefined ? undefined : didYouMean(unknown, names);
    const hint = meant?.kind === "rename" ? `; did you mean ${meant.name}?` : "";
    if (unknown !== undefined)
      throw new Fault(`epoch ${epoch}: it reports ${unknown}, which metrics does not name${hint}`);
    if (missing !== undefined) throw new Fault(`epoch ${epoch}: it does not report ${missing}`);
    return metrics;
  }

  /** The next message of a kind. @param what it should do, for messages */
  async #expect<K extends Message["kind"]>(channel: Channel, kind: K, what: string): Promise<Message & { kind: K }> {
    for (;;) {
      const message = await channel.next();
      if (message.kind === kind) return message as Message & { kind: K };
      if (message.kind === "exit") throw new Fault(`${exitText(message)}, before ${what}`);
      this.#aside(message);
    }
  }

  /** Waits for the program's end, and for final figures. */
  async #untilExit(channel: Channel): Promise<void> {
    const { endWithin } = this.shop.program;
    const late = setTimeout(
      () => channel.fail(new Fault(`it did not end within ${endWithin} s (script.end_within)`)),
      1000 * endWithin,
    );
    try {
      for (;;) {
        const message = await channel.next();
        if (message.kind === "exit") {
          if (message.code !== 0) throw new Fault(`${exitText(message)}, after its last epoch`);
          return;
        }
        if (message.kind === "final") this.#final(message.metrics);
        else this.#aside(message);
      }
    } finally {
      clearTimeout(late);
    }
  }

  #final(figures: Readonly<Record<string, number>>): void {
    const { tests } = this.shop;
    const unknown = Object.keys(figures).filter((name) => !tests.includes(name));
    if (unknown.length > 0)
      this.shop.say(`${this.task.id} has final figures that metrics does not name: ${unknown.join(", ")}`);
    const known: Metrics = Object.fromEntries(tests.map((name) => [name, asWritten(figures[name])]));
    if (tests.length > 0) this.#recording.addFinal(known);
  }

  /** What a program may say at any time. Anything else is out of turn. */
  #aside(message: Message): void {
    const { shop, task } = this;
    switch (message.kind) {
      case "note":
        shop.say(`${task.id}: ${message.text}`);
        return;
      case "modules": {
        const missing = message.paths.filter((path) => !Object.hasOwn(shop.program.basis.files, path));
        if (missing.length > 0)
          shop.say(
            `${missing.join(", ")}: imported, but script.files does not name them, so an edit there trains nothing again`,
          );
        return;
      }
      case "error":
        throw new Fault(message.text);
      case "epoch":
        throw new Fault(`it reports epoch ${message.epoch} before it was told its rates`);
      default:
        throw new Fault(`it says ${message.kind} out of turn`);
    }
  }
}

const asWritten = (value: number | undefined) => (value === undefined ? undefined : Math.fround(value));

/** How long a program may take to end that has gone wrong. */
const FAULT_GRACE_MS = 2000;

function exitText({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : `ended by ${signal}`;
}
