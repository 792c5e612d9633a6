import type { Json } from "../../src/contracts/config.ts";
import { casesIn } from "../contracts/cases.ts";
import type { Pick } from "../layers/propose.ts";
import type { Formula } from "./formulas.ts";

/** What the tests of all losses must know of one: `cases/<type>.ts` exports it as its default. */
export interface LossCase {
  /** The loss in double precision, straight from its documentation. */
  readonly formula: Formula;
  /** Options to try for that many outputs. Default: none. */
  readonly propose?: (outputs: number, pick: Pick) => Record<string, Json>;
  /** What the targets are. Default: numbers. */
  readonly targets?: "numbers" | "binary" | "classes";
  /** Of a loss of classes: whether a sample may have several lines of them. Default: yes. */
  readonly takesLines?: boolean;
}

export const LOSS_CASES = await casesIn<LossCase>("losses");
