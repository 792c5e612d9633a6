import type { Panel, Series } from "../../src/previews/panels.ts";
import { scaleOf } from "../../src/previews/scale.ts";

export const falling = Array.from({ length: 10 }, (_, i) => 1 - i / 10);
const rising = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
export const halves = [...Array(5).fill(0.5), ...Array(5).fill(0.25)];

export const seriesOf = (label: string, index: number, lr: readonly number[]): Series => ({
  label,
  index,
  curve: { lr, momentum: undefined, isPerStep: false, stepsPerEpoch: 2, variants: [index] },
});
/** Two lines that cross. */
export const panel: Panel = { title: "", series: [seriesOf("falling", 0, falling), seriesOf("rising <b>", 1, rising)] };
const valuesOf = ({ curve }: Series) => curve.lr;
export const band = { what: "learning rate", scale: scaleOf([falling, rising]), valuesOf };
