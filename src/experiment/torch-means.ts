import type { RunConfig, TorchDevice } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import type { TorchBasis } from "./trained-by.ts";

/** The oldest PyTorch that trains runs. */
export const OLDEST_TORCH = "1.13";

/** The PyTorch of this machine's Python, or what is wrong, in words, and what to do about it. */
export type FoundTorch =
  | { readonly basis: TorchBasis }
  | { readonly wrong: "engine" | "device"; readonly message: string; readonly remedy: string };

/** A run that PyTorch is to train. */
export interface TorchRun {
  readonly config: RunConfig;
  readonly shape: DataShape;
  readonly stepsPerEpoch: number;
  /** Whether its schedule sets momentum. */
  readonly cycles: boolean;
}

/** The sections that may hold what cannot be written in PyTorch. */
export const TORCH_SECTIONS = ["model", "loss", "metrics", "optimizer", "scheduler"] as const;
export type TorchSection = (typeof TORCH_SECTIONS)[number];

/** Why a section cannot be written in PyTorch. */
export interface TorchRefusal {
  readonly message: string;
  /** The part that cannot, if it is a single one. */
  readonly type: string | undefined;
}

/** What a check needs of PyTorch. It comes from outside, for it starts Python. */
export interface TorchMeans {
  find(device: TorchDevice): FoundTorch;
  /** Undefined where the section can be written. */
  refuse(section: TorchSection, run: TorchRun, parts: Registry): TorchRefusal | undefined;
}

/** Whether a version is that one or a later one: 2.13.0 is later than 2.4. */
export function isAtLeast(version: string, least: string): boolean {
  const [own, other] = [version, least].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (const [place, number] of other.entries()) {
    const found = own[place] ?? 0;
    if (found !== number) return found > number;
  }
  return true;
}
