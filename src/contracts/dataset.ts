import type { TProperties } from "typebox";
import type { ClassLabel } from "../issues/describe-classes.ts";
import { type Digest, sha256 } from "../numbers/sha256.ts";
import type { Shape } from "../tape/shape.ts";
import type { PartConfig } from "./config.ts";
import { idling, type Part, type PartDefinition, type Resolved, resolved, type Warning } from "./part.ts";
import type { Sampling } from "./sampling.ts";

/** Rows of inputs and targets, dense and row-major. */
export interface Samples {
  readonly rows: number;
  /** [rows, elements of features]; indices as whole numbers. */
  readonly x: Float32Array;
  /** [rows, elements of targets]; indices of classes as whole numbers. */
  readonly y: Float32Array;
}

/** What is known of a data set before it is loaded. */
export interface DataShape {
  readonly features: Shape;
  readonly targets: Shape;
  /** Where the targets are indices of classes, 0 … classes − 1 (or one that the loss ignores): how many there are. */
  readonly classes?: number;
  /** Where the features are indices, 0 … indices − 1: how many there are. */
  readonly indices?: number;
  /** Rows to train on, at least 1. */
  readonly training: number;
  /** Rows held out; 0: none. */
  readonly validation: number;
  /** Rows that are measured at the end only. Default: 0. */
  readonly test?: number;
}

/** The rows of a data set. */
export interface LoadedRows {
  readonly training: Samples;
  readonly validation: Samples | undefined;
  readonly test?: Samples | undefined;
  readonly preparation?: Preparation;
}

/** A column of the inputs: (value in the file − mean) / scale. */
export interface PreparedInput {
  readonly name: string;
  readonly mean: number;
  readonly scale: number;
}

/** What took the place of missing values in a column of the file, before anything else: a number, or a category. */
export interface FilledColumn {
  readonly column: string;
  readonly value: number | string;
}

/** What became of the values of a file. Whoever uses the model does the same with new ones. */
export interface Preparation {
  /** By column; a single one stands for all. */
  readonly inputs: readonly PreparedInput[];
  /** Columns without missing values are not among them. */
  readonly filled?: readonly FilledColumn[];
  /** Names of the classes, by index. */
  readonly classes?: readonly string[];
}

/** A data set with its parameters bound. */
export interface DataSource {
  readonly shape: DataShape;
  /** What the parameters do not tell of the content: SHA-256 of a file, or "" for a generator. Part of a run's identity. */
  readonly digest: string;
  /** The classes of the targets by index, for messages. */
  readonly labels?: readonly ClassLabel[] | undefined;
  /** What it found out by itself, a line each, for `check`; and what is allowed of its rows and hardly meant. */
  readonly findings?: readonly string[];
  readonly warnings?: readonly Warning[];
  /** Whether each seed of a run has rows of its own: then `runSeed` counts. */
  readonly perSeed?: boolean;
  /** Throws Misfit where what holds of the rows does not hold of those of this seed. */
  readonly checkSeed?: (runSeed: number) => void;
  /** undefined for data drawn anew. */
  readonly sampling?: Sampling;
  load(runSeed?: number): LoadedRows;
  /** For data drawn anew: the training rows of an epoch (from 1) of a run. `load` is not called then. */
  readonly fresh?: (seed: number, epoch: number) => Samples;
}

/** Reads a file named in the experiment, relative to it. Throws Misfit("path", …) when it cannot. */
export interface ReadFile {
  (path: string): Uint8Array;
  /** The platform's own SHA-256, where it has one that is faster than {@link sha256}. */
  readonly digest?: Digest | undefined;
}

/** SHA-256 of a file's bytes, or of other data of that size, by the reader's function if it has one. */
export const digestOf = (data: Uint8Array | string, { digest = sha256 }: ReadFile): string => digest(data);

export interface DatasetPart extends Part {
  readonly slot: "data";
  /** Throws Misfit when the data do not fit the parameters. */
  open(config: PartConfig, readFile: ReadFile): DataSource;
}

export function defineDataset<P extends TProperties>(
  definition: PartDefinition<P> & {
    open: (params: Resolved<P>, readFile: ReadFile) => DataSource;
  },
): DatasetPart {
  const { open, idle, ...rest } = definition;
  return {
    slot: "data",
    ...rest,
    ...idling<P>(idle),
    open: (config, readFile) => open(resolved<P>(config), readFile),
  };
}
