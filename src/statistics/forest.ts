import { type Rng, stream } from "../random/rng.ts";

/** A column of inputs: ordered numbers, or indices of names, which have no order. */
export interface Input {
  readonly isOrdered: boolean;
  readonly codes: Float64Array;
}

/** How a node splits points by their codes: codes up to `below`, or those in `left`, go to the left. */
type Side = { readonly below: number } | { readonly left: ReadonlySet<number> };

type Tree =
  | { readonly mean: number }
  | { readonly input: number; readonly side: Side; readonly left: Tree; readonly right: Tree };

const TREES = 100;
/** Most points of a tree. If there are more, each tree gets another sample. */
const MOST_POINTS = 1000;
/** Nodes with fewer points are not split. Breiman's default for regression is 5, but these responses are already means. */
const SMALLEST_SPLIT = 4;

const isLeft = (side: Side, code: number) => ("below" in side ? code <= side.below : side.left.has(code));

/**
 * Permutation importance of each input in a forest of regression trees: how much the mean squared error grows on a tree's
 * out-of-bag points when their values of that input are permuted. Breiman, "Random Forests", 2001, section 10.
 * The same points always give the same result.
 */
export function permutationImportance(inputs: readonly Input[], response: Float64Array): readonly number[] {
  const growths = inputs.map(() => 0);
  let counted = 0;
  for (let tree = 0; tree < TREES; tree++) {
    const rng = stream(0, "forest", tree);
    const { drawn, left } = bootstrap(response.length, rng);
    if (left.length < 2) continue;
    const grown = grow(inputs, response, drawn);
    const before = errorOf(grown, inputs, response, left, left, -1);
    const exchanged = shuffled(left, rng);
    for (const input of inputs.keys())
      growths[input] = (growths[input] as number) + errorOf(grown, inputs, response, left, exchanged, input) - before;
    counted++;
  }
  return growths.map((growth) => (counted === 0 ? 0 : growth / counted));
}

/** Points drawn with replacement, and the points that were not drawn. */
function bootstrap(points: number, rng: Rng): { readonly drawn: Int32Array; readonly left: Int32Array } {
  const isDrawn = new Uint8Array(points);
  const drawn = Int32Array.from({ length: Math.min(points, MOST_POINTS) }, () => {
    const point = below(points, rng);
    isDrawn[point] = 1;
    return point;
  });
  const left = Int32Array.from(isDrawn.keys()).filter((point) => !isDrawn[point]);
  return { drawn, left: left.length > MOST_POINTS ? shuffled(left, rng).subarray(0, MOST_POINTS) : left };
}

const below = (n: number, rng: Rng) => Math.floor(((rng.next() >>> 0) * n) / 0x100000000);

function shuffled(points: Int32Array, rng: Rng): Int32Array {
  const order = Int32Array.from(points);
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1, rng);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/** Mean squared error if each point takes its value of one input from another point. */
function errorOf(
  tree: Tree,
  inputs: readonly Input[],
  response: Float64Array,
  points: Int32Array,
  others: Int32Array,
  exchanged: number,
): number {
  let sum = 0;
  for (const [i, point] of points.entries()) {
    let node = tree;
    while (!("mean" in node)) {
      const from = node.input === exchanged ? (others[i] as number) : point;
      node = isLeft(node.side, inputs[node.input]?.codes[from] as number) ? node.left : node.right;
    }
    const error = (response[point] as number) - node.mean;
    sum += error * error;
  }
  return sum / points.length;
}

function grow(inputs: readonly Input[], response: Float64Array, points: Int32Array): Tree {
  const mean = points.reduce((sum, point) => sum + (response[point] as number), 0) / points.length;
  if (points.length < SMALLEST_SPLIT) return { mean };
  let best: { readonly gain: number; readonly input: number; readonly side: Side } | undefined;
  for (const [input, { isOrdered, codes }] of inputs.entries()) {
    const split = bestSplit(isOrdered, codes, response, points);
    if (split !== undefined && split.gain > (best?.gain ?? 0)) best = { ...split, input };
  }
  if (best === undefined) return { mean };
  const { input, side } = best;
  const codes = inputs[input]?.codes as Float64Array;
  const left = points.filter((point) => isLeft(side, codes[point] as number));
  const right = points.filter((point) => !isLeft(side, codes[point] as number));
  return { input, side, left: grow(inputs, response, left), right: grow(inputs, response, right) };
}

/** The points with one code. */
interface CodeGroup {
  readonly code: number;
  count: number;
  sum: number;
}

/**
 * The split that reduces the squared error most. Names are sorted by their means: the best of all subsets is then among
 * the cuts in that order (Breiman et al., "Classification and Regression Trees", 1984, 4.2.2).
 */
function bestSplit(
  isOrdered: boolean,
  codes: Float64Array,
  response: Float64Array,
  points: Int32Array,
): { readonly gain: number; readonly side: Side } | undefined {
  const byCode = new Map<number, CodeGroup>();
  let total = 0;
  for (const point of points) {
    const code = codes[point] as number;
    const group = byCode.get(code) ?? { code, count: 0, sum: 0 };
    group.count++;
    group.sum += response[point] as number;
    total += response[point] as number;
    byCode.set(code, group);
  }
  const groups = [...byCode.values()];
  groups.sort(isOrdered ? (a, b) => a.code - b.code : (a, b) => a.sum / a.count - b.sum / b.count || a.code - b.code);
  let best: { gain: number; after: number } | undefined;
  let [count, sum] = [0, 0];
  for (const [after, group] of groups.slice(0, -1).entries()) {
    count += group.count;
    sum += group.sum;
    const rest = points.length - count;
    const gain = (sum * sum) / count + ((total - sum) * (total - sum)) / rest - (total * total) / points.length;
    if (gain > (best?.gain ?? 0)) best = { gain, after };
  }
  if (best === undefined) return undefined;
  const left = groups.slice(0, best.after + 1).map(({ code }) => code);
  return { gain: best.gain, side: isOrdered ? { below: left.at(-1) as number } : { left: new Set(left) } };
}
