import type { DataShape } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import type { LoadedData } from "./data.ts";
import type { FirstValuesOf } from "./first-values.ts";
import type { Memory } from "./memory.ts";
import type { StepKernels } from "./step-kernels.ts";

/** What prepared runs work with. */
export interface Workspace {
  readonly memory: Memory;
  readonly stepKernels: StepKernels;
  readonly data: LoadedData;
  readonly firstValues: FirstValuesOf;
}

/** What a program is made of besides the configuration, and where it is put. */
export interface Site {
  readonly parts: Registry;
  readonly data: LoadedData;
  readonly shape: DataShape;
  /** First free byte of memory, behind the data. */
  readonly base: number;
  /** Whether a schedule sets momentum step by step. */
  readonly cyclesMomentum: boolean;
}
