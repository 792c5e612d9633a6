// What the optimizers' updates share. As in PyTorch, factors are worked out in double precision and rounded once.
import { address, count, double } from "./record.ts";
import { addProduct, splat } from "./vector.ts";

/** Smallest normal float32. Arithmetic on smaller ones is up to a hundred times slower. */
const SMALLEST_NORMAL: f32 = 1.17549435e-38;

/** NaN stays. */
export function flushDenormals(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), splat(SMALLEST_NORMAL)));
}

/** What a schedule sets for a step. */
export function atStep(values: usize, step: i32): f32 {
  return load<f32>(values + ((<usize>step) << 2));
}

/** The rate of a step, operand 4 of every update. */
export function rateAt(record: usize, step: i32): f64 {
  return <f64>atStep(address(record, 4), step);
}

/** A momentum that schedules may cycle (`momenta` is not 0 then), or the constant in `operand`. */
export function momentumAt(record: usize, momenta: usize, operand: usize, step: i32): f64 {
  const cycled = address(record, momenta);
  return cycled ? <f64>atStep(cycled, step) : double(record, operand);
}

/** Bytes of a group's parameters, operand 3 of every update. */
export function groupBytes(record: usize): usize {
  return (<usize>count(record, 3)) << 2;
}

/** Counts a step; returns its number, from 1. */
export function tick(counter: usize): f64 {
  const t = load<f64>(counter) + 1;
  store<f64>(counter, t);
  return t;
}

/** betaᵗ, as a running product while beta stays what it was. At `memory`: the last beta and its power. */
export function power(memory: usize, beta: f64, t: f64): f64 {
  const product = load<f64>(memory) == beta ? load<f64>(memory, 8) * beta : NativeMath.pow(beta, t);
  store<f64>(memory, beta);
  store<f64>(memory, product, 8);
  return product;
}

/** The factor of gradients: −1 to maximize. */
export function signOf(record: usize, operand: usize): v128 {
  return splat(count(record, operand) ? -1 : 1);
}

/** −1, 0 or 1; 0 for NaN, as torch.sign. */
export function sign(v: v128): v128 {
  const one = splat(1);
  const zero = splat(0);
  return f32x4.sub(v128.and(one, f32x4.gt(v, zero)), v128.and(one, f32x4.lt(v, zero)));
}

/** torch.lerp: from the end that is nearer, so that weight 1 gives `to` exactly. */
export function lerp(from: v128, to: v128, weight: v128, rest: v128, isNear: bool): v128 {
  const difference = f32x4.sub(to, from);
  if (isNear) return addProduct(from, weight, difference);
  return f32x4.sub(to, f32x4.mul(rest, difference));
}
