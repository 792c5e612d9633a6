import { assert } from "chai";
import {
  batchStatistics,
  channelSums,
  readRunningStatistics,
  scaleChannels,
  scaleChannelsGradient,
  sumChannels,
} from "../../../src/kernels/families/channels.ts";
import { Arena, assertNear, at, range, sum } from "../arena.ts";

const padded = (width: number) => 4 * Math.ceil(width / 4);
const [INPUT, GRADIENT, OUTPUT, VALUES] = [0, 1, 2, 3];
/** Values of channels, in turn. */
const place = (index: number) => at(VALUES) + 160 * index;
const NAMES = ["mean", "scale", "runningMean", "runningVariance", "weight", "bias", "products", "sums"] as const;
const PLACES = Object.fromEntries(NAMES.map((name, index) => [name, place(index)])) as Record<
  (typeof NAMES)[number],
  number
>;
const [EPS, MOMENTUM, BATCHES] = [place(10), place(10) + 4, place(10) + 8];

describe("Channels", () => {
  for (const [rows, width, lines, linesEach] of [
    [5, 6, 1, 0],
    [7, 37, 1, 0],
    [2, 6, 6, 2],
    [3, 8, 4, 2],
    [2, 148, 1, 1],
  ] as const)
    it(`of ${rows} rows of ${lines} lines of ${width}, ${linesEach} each: statistics, scaling and gradients`, () => {
      const shape = { width, lines, linesEach };
      const channels = linesEach ? lines / linesEach : width;
      const arena = new Arena();
      arena.floats.set([0.25, 0.1, 3], EPS / 4);
      // Padding is zero, as always.
      for (const array of [INPUT, GRADIENT])
        for (const line of range(rows * lines))
          arena.floats.fill(0, 512 * array + line * padded(width) + width, 512 * array + (line + 1) * padded(width));
      const placesOf = (channel: number) =>
        range(rows).flatMap((row) =>
          linesEach
            ? range(linesEach).flatMap((line) =>
                range(width).map((x) => (row * lines + channel * linesEach + line) * padded(width) + x),
              )
            : [row * padded(width) + channel],
        );
      const take = (from: Arena, array: number, channel: number) => {
        const values = from.of(array, 512);
        return placesOf(channel).map((one) => values[one] ?? Number.NaN);
      };
      const own = (from: Arena, name: keyof typeof PLACES, channel: number) =>
        from.floats[PLACES[name] / 4 + channel] ?? Number.NaN;
      const n = rows * (linesEach ? linesEach * width : 1);

      const { mean, scale, runningMean, runningVariance, weight, bias, products, sums } = PLACES;
      const running = { runningMean, runningVariance, eps: EPS };
      const statistics = { input: at(INPUT), mean, scale, ...running, momentum: MOMENTUM, batches: BATCHES, ...shape };
      const after = arena.afterStep(batchStatistics({ ...statistics, isCumulative: false }), rows);
      const cumulative = arena.afterStep(batchStatistics({ ...statistics, isCumulative: true }), rows);
      assert.strictEqual(after.floats[BATCHES / 4], 4);
      const standards = range(channels).map((channel) => {
        const x = take(arena, INPUT, channel);
        const middle = sum(x) / n;
        const variance = sum(x.map((one) => (one - middle) ** 2)) / n;
        const factor = 1 / Math.sqrt(variance + 0.25);
        const moved = (name: "runningMean" | "runningVariance", one: number, share: number) =>
          own(arena, name, channel) * (1 - share) + share * one;
        const unbiased = (variance * n) / (n - 1);
        assertNear([own(after, "mean", channel), own(after, "scale", channel)], [middle, factor]);
        assertNear(
          [own(after, "runningMean", channel), own(after, "runningVariance", channel)],
          [moved("runningMean", middle, 0.1), moved("runningVariance", unbiased, 0.1)],
        );
        assertNear([own(cumulative, "runningMean", channel)], [moved("runningMean", middle, 0.25)]);
        return { x: x.map((one) => (one - middle) * factor), factor };
      });

      const scaling = { input: at(INPUT), mean, scale, weight, ...shape };
      const scaled = after.afterStep(scaleChannels({ ...scaling, output: at(OUTPUT), bias }), rows);
      for (const [channel, { x }] of standards.entries())
        assertNear(
          take(scaled, OUTPUT, channel),
          x.map((one) => one * own(arena, "weight", channel) + own(arena, "bias", channel)),
        );

      const back = { input: at(INPUT), gradient: at(GRADIENT), mean, scale, products, sums, ...shape };
      const summed = after.afterStep(sumChannels(back), rows);
      const gradient = summed.afterStep(scaleChannelsGradient({ ...back, weight }), rows);
      const fixed = summed.afterStep(scaleChannelsGradient({ ...back, weight, sums: 0 }), rows);
      for (const [channel, { x, factor }] of standards.entries()) {
        const g = take(arena, GRADIENT, channel);
        const tilt = sum(g.map((one, i) => one * (x[i] ?? 0)));
        assertNear([own(summed, "products", channel), own(summed, "sums", channel)], [tilt, sum(g)]);
        const factors = own(arena, "weight", channel) * factor;
        assertNear(
          take(gradient, GRADIENT, channel),
          g.map((one, i) => (one - (sum(g) + tilt * (x[i] ?? 0)) / n) * factors),
        );
        assertNear(
          take(fixed, GRADIENT, channel),
          g.map((one) => one * factors),
        );
      }
    });

  it("have running statistics, and sums", () => {
    const arena = new Arena();
    arena.floats.fill(0.5, PLACES.runningVariance / 4, PLACES.runningVariance / 4 + 19);
    arena.floats[EPS / 4] = 0.5;
    const { mean, scale, runningMean, runningVariance, sums } = PLACES;
    const operands = { mean, scale, runningMean, runningVariance, eps: EPS, channels: 19 };
    const after = arena.afterStep(readRunningStatistics(operands), 1);
    const found = (name: keyof typeof PLACES, from: Arena) =>
      range(20).map((index) => from.floats[PLACES[name] / 4 + index]);
    assert.deepEqual(found("mean", after).slice(0, 19), found("runningMean", arena).slice(0, 19));
    assert.deepEqual(found("scale", after), [...range(19).map(() => 1), found("scale", arena)[19]]);

    const x = arena.of(INPUT, 3 * 40);
    const total = arena.afterStep(channelSums({ values: at(INPUT), sums, channels: 2, floats: 20 }), 3);
    const ofChannel = (channel: number) =>
      sum(range(3).flatMap((row) => x.slice(40 * row + 20 * channel).slice(0, 20)));
    assertNear([total.floats[sums / 4] ?? 0, total.floats[sums / 4 + 1] ?? 0], [ofChannel(0), ofChannel(1)]);
  });
});
