import Type from "typebox";
import { perGroup } from "../contracts/per-group.ts";

/** A symbol: validators and editors do not see it. */
const BASE_RATE = Symbol("may follow the base rate");

/** What a rate among a scheduler's parameters is to the base rate. */
interface BaseRateRelation {
  /** Whether it takes the base rate's place: one value for all param groups then makes them equal. */
  readonly replaces: boolean;
}

interface RateOptions {
  readonly description: string;
  readonly default?: number;
}

/** A number, or a formula of the base rate. By the time a schedule is made it is a number. */
const oneRate = (options: object = {}) =>
  Type.Unsafe<number>({
    anyOf: [Type.Number(), Type.String({ pattern: "\\blr\\b", title: "a formula of lr" })],
    ...options,
  });

const FORMULA = "As a formula, lr is the optimizer's rate: 0.1 * lr.";

/** A rate, the same for all param groups. */
export const rate = ({ description, ...options }: RateOptions) =>
  oneRate({ ...options, description: `${description} ${FORMULA}`, [BASE_RATE]: { replaces: false } });

/** A rate, or a list with one for each param group. */
export const rates = ({ description, ...options }: RateOptions) =>
  perGroup(oneRate(), { ...options, description: `${description} ${FORMULA}`, [BASE_RATE]: { replaces: false } });

/** The same, in the place of the base rate. */
export const replacingRates = (description: string) =>
  perGroup(oneRate(), { description: `${description} ${FORMULA}`, ...REPLACES });

/** Marks what takes the place of the base rate: one value for all param groups makes them equal. */
export const REPLACES = { [BASE_RATE]: { replaces: true } } as const;

/** What a parameter that is a rate is to the base rate; undefined for all others. */
export function relationOf(schema: object): BaseRateRelation | undefined {
  return (schema as { readonly [BASE_RATE]?: BaseRateRelation })[BASE_RATE];
}
