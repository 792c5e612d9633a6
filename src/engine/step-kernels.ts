import type { Program } from "../kernels/language/instructions.ts";
import type { StepRange } from "../kernels/operation.ts";
import type { Tile } from "../kernels/products/product.ts";
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

  constructor(private readonly memory: Memory) {}

  /** From now on this one makes and runs them. */
  use(executor: KernelExecutor): void {
    this.#executor = executor;
  }

  /** Runs steps of batches of `rows` rows. @param order offset of the first batch's row numbers, in bytes; the others' follow */
  runSteps(lowered: Lowered, order: number, rows: number, steps: StepRange): void {
    const { memory } = this;
    const { words, operations } = lowered;
    const call = this.#byRows.get(lowered)?.get(rows) ?? this.#make(lowered, rows);
    memory.setInteger(words.order, order / 4);
    memory.setInteger(words.step, steps.from);
    memory.setInteger(words.steps, steps.to - steps.from);
    for (const operation of operations) operation.prepare?.(memory, steps);
    call();
  }

  /** A kernel by its name, made where there is none yet. */
  kernel(name: string, program: (tile: Tile) => Program): () => void {
    const executor = this.#executor;
    if (!executor) throw new Error("nothing has been prepared that could run a kernel");
    const key = `${executor.name} ${name}`;
    const call = this.#made.get(key) ?? executor.load(program(executor.tile))(this.memory.wasm);
    this.#made.delete(key);
    this.#made.set(key, call);
    const [oldest] = this.#made.keys();
    if (this.#made.size > MOST_KEPT && oldest !== undefined) this.#made.delete(oldest);
    return call;
  }

  #make(lowered: Lowered, rows: number): () => void {
    const call = this.kernel(`${rows} ${lowered.key}`, (tile) => programOf(lowered, rows, tile));
    const byRows = this.#byRows.get(lowered) ?? new Map<number, () => void>();
    this.#byRows.set(lowered, byRows.set(rows, call));
    return call;
  }
}
