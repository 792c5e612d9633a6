import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import { evenly, inParts } from "../language/parts.ts";
import type { Floats, LaneCount, Variable } from "../language/values.ts";
import { registersOf, type Tile } from "../products/product.ts";
import { type TapGrid, tapsOf } from "./shape.ts";

/**
 * Images [samples, groups·outputs, lines, width] of which each value adds up weights times values of other images, at the same
 * places from its own. Everything is in bytes but numbers of samples, groups, channels, outputs, lines and values.
 */
export interface Sliding {
  readonly samples: number;
  readonly groups: number;
  /** Of a group: what is added up for each output. */
  readonly channels: number;
  /** Of a group. */
  readonly outputs: number;
  readonly lines: number;
  readonly width: number;
  /** Where the values of the first output lie, from channel to channel and from an output's line to the next one's. */
  readonly source: number;
  readonly channelStep: number;
  readonly sourceLine: number;
  readonly target: number;
  readonly outputStep: number;
  readonly targetLine: number;
  readonly weight: number;
  readonly weightOfChannel: number;
  readonly weightOfOutput: number;
  readonly weightOfGroup: number;
  /** [groups·outputs]; 0: none. */
  readonly bias: number;
  readonly taps: readonly TapGrid[];
}

/**
 * More taps than that are gone through in loops. V8 puts all loads of a block before its sums, and has registers for those of one
 * tap only.
 */
const mostUnrolled = (lanes: LaneCount) => (lanes === 4 ? 1 : 16);

/** How much is worked out at once: outputs, lines and vectors of a line. */
interface SlidingTile {
  readonly outputs: number;
  readonly lines: number;
  readonly vectors: number;
  readonly lanes: LaneCount;
}

function tileFor(tile: Tile, { outputs, lines, width }: Sliding): SlidingTile {
  const { sums, lanes } = registersOf(tile);
  const vectors = evenly(Math.ceil(width / lanes), lanes === 16 ? 3 : 2);
  const rows = evenly(outputs, Math.min(Math.floor(sums / vectors), 8));
  // Besides sums, registers hold a vector of each line and a weight.
  const fitting = Math.floor((sums + Math.max(2, sums / 4)) / ((rows + 1) * vectors));
  return { outputs: rows, lines: Math.max(1, Math.min(lines, fitting, 4)), vectors, lanes };
}

/** Each value is one sum over channels and taps in order, begun by the bias or 0, each product added by one fma. */
export function slide(kernel: Kernel, tile: Tile, sliding: Sliding): void {
  const { samples, groups, channels, outputs, lines, width, sourceLine, targetLine } = sliding;
  const size = tileFor(tile, sliding);
  const source = kernel.pointer(fixed(sliding.source));
  const target = kernel.pointer(fixed(sliding.target));
  const weight = kernel.pointer(fixed(sliding.weight));
  const bias = sliding.bias ? kernel.pointer(fixed(sliding.bias)) : undefined;
  const advanceBias = (values: number) => bias && kernel.advance(bias, 4 * values);
  kernel.repeat(samples, () => {
    kernel.repeat(groups, () => {
      inParts(kernel, outputs, size.outputs, (rows) => {
        inParts(kernel, width, size.lanes * size.vectors, (values) => {
          inParts(kernel, lines, size.lines, (tall) => {
            slideTile(
              kernel,
              sliding,
              { source, target, weight, bias },
              { rows, values, lines: tall, lanes: size.lanes },
            );
            kernel.advance(source, tall * sourceLine);
            kernel.advance(target, tall * targetLine);
          });
          kernel.advance(source, 4 * values - lines * sourceLine);
          kernel.advance(target, 4 * values - lines * targetLine);
        });
        kernel.advance(source, -4 * width);
        kernel.advance(target, rows * sliding.outputStep - 4 * width);
        kernel.advance(weight, rows * sliding.weightOfOutput);
        advanceBias(rows);
      });
      kernel.advance(source, channels * sliding.channelStep);
      kernel.advance(weight, sliding.weightOfGroup - outputs * sliding.weightOfOutput);
    });
    kernel.advance(weight, -groups * sliding.weightOfGroup);
    advanceBias(-groups * outputs);
  });
}

function slideTile(
  kernel: Kernel,
  sliding: Sliding,
  at: Readonly<Record<"source" | "target" | "weight", Pointer>> & { readonly bias: Pointer | undefined },
  { rows, values, lines, lanes }: Readonly<Record<"rows" | "values" | "lines", number>> & { readonly lanes: LaneCount },
): void {
  const vectors = Array.from({ length: lines * Math.ceil(values / lanes) }, (_, index) => {
    const [line, vector] = [index % lines, Math.floor(index / lines)];
    return { line, offset: 4 * lanes * vector, count: Math.min(lanes, values - lanes * vector) };
  });
  const sums = Array.from({ length: rows }, (_, row) => {
    const start = at.bias ? kernel.splat(at.bias.at(4 * row), lanes) : kernel.float(0, lanes);
    return vectors.map(() => kernel.variable(start));
  });
  const tap = (source: number, weight: number) => {
    const loaded = vectors.map(({ line, offset, count }) =>
      kernel.load(at.source.at(source + line * sliding.sourceLine + offset), lanes, count),
    );
    for (const [row, own] of sums.entries()) {
      const factor = kernel.splat(at.weight.at(weight + row * sliding.weightOfOutput), lanes);
      for (const [index, sum] of own.entries()) kernel.accumulate(sum, factor, loaded[index] as Floats);
    }
  };
  const move = (source: number, weight: number) => {
    kernel.advance(at.source, source);
    kernel.advance(at.weight, weight);
  };
  const { channels, channelStep, weightOfChannel } = sliding;
  const next = channels > 1 ? ([channelStep, weightOfChannel] as const) : ([0, 0] as const);
  kernel.repeat(channels, () => {
    visitTaps(kernel, sliding.taps, mostUnrolled(lanes), tap, move);
    move(...next);
  });
  move(-channels * next[0], -channels * next[1]);
  storeTile(kernel, sliding, at.target, sums, vectors);
}

function storeTile(
  kernel: Kernel,
  { outputStep, targetLine }: Sliding,
  target: Pointer,
  sums: readonly (readonly Variable<"float">[])[],
  vectors: readonly { readonly line: number; readonly offset: number; readonly count: number }[],
): void {
  for (const [row, own] of sums.entries())
    for (const [index, { line, offset, count }] of vectors.entries())
      kernel.store(target.at(row * outputStep + line * targetLine + offset), own[index] as Floats, count);
}

/**
 * @param most taps that are not gone through in loops
 * @param move brings the pointers elsewhere; in the end they are where they were
 */
function visitTaps(
  kernel: Kernel,
  grids: readonly TapGrid[],
  most: number,
  tap: (source: number, weight: number) => void,
  move: (source: number, weight: number) => void,
): void {
  const count = grids.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  for (const grid of grids) {
    const { rows, columns, rowSource, rowWeight, columnSource, columnWeight } = grid;
    if (count <= most) {
      for (const { source, weight } of tapsOf(grid)) tap(source, weight);
      continue;
    }
    kernel.repeat(rows, () => {
      // Machine code has no register for the counters of both, V8 has.
      if (columns > most && (rows === 1 || most === 1)) {
        kernel.repeat(columns, () => {
          tap(grid.source, grid.weight);
          move(columnSource, columnWeight);
        });
        move(-columns * columnSource, -columns * columnWeight);
      } else for (const { source, weight } of tapsOf({ ...grid, rows: 1 })) tap(source, weight);
      move(rowSource, rowWeight);
    });
    move(-rows * rowSource, -rows * rowWeight);
  }
}
