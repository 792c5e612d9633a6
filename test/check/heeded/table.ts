import type { Json } from "../../../src/contracts/config.ts";

export type Values = Readonly<Record<string, Json>>;

/** Two values of a parameter, and what else the part must have for them to make a difference. */
export type Change = readonly [value: Json, other: Json, besides?: Values];

/** What a part needs to be trained, and for each of its parameters two values that make a difference. */
export interface Heeded {
  readonly base?: Values;
  /** Other lines of the experiment, by section. */
  readonly around?: Values;
  readonly changes: Readonly<Record<string, Change>>;
}

export type HeededParts = Readonly<Record<string, Heeded>>;

/** A parameter that makes no difference beside these others, with two values of it. */
export interface Unheeded {
  readonly type: string;
  readonly parameter: string;
  readonly change: Change;
  readonly around?: Values;
}
