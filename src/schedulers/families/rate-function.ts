import Type from "typebox";
import type { Json } from "../../contracts/config.ts";
import { Misfit } from "../../contracts/part.ts";
import { perGroup } from "../../contracts/per-group.ts";
import { Python, type TorchArgument, type TorchCall } from "../../contracts/torch.ts";
import { pythonFormula } from "../../formula/python.ts";
import { counted } from "../../numbers/counted.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { checkFinite, formulaOf } from "./one-variable.ts";

/** A function of the tick, where PyTorch takes a callable: its values at ticks 0, 1, 2, …, or a formula of `epoch`. */
type RateFunction = readonly number[] | string;

const oneFunction = Type.Union([Type.Array(Type.Number(), { minItems: 1 }), Type.String()]);

export const rateFunction = (description: string) =>
  perGroup(oneFunction, {
    description: `${description} A formula such as 0.95 ** epoch, or a list of the values at epochs 0, 1, 2, …. A list of these has one for each param group.`,
    ofLists: true,
  });

/** The value at tick t. A list's last value also serves the tick at which a run ends; its rate is not used. */
export function valueAt(rate: RateFunction, t: number): number {
  if (typeof rate === "string") return formulaOf(rate, "epoch", "lr_lambda")(t);
  return itemAt(rate, Math.min(t, rate.length - 1));
}

/**
 * Checks a function of the tick over a window.
 * @param given one function, or one for each param group
 * @param window in ticks
 * @param parameter the parameter they were given in
 * @param name what the message calls them
 * @throws Misfit for a list shorter than the window, and for a formula that does not compile or is not finite at some tick
 */
export function checkCovers(
  given: RateFunction | readonly RateFunction[],
  window: number,
  parameter: string,
  name = parameter,
): void {
  const isOne = typeof given === "string" || typeof given[0] === "number";
  const functions = isOne ? [given as RateFunction] : (given as readonly RateFunction[]);
  for (const [group, rate] of functions.entries()) {
    const own = (whole: string) => (isOne ? whole : `${whole}.${group}`);
    if (typeof rate === "string") checkFinite(rate, "epoch", own(parameter), { from: 0, to: window - 1 });
    else checkTable(rate, window, own(parameter), own(name));
  }
}

function checkTable({ length }: readonly number[], window: number, parameter: string, name: string): void {
  if (length >= window || window === Infinity) return;
  const message = `${name} has ${counted(length, "value")}, and its window ${counted(window, "tick")}`;
  throw new Misfit(parameter, message, "a value for each tick");
}

/** The callables that PyTorch takes. */
export function torchFunctions(given: Json | undefined): Pick<TorchCall, "keywords" | "carried"> {
  const isOne = typeof given === "string" || (Array.isArray(given) && typeof given[0] === "number");
  const functions = (isOne ? [given] : given) as readonly RateFunction[];
  const written = functions.map((rate): TorchArgument => {
    if (typeof rate === "string") return new Python(`lambda epoch: ${pythonFormula(rate)}`);
    return { callee: "values", positional: rate, keywords: {}, carried: [] };
  });
  const carried = functions.some((rate) => typeof rate !== "string") ? [VALUES] : [];
  return { keywords: { lr_lambda: isOne ? itemAt(written, 0) : written }, carried };
}

const VALUES = `def values(*listed):
    """A function of the epoch, from its values at epochs 0, 1, 2, …. The last value also serves all later epochs."""
    return lambda epoch: listed[min(epoch, len(listed) - 1)]`;
