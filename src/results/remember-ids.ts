import type { Plan } from "../definition/plan.ts";

/** The plan, with each run's id worked out once: 8 bytes a run. */
export function rememberIds(plan: Plan): Plan {
  const places = new Map(plan.seeds.map((seed, place) => [seed, place * plan.variants]));
  const ids = new Uint32Array(2 * plan.variants * plan.seeds.length);
  const runId = (variant: number, seed: number) => {
    const at = 2 * ((places.get(seed) ?? Number.NaN) + variant);
    const [high, low] = [ids[at], ids[at + 1]];
    if (high || low) return `r${hex(high)}${hex(low)}`;
    const id = plan.runId(variant, seed);
    ids[at] = Number.parseInt(id.slice(1, 9), 16);
    ids[at + 1] = Number.parseInt(id.slice(9), 16);
    return id;
  };
  return { ...plan, runId };
}

const hex = (half = 0) => half.toString(16).padStart(8, "0");
