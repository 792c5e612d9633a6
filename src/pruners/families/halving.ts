import Type from "typebox";
import type { Rung } from "../../contracts/pruner.ts";
import { ranked } from "../../contracts/standing.ts";

export const min_resource = Type.Integer({ minimum: 1, default: 1, description: "Epochs before the first decision." });

export const factor = (initial: number) =>
  Type.Integer({
    minimum: 2,
    default: initial,
    description: "One variant in this many goes on, and is trained for this many times as many epochs.",
  });

/** Decisions after so many epochs, each of which lets one in `factor` go on. */
export const halving = (steps: readonly number[], factor: number): readonly Rung[] =>
  steps.map((epochs) => ({ epochs, keep: best(factor) }));

/** One of `factor` goes on, at least one; of equals the first. */
const best =
  (factor: number): Rung["keep"] =>
  (standings) => {
    const count = Math.max(1, Math.floor(standings.length / factor));
    return ranked(standings)
      .slice(0, count)
      .sort((a, b) => a - b);
  };
