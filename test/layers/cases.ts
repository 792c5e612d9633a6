import { casesIn } from "../contracts/cases.ts";
import type { Formula } from "./formulas.ts";
import type { Propose } from "./propose.ts";

/** What the tests of all layers must know of one: `cases/<type>.ts` exports it as its default. */
export interface LayerCase {
  /** The layer in double precision, straight from its documentation. */
  readonly formula: Formula;
  /** Options to try. Default: none, for any input. */
  readonly propose?: Propose;
  /** Whether the layer takes inputs of that shape. Default: of any. */
  readonly takes?: (shape: readonly number[]) => boolean;
}

export const LAYER_CASES = await casesIn<LayerCase>("layers");
