import type { TObject, TProperties } from "typebox";
import type { Shape } from "../tape/shape.ts";
import type { Mode, Tape, Tensor } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import { type Part, type Resolved, resolved } from "./part.ts";

/** Records the loss of a batch; in training also its gradient by the output, which it returns. */
export type EmitLoss = (tape: Tape, output: Tensor, targets: Tensor, mode: Mode) => Tensor | undefined;

export interface LossPart extends Part {
  readonly slot: "loss";
  /** Throws Misfit when the model's output does not fit the data's targets. */
  plan(config: PartConfig, output: Shape, targets: Shape): EmitLoss;
}

export function defineLoss<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  plan: (params: Resolved<P>, output: Shape, targets: Shape) => EmitLoss;
}): LossPart {
  const { plan, ...rest } = definition;
  return {
    slot: "loss",
    ...rest,
    plan: (config, output, targets) => plan(resolved<P>(config), output, targets),
  };
}
