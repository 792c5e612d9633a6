import type { Plan } from "../experiment/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";

/** Share of the units (seeds, data sets …) each variant won: those at which no other variant was better. Equal ones share a unit. */
export function unitsWon(plan: Plan, figures: ObjectiveFigures): Float64Array {
  const won = new Float64Array(plan.variants);
  const { units } = figures.populationOf(0);
  for (const places of units) {
    const winners = winnersAt(plan, figures, places);
    for (const variant of winners) won[variant] = itemAt(won, variant) + 1 / winners.length;
  }
  return won.map((count) => count / units.length);
}

function winnersAt(plan: Plan, figures: ObjectiveFigures, places: readonly number[]): readonly number[] {
  let winners: number[] = [];
  let best = Number.NaN;
  for (let variant = 0; variant < plan.variants; variant++) {
    const figure = figures.inUnit(variant, places);
    if (figure === undefined || Number.isNaN(figure)) continue;
    if (winners.length === 0 || isBetter(plan.objective.mode, figure, best)) {
      winners = [variant];
      best = figure;
    } else if (figure === best) winners.push(variant);
  }
  return winners;
}
