import { type ProductShape, product } from "../kernels/products/product.ts";
import type { KernelExecutor } from "./executors.ts";

/** What AssemblyScript's kernels call; see src/engine/kernels/large-product.ts. Sizes and steps are in bytes, `bytes` is B's and C's step. */
export type LargeProduct = (
  rows: number,
  depth: number,
  bytes: number,
  aRow: number,
  aColumn: number,
  hasBias: number,
  operands: number,
) => void;

interface Made {
  readonly shape: ProductShape & { readonly hasBias: boolean };
  readonly run: () => void;
}

/** As many lists of products as this, to find one by its sizes. */
const SLOTS = 256;

/** Programs of this thread, by executor and shape. */
const loaded = new WeakMap<KernelExecutor, Map<string, (memory: WebAssembly.Memory) => () => void>>();

/** Matrix products in a memory, each made when its shape is wanted first. */
export class LargeProducts {
  readonly #slots: Made[][] = Array.from({ length: SLOTS }, () => []);
  #executor: KernelExecutor | undefined;

  constructor(private readonly memory: WebAssembly.Memory) {}

  /** From now on this one makes and runs them. */
  use(executor: KernelExecutor): void {
    if (executor === this.#executor) return;
    this.#executor = executor;
    for (const slot of this.#slots) slot.length = 0;
  }

  readonly multiply: LargeProduct = (rows, depth, bytes, aRow, aColumn, hasBias, operands) => {
    const slot = this.#slots[(rows * 31 + depth * 17 + bytes * 5 + aRow + hasBias) & (SLOTS - 1)] as Made[];
    const isIt = ({ shape }: Made) =>
      shape.rows === rows &&
      shape.depth === depth &&
      shape.bStep === bytes &&
      shape.aRow === aRow &&
      shape.aColumn === aColumn &&
      shape.hasBias === (hasBias !== 0);
    const made =
      slot.find(isIt) ??
      this.#make(
        { rows, depth, columns: bytes / 4, aRow, aColumn, bStep: bytes, cStep: bytes, hasBias: hasBias !== 0 },
        operands,
        slot,
      );
    made.run();
  };

  #make(shape: Made["shape"], operands: number, slot: Made[]): Made {
    const executor = this.#executor;
    if (!executor) throw new Error("nothing has been prepared that could multiply");
    const programs = loaded.get(executor) ?? new Map<string, (memory: WebAssembly.Memory) => () => void>();
    loaded.set(executor, programs);
    const key = JSON.stringify(shape);
    const load = programs.get(key) ?? executor.load(product(shape, executor.tile, operands));
    programs.set(key, load);
    const made = { shape, run: load(this.memory) };
    slot.push(made);
    return made;
  }
}
