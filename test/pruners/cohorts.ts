import type { Json } from "../../src/contracts/config.ts";
import type { Cohort, PrunerPart } from "../../src/contracts/pruner.ts";
import type { Standing } from "../../src/contracts/standing.ts";
import { bind } from "../contracts/bind.ts";

/** A variant with that mean, of whose runs this share diverged. */
export const at = (loss: number, diverged = 0): Standing => ({ epochs: 1, diverged, loss });

export const variants = Array.from({ length: 27 }, (_, i) => i);

/** The cohorts of 27 variants. */
export function cohortsOf(part: PrunerPart, parameters: Record<string, Json>, epochs: number): readonly Cohort[] {
  return part.plan(bind(part, "tested", parameters)).cohorts(variants, epochs);
}

export const epochsOf = (cohorts: readonly Cohort[]) => cohorts.map(({ rungs }) => rungs.map(({ epochs }) => epochs));
