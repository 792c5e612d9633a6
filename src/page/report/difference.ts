import { toFigure, toNumber } from "../../numbers/figure.ts";
import type { Difference, MeanInterval } from "../../report/data.ts";
import { figureText, intervalText } from "../../report/figure-text.ts";

export const pairedOf = (difference: Difference) => (difference.kind === "paired" ? difference : undefined);

const percentOf = ({ mean, low, high }: MeanInterval): MeanInterval => ({
  mean: toFigure(100 * toNumber(mean)),
  low: toFigure(100 * toNumber(low)),
  high: toFigure(100 * toNumber(high)),
});

export function differenceKey(difference: Difference): number {
  switch (difference.kind) {
    case "none":
      return Number.NaN;
    case "identical":
      return 0;
    case "single":
      return toNumber(difference.difference);
    case "paired":
      return toNumber(difference.mean);
  }
}

export function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case "none":
      return "";
    case "identical":
      return "0";
    case "single":
      return difference.isRatio
        ? `${figureText(100 * toNumber(difference.difference))} %`
        : figureText(difference.difference);
    case "paired":
      return difference.isRatio ? `${intervalText(percentOf(difference))} %` : intervalText(difference);
  }
}

export const pOf = (difference: Difference) => pairedOf(difference)?.pAdjusted ?? Number.NaN;
export const pText = (p: number) => (Number.isNaN(p) ? "" : p < 0.001 ? "< 0.001" : String(Number(p.toPrecision(2))));
