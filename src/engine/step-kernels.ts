import type { KernelExecutor } from "./executors.ts";
import { type Lowered, programOf } from "./lower.ts";
import type { Memory } from "./memory.ts";

/** Kernels that are kept ready: runs of a sweep have most of them in common. */
const MOST_KEPT = 64;

/** Runs the kernels of lowered tapes in a memory, each made when it is wanted first. */
export class StepKernels {
  readonly #made = new Map<string, () => void>();
  readonly #byRows = new WeakMap<Lowered, Map<number, () => void>>();
  #executor: KernelExecutor | undefined;
  #kernels: readonly Lowered[] = [];

  constructor(private readonly memory: Memory) {}

  /** From now on this one makes and runs them. */
  use(executor: KernelExecutor): void {
    this.#executor = executor;
  }

  /** The tape that runs next has these. */
  enter(kernels: readonly Lowered[]): void {
    this.#kernels = kernels;
  }

  /** Called by the tape machine for Op.Kernel. @param order offset of the batch's row numbers, in bytes */
  readonly run = (index: number, order: number, rows: number, step: number): void => {
    const lowered = this.#kernels[index];
    if (!lowered) throw new Error(`the tape has no kernel ${index}`);
    const { memory } = this;
    const call = this.#byRows.get(lowered)?.get(rows) ?? this.#make(lowered, rows);
    // Addresses come signed: the upper half of memory below 0.
    memory.integers(lowered.words.order, 1)[0] = (order >>> 0) / 4;
    memory.integers(lowered.words.step, 1)[0] = step;
    for (const part of lowered.parts) part.before?.(memory, step);
    call();
    for (const part of lowered.parts) part.after?.(memory, step);
  };

  #make(lowered: Lowered, rows: number): () => void {
    const executor = this.#executor;
    if (!executor) throw new Error("nothing has been prepared that could run a kernel");
    const key = `${executor.name} ${rows} ${lowered.key}`;
    const call =
      this.#made.get(key) ?? executor.load(programOf(lowered, { rows, tile: executor.tile }))(this.memory.wasm);
    this.#made.delete(key);
    this.#made.set(key, call);
    const [oldest] = this.#made.keys();
    if (this.#made.size > MOST_KEPT && oldest !== undefined) this.#made.delete(oldest);
    const byRows = this.#byRows.get(lowered) ?? new Map<number, () => void>();
    this.#byRows.set(lowered, byRows.set(rows, call));
    return call;
  }
}
