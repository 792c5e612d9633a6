import type { TorchDevice } from "../contracts/config.ts";
import type { ImportedResults } from "../contracts/imported.ts";

/** What runs of a program depend on besides their configuration: part of their identity. */
export interface ProgramBasis {
  /** Digests of the files that it depends on, by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** The version of the Python that is given; null: none is, or none can be told. */
  readonly python: string | null;
}

/** A program of the user's: what of it is the same for all runs, and no part of their configuration. */
export interface ScriptProgram {
  readonly kind: "script";
  readonly env: Readonly<Record<string, string>>;
  /** Path of the Python that it runs under; undefined: the first in PATH. */
  readonly python: string | undefined;
  readonly basis: ProgramBasis;
  /** Seconds without a line after which a run has failed; undefined: any time. */
  readonly silence: number | undefined;
  /** Seconds to end in, once told to. */
  readonly endWithin: number;
  /** Metrics that may be missing in an epoch. */
  readonly optional: readonly string[];
}

/** What runs that PyTorch trains depend on besides their configuration: part of their identity. */
export interface TorchBasis {
  /** PyTorch's version, such as 2.13.0. */
  readonly torch: string;
  readonly device: Exclude<TorchDevice, "auto">;
}

/** PyTorch, in processes of Python. */
export interface TorchTrainer {
  readonly kind: "torch";
  readonly basis: TorchBasis;
  /** Whether the device was chosen on this machine, and is another one elsewhere. */
  readonly choseDevice: boolean;
}

/** Who trains the runs of a plan: this program's own engine, PyTorch, a program of the user's, or nobody any more. */
export type TrainedBy = { readonly kind: "engine" } | TorchTrainer | ScriptProgram | ImportedResults;

/** What runs depend on besides their configuration. */
export type Basis = ProgramBasis | TorchBasis;

/** What runs depend on besides their configuration; undefined where that is data alone. */
export const basisOf = (trainer: TrainedBy): Basis | undefined => ("basis" in trainer ? trainer.basis : undefined);

export const isTorch = (basis: Basis): basis is TorchBasis => "torch" in basis;

/** A basis as JSON text, the same for the same files or version. */
export function basisText(basis: Basis): string {
  if (isTorch(basis)) return JSON.stringify({ torch: basis.torch, device: basis.device });
  const { files, python } = basis;
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ files: Object.fromEntries(sorted), python });
}
