import { createHash } from "node:crypto";
import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";

/** Of the files' layout; another one makes earlier results incomplete. */
export const FILES_FORMAT = 11;

/** Characters hashed at once: a call for each run would take longer than the hash. */
const BLOCK = 1 << 16;

const digests = new WeakMap<Plan, string>();

/** What the result files depend on: SHA-256 over the runs in plan order, and all that decides columns and comparisons. */
export function planDigest(plan: Plan): string {
  const digest = digests.get(plan) ?? digestOf(plan);
  digests.set(plan, digest);
  return digest;
}

function digestOf(plan: Plan): string {
  const hash = createHash("sha256");
  let text = "";
  const add = (value: unknown) => {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < BLOCK) return;
    hash.update(text);
    text = "";
  };
  const seeds = plan.seeds.slice(0, plan.adaptive?.seeding?.looks[0]);
  add([FILES_FORMAT, plan.heads, seeds, plan.variants, plan.metrics, plan.objective, plan.policy.epochs, plan.compare]);
  const known = plan.adaptive?.first ?? plan.variants;
  // What follows from results follows from the first variants, the first seeds and the text.
  if (plan.adaptive) add(plan.text);
  const baselineOf = plan.adaptive ? () => undefined : plan.baselineOf;
  for (let variant = 0; variant < known; variant++) {
    add([plan.variant(variant).cells.map(distinct), baselineOf(variant) ?? null]);
    // While the plan has the variant at hand: one that remembers ids works out those of all seeds now.
    plan.runId(variant, itemAt(plan.seeds, 0));
  }
  for (const seed of seeds) {
    for (let variant = 0; variant < known; variant++) add(plan.runId(variant, seed));
  }
  return hash.update(text).digest("hex");
}

/** JSON writes NaN and the infinities as null. */
const distinct = (cell: unknown) => (Number.isFinite(cell) || typeof cell !== "number" ? cell : { number: `${cell}` });
