import type { ImportedConfig } from "./imported.ts";

/** Plain data, as it comes out of YAML and goes into a digest or a worker. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A part as the user wrote it, validated, with every default filled in. */
export interface PartConfig {
  readonly type: string;
  readonly [parameter: string]: Json;
}

/** When a schedule ticks: after an epoch and its validation, or after an optimizer step. */
export type Interval = "epoch" | "step";

/** One stretch of a run's schedule. A single scheduler is one phase over the whole run. */
export interface PhaseConfig {
  readonly scheduler: PartConfig;
  readonly interval: Interval;
  /** Every so many epochs (or steps) make a tick. */
  readonly frequency: number;
  /** Optimizer steps that it lasts. */
  readonly steps: number;
}

/** Where PyTorch may be told to compute; auto: the first of cuda, mps and cpu that is there. */
export type TorchDevice = "auto" | "cpu" | "cuda" | "mps";

export interface Training {
  readonly epochs: number;
  /** Rows per optimizer step; "full", or more than there are, means all of them. */
  readonly batch_size: number | "full";
  readonly shuffle: boolean;
  readonly drop_last: boolean;
  readonly engine: "auto" | "portable" | "torch";
  /** Where PyTorch computes; undefined beside our own engine, and where it may choose. */
  readonly device?: TorchDevice;
  readonly on_divergence: "stop" | "record";
  /** Factor above which a training loss counts as diverged: of the larger of the untrained model's and the first epoch's. */
  readonly diverged_above: number;
}

/**
 * Optimizer steps of an epoch.
 * @param rows to train on
 */
export function stepsPerEpoch({ batch_size, drop_last }: Training, rows: number): number {
  const batch = batch_size === "full" ? rows : Math.min(batch_size, rows);
  return drop_last ? Math.floor(rows / batch) : Math.ceil(rows / batch);
}

/** What every run has, whoever trains it. */
interface ScheduledRun {
  /** Phases in order; none means a constant rate. */
  readonly scheduler: readonly PhaseConfig[];
  readonly training: { readonly epochs: number };
}

/** A run of this program's own engine: everything that decides its figures, apart from its seed. */
export interface RunConfig extends ScheduledRun {
  readonly data: PartConfig;
  readonly model: readonly PartConfig[];
  readonly loss: PartConfig;
  /** Figures beside the loss, in the order of their columns. */
  readonly metrics: readonly PartConfig[];
  /** Gradient transforms in order, the optimizer last. */
  readonly optimizer: readonly PartConfig[];
  readonly training: Training;
}

/** Values by name, as a program of the user's gets them. */
export type FreeValues = Readonly<Record<string, Json>>;

/** A program of the user's, as far as it decides figures. */
export interface ScriptCall {
  /** Program and arguments; `{optimizer.lr}` and the like stand for a run's values. */
  readonly command: readonly string[];
  readonly parameters: FreeValues;
  /** Where a program that knows nothing of lrsweep leaves its figures, and which of its columns is which metric. */
  readonly output?: string;
  readonly columns?: Readonly<Record<string, string>>;
}

/** The optimizer's figures for a program: the rate that schedules scale, and whatever else it wants. */
export interface FreeOptimizer {
  readonly lr: number;
  /** Param groups behind the optimizer's own, each with all values in. */
  readonly groups?: readonly (FreeValues & { readonly name: string; readonly lr: number })[];
  readonly [key: string]: Json | undefined;
}

/** A run that a program of the user's trains: everything that decides its figures, apart from its seed and its files. */
export interface ScriptConfig extends ScheduledRun {
  readonly script: ScriptCall;
  readonly optimizer: FreeOptimizer;
  readonly training: {
    readonly epochs: number;
    /** Optimizer steps of an epoch; null where only the program knows. */
    readonly steps_per_epoch: number | null;
    readonly on_divergence: Training["on_divergence"];
  };
}

/** A run that is to be trained, by our own engine or a program of the user's. */
export type TrainedConfig = RunConfig | ScriptConfig;

/** What decides a run's figures. What is digested, and what an executor gets. */
export type Configuration = TrainedConfig | ImportedConfig;

/** The configuration of a run of our own engine. Throws an Error for any other. */
export function ownRun(config: Configuration): RunConfig {
  if ("model" in config) return config;
  throw new Error("the run is trained by a program of its own");
}

/** The configuration of a run whose results were there before. Throws an Error for any other. */
export function importedRun(config: Configuration): ImportedConfig {
  if ("imported" in config) return config;
  throw new Error("the run is trained here");
}

/** The configuration of a run that a program of the user's trains. Throws an Error for any other. */
export function scriptRun(config: Configuration): ScriptConfig {
  if ("script" in config) return config;
  throw new Error("the run has no program of its own");
}
