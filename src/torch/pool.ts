import { join, resolve } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { EpochRecord } from "../contracts/record.ts";
import type { Registry } from "../contracts/registry.ts";
import { overtime } from "../execution/failure.ts";
import type { RunEnd } from "../execution/run-report.ts";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { removeFolder } from "../io/file.ts";
import { FileError } from "../io/file-error.ts";
import { exists } from "../io/read.ts";
import { Fault } from "../program/fault.ts";
import { LOGS } from "../program/run-folders.ts";
import { Supervisor } from "../program/supervise.ts";
import { ProcessGone, TorchProcess } from "./process.ts";
import { TorchRecording } from "./recording.ts";
import { Slots } from "./slots.ts";
import { type RunToTrain, TaskWriter, type TorchTask } from "./tasks.ts";

export interface TorchPoolOptions {
  readonly basis: TorchBasis;
  readonly parts: Registry;
  /** The results folder. */
  readonly folder: string;
  /** Processes at once. */
  readonly slots: number;
  /** Graphics devices of each process, such as "0,1"; none: every process sees all. */
  readonly devices: readonly string[];
}

/** What became of a run. */
type TrainedByTorch =
  | {
      readonly kind: "trained";
      readonly end: RunEnd;
      readonly records: readonly EpochRecord[];
      readonly seconds: number;
      /** Number of its process; "": it came to none. */
      readonly worker: number | "";
    }
  /** Its process died, for whatever reason. */
  | { readonly kind: "dead"; readonly error: string }
  | { readonly kind: "given up" };

/** In the results folder: what processes of Python read. */
const ARRAYS = ".torch";

/** A run that does not look at the clock is ended so long after its time. */
const OVERRUN_MS = 1000;

/** A place for a process of Python, which starts with its first run. */
interface TorchSlot {
  readonly number: number;
  process: TorchProcess | undefined;
}

/** Processes of Python that train with PyTorch. One that dies is replaced. */
export class TorchPool {
  readonly #supervisor = new Supervisor();
  readonly #arrays: string;
  readonly #tasks: TaskWriter;
  readonly #slots: Slots<TorchSlot>;
  #isClosed = false;

  constructor(private readonly options: TorchPoolOptions) {
    const { folder, parts, slots, basis } = options;
    this.#arrays = resolve(folder, ARRAYS);
    if (exists(this.#arrays)) removeFolder(this.#arrays);
    this.#tasks = new TaskWriter(parts, this.#arrays, basis.torch);
    this.#slots = new Slots<TorchSlot>(
      Array.from({ length: slots }, (_, index) => ({ number: index + 1, process: undefined })),
    );
  }

  /**
   * Trains a run. Rejects with InputError where Python does not start, and with a FileError.
   * @param recall takes the run back, unless its training has begun
   */
  async train(run: RunToTrain, recall?: AbortSignal): Promise<TrainedByTorch> {
    const written = await this.#written(run);
    if (written instanceof Error) {
      const end = { status: "failed", error: written.message } as const;
      return { kind: "trained", end, records: [], seconds: 0, worker: "" };
    }
    const slot = await this.#slots.take();
    try {
      if (this.#isClosed || recall?.aborted) return { kind: "given up" };
      return await this.#train(written, slot);
    } catch (error) {
      if (this.#isClosed) return { kind: "given up" };
      if (!(error instanceof ProcessGone)) throw error;
      const { failedToStart } = slot.process as TorchProcess;
      await this.#end(slot);
      if (failedToStart) throw new InputError(error.message);
      return { kind: "dead", error: error.message };
    } finally {
      this.#slots.giveBack(slot);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#slots.all.map((slot) => this.#end(slot)));
    await this.#supervisor.close();
    if (exists(this.#arrays)) removeFolder(this.#arrays);
  }

  /** The run for Python, or why it cannot be written. Rejects with a FileError. */
  async #written(run: RunToTrain): Promise<TorchTask | Error> {
    try {
      return await this.#tasks.write(run);
    } catch (error) {
      if (error instanceof FileError || !(error instanceof Error)) throw error;
      return error;
    }
  }

  /** Rejects with ProcessGone. */
  async #train(task: TorchTask, slot: TorchSlot): Promise<TrainedByTorch> {
    const process = this.#processOf(slot);
    await process.ready();
    const started = performance.now();
    const recording = new TorchRecording(task);
    const end = await trained(task, process, recording);
    if (end.status === "timeout") await this.#end(slot);
    const seconds = (performance.now() - started) / 1000;
    return { kind: "trained", end, records: recording.records, seconds, worker: slot.number };
  }

  #processOf(slot: TorchSlot): TorchProcess {
    const { basis, devices, folder } = this.options;
    if (slot.process?.isAlive) return slot.process;
    slot.process = new TorchProcess({
      supervisor: this.#supervisor,
      device: basis.device,
      visible: devices[slot.number - 1],
      log: join(folder, LOGS, `torch-${slot.number}.log`),
    });
    return slot.process;
  }

  async #end(slot: TorchSlot): Promise<void> {
    const { process } = slot;
    slot.process = undefined;
    await process?.end();
  }
}

/** Trains a run, and says how it ended. Rejects with ProcessGone. */
async function trained(task: TorchTask, process: TorchProcess, recording: TorchRecording): Promise<RunEnd> {
  const { seconds, epochs } = task;
  const late: RunEnd = { status: "timeout", error: overtime(seconds ?? undefined) };
  const overrun = () => process.fail(new Fault(late.error, late.status));
  const timer = seconds === null ? undefined : setTimeout(overrun, 1000 * seconds + OVERRUN_MS);
  try {
    await process.train(task, (epoch) => recording.add(epoch));
    return recording.isOver(epochs) ? { status: recording.status } : late;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { status: error.status, error: error.message };
  } finally {
    clearTimeout(timer);
  }
}
