import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import { Op } from "../tape/op.ts";
import { compile } from "./compile.ts";

/** Multiplications in a step's largest matrix product: rows × inputs × outputs of the widest Linear, or projection. */
export function largestProduct(config: RunConfig, shape: DataShape, parts: Registry): number {
  const place = (count: number) => ({ count, x: 0, y: 0 });
  const data = { training: place(shape.training), validation: place(shape.validation), inOrder: 0 };
  const { training } = compile(config, { parts, data, shape, base: 0, cyclesMomentum: false });
  const { words, rows } = training;
  let most = 0;
  for (let at = 0; at < words.length; at += (words[at] as number) >> 8) {
    if (((words[at] as number) & 0xff) !== Op.Linear) continue;
    const [inputs, outputs, lines] = words.subarray(at + 5, at + 8) as unknown as [number, number, number];
    most = Math.max(most, rows * lines * inputs * outputs);
  }
  return most;
}
