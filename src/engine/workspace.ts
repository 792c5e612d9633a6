import type { DataShape } from "../contracts/dataset.ts";
import type { LoadedData } from "./data.ts";
import type { Memory } from "./memory.ts";
import type { Kernels } from "./wasm.ts";

/** What prepared runs work with. */
export interface Workspace {
  readonly memory: Memory;
  readonly kernels: Kernels;
  readonly data: LoadedData;
}

/** Where a program is put. */
export interface Site {
  readonly data: LoadedData;
  readonly shape: DataShape;
  /** First free byte of memory, behind the data. */
  readonly base: number;
  /** Whether a schedule sets momentum step by step. */
  readonly cyclesMomentum: boolean;
}
