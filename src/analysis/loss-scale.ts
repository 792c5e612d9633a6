import type { Plan } from "../experiment/plan.ts";
import { asLoss } from "../numbers/direction.ts";
import { log } from "../numbers/math.ts";

/** Where the losses of tuned schedules stand: figures, or logarithms of figures where `compare.scale` asks for ratios. */
export interface LossScale {
  readonly isRatio: boolean;
  lossOf(figure: number): number;
  /** How much worse than the best a point may be that counts as good. */
  slackOf(best: number): number;
}

export function lossScaleOf({ compare: { margin, scale }, objective: { mode } }: Plan): LossScale {
  const isRatio = scale === "log";
  return {
    isRatio,
    lossOf: (figure) => asLoss(mode, !isRatio ? figure : figure <= 0 ? -Infinity : log(figure)),
    slackOf(best) {
      if (margin.kind === "absolute") return margin.amount;
      return isRatio ? log(1 + margin.share) : margin.share * Math.abs(best);
    },
  };
}
