import { Op } from "../tape/op.ts";

/** Operands of a record, without its op. */
type Operands = readonly number[];

/** Multiplications and additions of a record on one row of a batch. @param constant the numbers at an address */
type Count = (operands: Operands, constant: (address: number) => Int32Array) => number;

/** See geometryOf: each output adds up as many products as its kernel has weights. */
const convolution: Count = (operands, constant) => {
  const sizes = constant(operands.at(-1) as number);
  const at = (index: number) => sizes[index] as number;
  const [channels, outputs, kernel, groups] = [at(0), at(3) * at(4) * at(5), at(6) * at(7), at(14)];
  return (2 * outputs * channels * kernel) / groups;
};

/**
 * What counts: products, a multiplication and an addition for each, as is usual in the field. Activations, norms, losses
 * and updates pass over each value a few times and are left out.
 */
const COUNTS: Partial<Record<Op, Count>> = {
  [Op.Convolution]: convolution,
  [Op.ConvolutionWeightGradient]: convolution,
  [Op.ConvolutionInputGradient]: convolution,
};

/** Floating-point operations of a record on a batch of so many rows. */
export function flopsOf(op: Op, operands: Operands, rows: number, constant: (address: number) => Int32Array): number {
  return rows * (COUNTS[op]?.(operands, constant) ?? 0);
}
