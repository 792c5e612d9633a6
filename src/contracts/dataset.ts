import Type, { type TProperties } from "typebox";
import { type Digest, sha256 } from "../numbers/sha256.ts";
import type { Shape } from "../tape/shape.ts";
import type { PartConfig } from "./config.ts";
import { idle, idling, type Part, type PartDefinition, type Resolved, resolved } from "./part.ts";

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
}

/** A column of the inputs: (value in the file − mean) / scale. */
export interface PreparedInput {
  readonly name: string;
  readonly mean: number;
  readonly scale: number;
}

/** What became of the values of a file. Whoever uses the model does the same with new ones. */
export interface Preparation {
  /** By column; a single one stands for all. */
  readonly inputs: readonly PreparedInput[];
  /** Names of the classes, by index. */
  readonly classes?: readonly string[];
}

/** A data set with its parameters bound. */
export interface DataSource {
  readonly shape: DataShape;
  /** What the parameters do not tell of the content: SHA-256 of a file, or "" for a generator. Part of a run's identity. */
  readonly digest: string;
  load(): {
    readonly training: Samples;
    readonly validation: Samples | undefined;
    readonly preparation?: Preparation;
  };
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
    ...idling(idle),
    open: (config, readFile) => open(resolved<P>(config), readFile),
  };
}

/** The parameters of every data set with rows to hold out. */
export const heldOut = {
  validation: Type.Number({
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0.2,
    description: "Share of the rows to hold out for validation. 0 holds out none.",
  }),
  seed: Type.Integer({
    minimum: 0,
    default: 0,
    description: "Seed of the split and of generated data. All runs see the same data, whatever their own seed.",
  }),
};

/** Of data that are not drawn: without a split there is nothing to draw. */
export const idleSeed = ({ validation }: { readonly validation: number }) =>
  validation === 0 ? idle(["seed"], "with validation: 0, as nothing is drawn") : [];
