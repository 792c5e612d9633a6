import Type from "typebox";
import { Misfit } from "./part.ts";
import { perGroup } from "./per-group.ts";

/** A function of the tick as a table: its values at ticks 0, 1, 2, … What PyTorch takes as a callable. */
export const rateFunction = (description: string) =>
  perGroup(Type.Array(Type.Number(), { minItems: 1 }), {
    description: `${description} Its values at epochs 0, 1, 2, …; or a list of such lists, one for each param group.`,
  });

/** The last value also stands for what comes after: the tick at which a run ends, whose rate is not used. */
export function valueAt(table: readonly number[], t: number): number {
  return table[Math.min(t, table.length - 1)] as number;
}

/**
 * @param window in ticks
 * @param parameter where the tables come from
 * @param name what they are called in the message
 * @throws Misfit when a table ends before its window does
 */
export function checkCovers(
  tables: readonly number[] | readonly (readonly number[])[],
  window: number,
  parameter: string,
  name = parameter,
): void {
  if (window === Infinity) return;
  const lists = tables.filter((value) => typeof value !== "number");
  const shortest = lists.length > 0 ? Math.min(...lists.map(({ length }) => length)) : tables.length;
  if (shortest >= window) return;
  const count = shortest === 1 ? "1 value" : `${shortest} values`;
  throw new Misfit(parameter, `${name} has ${count}, and its window ${window} ticks`, "a value for each tick");
}
