import Type from "typebox";
import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";

/** Bytes that a run's memory has, by what they are for. */
export interface Footprint {
  readonly total: number;
  readonly data: number;
  /** Parameters, their gradients, buffers. */
  readonly parameters: number;
  /** What the optimizer and its transforms remember. */
  readonly state: number;
  /** All values of a batch on their way through the model and back, and what is written down of each step. */
  readonly batch: number;
}

/**
 * Works out what a run takes, without taking it.
 * @param cyclesMomentum whether its schedule sets momentum
 */
export type MeasureMemory = (
  config: RunConfig,
  shape: DataShape,
  cyclesMomentum: boolean,
  parts: Registry,
) => Footprint;

const MiB = 1 << 20;
const UNITS = { KiB: 1024, MiB, GiB: 1024 * MiB } as const;

/** What WebAssembly can address. */
export const MOST_MEMORY = 4096 * MiB;

export const maxMemory = {
  max_memory: Type.Optional(
    Type.Union(
      [
        Type.Number({ exclusiveMinimum: 0 }),
        Type.String({ title: "a text such as 2 GiB", pattern: "^\\d+(\\.\\d+)? ?(KiB|MiB|GiB)$" }),
      ],
      {
        description:
          "Refuses runs whose data and model need more memory: a number of MiB, or a text such as 2 GiB. Default: 4 GiB.",
      },
    ),
  ),
};

/** A limit as users write it, in bytes. */
export function bytesOf(limit: number | string): number {
  if (typeof limit === "number") return limit * MiB;
  const unit = limit.slice(-3) as keyof typeof UNITS;
  return Number.parseFloat(limit) * UNITS[unit];
}

/** In the unit that keeps the number short: "3.1 MiB". */
export function formatBytes(bytes: number): string {
  const unit = bytes >= UNITS.GiB ? "GiB" : bytes >= MiB ? "MiB" : "KiB";
  const count = bytes / UNITS[unit];
  return `${count >= 100 ? Math.ceil(count) : Number(count.toFixed(1))} ${unit}`;
}
