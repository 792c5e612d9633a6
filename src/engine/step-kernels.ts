import type { Program } from "../kernels/language/instructions.ts";
import { MOST_THREADS } from "../kernels/language/kernel.ts";
import type { StepRange } from "../kernels/operation.ts";
import type { Tile } from "../kernels/products/product.ts";
import type { KernelExecutor } from "./executors.ts";
import { type Lowered, programOf } from "./lower.ts";
import type { Memory } from "./memory.ts";
import { Pace } from "./pace.ts";

/** Kernels that are kept ready: runs of a sweep have most of them in common. */
const MOST_KEPT = 64;

/** A step of fewer operations takes less than its threads would wait for one another: 2·10⁷ of them take some 0.2 ms. */
const FEWEST_OF_STEP = 2e7;
/** Fewer operations of a call are over before threads have been told of it. */
const FEWEST_OF_CALL = 1e9;

/** When runs are trained by several threads. */
export interface TeamPolicy {
  /** Threads that a run may use now, its own included. */
  readonly threads: () => number;
  /** Milliseconds, to find out what is quicker. Undefined, for tests: threads are always used. */
  readonly clock?: () => number;
}

/** Runs the kernels of lowered tapes in a memory, each made when it is wanted first. */
export class StepKernels {
  readonly #made = new Map<string, () => void>();
  readonly #paces = new WeakMap<Lowered, Pace>();
  readonly #byRows = new WeakMap<Lowered, Map<string, () => void>>();
  #executor: KernelExecutor | undefined;

  constructor(
    private readonly memory: Memory,
    private readonly policy: TeamPolicy = { threads: () => 1 },
  ) {}

  /** From now on this one makes and runs them. */
  use(executor: KernelExecutor): void {
    this.#executor = executor;
  }

  /** Runs steps of batches of `rows` rows. @param order offset of the first batch's row numbers, in bytes; the others' follow */
  runSteps(lowered: Lowered, order: number, rows: number, steps: StepRange): void {
    const { memory } = this;
    const { words, operations } = lowered;
    const size = this.#teamFor(lowered, rows, steps);
    const call = this.#byRows.get(lowered)?.get(`${rows} ${size}`) ?? this.#make(lowered, rows, size);
    const count = steps.to - steps.from;
    memory.setInteger(words.order, order / 4);
    memory.setInteger(words.step, steps.from);
    memory.setInteger(words.steps, count);
    for (const operation of operations) operation.prepare?.(memory, steps);
    const { clock = () => 0 } = this.policy;
    const started = clock();
    call();
    this.#paces.get(lowered)?.note(size > 1 ? "together" : "alone", clock() - started, count);
  }

  /** A kernel by its name, made where there is none yet. */
  kernel(name: string, program: (tile: Tile) => Program): () => void {
    return this.#kept(name, (executor) => executor.load(program(executor.tile)));
  }

  #kept(name: string, load: (executor: KernelExecutor) => ReturnType<KernelExecutor["load"]>): () => void {
    const executor = this.#executor;
    if (!executor) throw new Error("nothing has been prepared that could run a kernel");
    const key = `${executor.name} ${name}`;
    const call = this.#made.get(key) ?? load(executor)(this.memory.wasm);
    this.#made.delete(key);
    this.#made.set(key, call);
    const [oldest] = this.#made.keys();
    if (this.#made.size > MOST_KEPT && oldest !== undefined) this.#made.delete(oldest);
    return call;
  }

  #make(lowered: Lowered, rows: number, size: number): () => void {
    const threads = Array.from({ length: size }, (_, index) => ({ index, size }));
    const call = this.#kept(`${rows} ${size} ${lowered.key}`, ({ tile, team, load }) =>
      team && size > 1
        ? team.load(threads.map((thread) => programOf(lowered, rows, tile, thread)))
        : load(programOf(lowered, rows, tile)),
    );
    const byRows = this.#byRows.get(lowered) ?? new Map<string, () => void>();
    this.#byRows.set(lowered, byRows.set(`${rows} ${size}`, call));
    return call;
  }

  /** How many threads run so many steps. */
  #teamFor(lowered: Lowered, rows: number, { from, to }: StepRange): number {
    const { threads, clock } = this.policy;
    const wanted = Math.min(MOST_THREADS, threads());
    const team = this.#executor?.team;
    if (!team || wanted < 2) return 1;
    const flops = rows * lowered.operations.reduce((sum, operation) => sum + operation.flops, 0);
    if (clock === undefined) return team.ready(wanted);
    if (flops < FEWEST_OF_STEP || flops * (to - from) < FEWEST_OF_CALL) return 1;
    const size = team.ready(wanted);
    const pace = this.#paces.get(lowered) ?? new Pace();
    this.#paces.set(lowered, pace);
    return pace.next() === "together" ? size : 1;
  }
}
