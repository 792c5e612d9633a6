import { Op } from "./op.ts";
import { recordsOf } from "./records.ts";

const REGRESSION = [Op.Gather, Op.LaneLinearShared, Op.LaneMSELoss, Op.LaneGradientShared, Op.LaneDescend, Op.End];

/**
 * A peephole: what trains linear regressions on batches of one row becomes one record, with the same bits. Any other tape
 * stays as it is. Half the time of such a step goes by between records.
 */
export function fuseRegression(words: Int32Array): Int32Array {
  const instructions = [...recordsOf(words)];
  const matches = instructions.length === REGRESSION.length && instructions.every(({ op }, i) => op === REGRESSION[i]);
  if (!matches) return words;
  const [gather, linear, loss, , descend] = instructions.map(({ operands }) => operands) as Operands;
  const [x, , , y] = gather;
  const [, weight, bias, , inputs, outputs, blocks] = linear;
  const [parameters, gradients, , , rates, norms, normSums] = descend;
  // A bias that is not the last parameter, or a second output, is left to the records one by one.
  const isLast = bias === 0 || bias === weight + inputs * 16;
  if (outputs !== 1 || parameters !== weight || !isLast) return words;
  const [batches, sums] = loss.slice(6) as [number, number];
  const operands = [
    x,
    y,
    inputs,
    blocks,
    Number(bias !== 0),
    parameters,
    gradients,
    rates,
    batches,
    sums,
    norms,
    normSums,
  ];
  return Int32Array.of(Op.LaneRegression | ((operands.length + 1) << 8), ...operands, Op.End | (1 << 8));
}

type Numbers<N extends number, A extends number[] = []> = A["length"] extends N ? A : Numbers<N, [...A, number]>;
type Operands = [Numbers<6>, Numbers<8>, Numbers<8>, Numbers<8>, Numbers<7>, []];
