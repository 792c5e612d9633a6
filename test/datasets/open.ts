import { createHash } from "node:crypto";
import type { Json } from "../../src/contracts/config.ts";
import type { DataSource, ReadFile, Samples } from "../../src/contracts/dataset.ts";
import * as every from "../../src/datasets/index.ts";
import { bind } from "../contracts/bind.ts";

const datasets = { ...every };

const noFiles: ReadFile = (path) => {
  throw new Error(`${path} was not to be read`);
};

/** A data set with its parameters checked and defaults filled in. */
export function open(
  type: keyof typeof datasets,
  parameters: { readonly [name: string]: Json },
  readFile: ReadFile = noFiles,
): DataSource {
  return datasets[type].open(bind(datasets[type], type, parameters), readFile);
}

/** The first 16 hex digits of the SHA-256 of the values' bits. */
export function checksum(values: Float32Array): string {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Mean and population variance. */
export function moments(values: Iterable<number>): [number, number] {
  const all = [...values];
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return [mean, all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length];
}

/** Training rows as a table: features, then targets. */
export function table({ rows, x, y }: Samples): number[][] {
  const cells = (values: Float32Array, row: number) => [
    ...values.subarray((row * values.length) / rows, ((row + 1) * values.length) / rows),
  ];
  return Array.from({ length: rows }, (_, row) => [...cells(x, row), ...cells(y, row)]);
}
