import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Plan } from "../definition/plan.ts";

/** Of the files' layout; another one makes earlier results incomplete. */
export const FORMAT = 3;

/** What the result files depend on: SHA-256 over the runs in plan order, and all that decides columns and comparisons. */
export function planDigest(plan: Plan): string {
  const hash = createHash("sha256");
  const add = (value: unknown) => hash.update(`${JSON.stringify(value)}\n`);
  add([FORMAT, plan.heads, plan.seeds, plan.variants, plan.metrics, plan.objective, plan.policy.epochs]);
  for (let variant = 0; variant < plan.variants; variant++) {
    add([plan.variant(variant).cells.map(distinct), plan.baselineOf(variant) ?? null]);
  }
  for (const seed of plan.seeds) {
    for (let variant = 0; variant < plan.variants; variant++) add(plan.runId(variant, seed));
  }
  return hash.digest("hex");
}

/** JSON writes NaN and the infinities as null. */
const distinct = (cell: unknown) => (Number.isFinite(cell) || typeof cell !== "number" ? cell : { number: `${cell}` });

/** SHA-256 of a file's bytes. Rejects as reading does. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
