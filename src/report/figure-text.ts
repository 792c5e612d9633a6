import { type Figure, toNumber } from "../numbers/figure.ts";
import type { MeanInterval } from "./data.ts";

/** A number with a given number of significant digits. Very small and very large numbers get an exponent. */
export function figureText(figure: Figure | undefined, digits = 4): string {
  if (figure === null || figure === undefined) return "";
  const value = Number(figure);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 1e-3 && size < 1e6);
  const text = isPlain ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
  return text.replace("-", "−").replace("e−", "e-").replace("e+", "e");
}

/** `0.0101 ± 1.2e-5` */
export function intervalText({ mean, low, high }: MeanInterval): string {
  const half = (toNumber(high) - toNumber(low)) / 2;
  return Number.isFinite(half) ? `${figureText(mean)} ± ${figureText(half, 2)}` : figureText(mean);
}
