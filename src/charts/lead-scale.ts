import { asLoss, type Direction } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { log } from "../numbers/math.ts";
import { isSpreadBySize } from "./frame.ts";
import type { Lead, LeadPanel } from "./lead-points.ts";
import { type Ends, linearEnds, logEnds, worstShown } from "./limits.ts";
import { roundBetween } from "./ranges.ts";

/** The axis of figures. */
export interface LeadScale {
  readonly isLog: boolean;
  readonly ends: Ends;
  /** Whether a figure lies beyond the axis, on the worse side. */
  isBeyond(figure: number): boolean;
}

/** Ends around the means that did not explode; of their intervals, as much as leaves the means a third of the room. */
export function scaleOfPoints({ lines }: LeadPanel, mode: Direction, wantsLog: boolean): LeadScale {
  const points = lines.flatMap((line) => line.points).filter(({ mean }) => Number.isFinite(mean));
  const worst = worstShown(
    points.map(({ mean }) => mean),
    mode,
  );
  const isBeyond = (figure: number) => asLoss(mode, figure) > asLoss(mode, worst);
  const shown = points.filter(({ mean }) => !isBeyond(mean));
  const means = shown.map(({ mean }) => mean);
  const [low, high] = [smallest(means), -smallest(means.map((mean) => -mean))];
  const isLog = wantsLog && low > 0;
  const ends = shown.flatMap((point) => [point.low, point.high]).filter(Number.isFinite);
  if (isLog) {
    const within = ends.filter((end) => end >= low / 2 && end <= 2 * high);
    return { isLog, isBeyond, ends: logEnds(smallest([low, ...within]), -smallest([high, ...within].map((x) => -x))) };
  }
  const room = high > low ? high - low : Number.POSITIVE_INFINITY;
  const within = ends.map((end) => Math.min(high + room, Math.max(low - room, end)));
  return { isLog, isBeyond, ends: linearEnds(smallest([low, ...within]), -smallest([high, ...within].map((x) => -x))) };
}

const smallest = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

/** Where rates stand. */
interface RateScale {
  readonly isLog: boolean;
  /** The places of the least and of the greatest rate. */
  readonly low: number;
  readonly high: number;
  readonly placeOf: (rate: number) => number;
  /** Places with a tick; undefined leaves that to echarts. */
  readonly ticks: readonly number[] | undefined;
  /** The rate of a tick. */
  readonly rateAt: (place: number) => number;
}

/** So many rates have a tick each. */
const MOST_TICKS = 12;

/** Logarithms where rates are spread by size, as on a log axis: there echarts would have ticks at powers of ten only. */
export function rateScaleOf({ panels }: Lead): RateScale {
  const all = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(({ rate }) => rate)));
  const rates = [...new Set(all)].sort((a, b) => a - b);
  const [least, greatest] = [itemAt(rates, 0), itemAt(rates, rates.length - 1)];
  const isLog = isSpreadBySize(rates);
  const placeOf = (rate: number) => (isLog ? log(rate) : rate);
  const marked = rates.length <= MOST_TICKS ? rates : isLog ? roundBetween(least, greatest) : undefined;
  const rateAt = (place: number) =>
    marked?.find((rate) => Math.abs(placeOf(rate) - place) <= 1e-9 * Math.max(1, Math.abs(place))) ?? place;
  return { isLog, low: placeOf(least), high: placeOf(greatest), placeOf, ticks: marked?.map(placeOf), rateAt };
}
