import type { Plan } from "../contracts/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";

/** Number of seeds each variant won: those at which no other variant was better. Equal variants share a seed. */
export function seedsWon(plan: Plan, figures: ObjectiveFigures): Float64Array {
  const won = new Float64Array(plan.variants);
  for (const seed of plan.seeds.keys()) {
    const winners = winnersAt(plan, figures, seed);
    for (const variant of winners) won[variant] = itemAt(won, variant) + 1 / winners.length;
  }
  return won;
}

function winnersAt(plan: Plan, figures: ObjectiveFigures, seed: number): readonly number[] {
  let winners: number[] = [];
  let best = Number.NaN;
  for (let variant = 0; variant < plan.variants; variant++) {
    const figure = figures.at(variant, seed);
    if (figure === undefined || Number.isNaN(figure)) continue;
    if (winners.length === 0 || isBetter(plan.objective.mode, figure, best)) {
      winners = [variant];
      best = figure;
    } else if (figure === best) winners.push(variant);
  }
  return winners;
}
