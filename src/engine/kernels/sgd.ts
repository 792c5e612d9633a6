// Stochastic gradient descent over the parameters of one group, `floats` long.
import { address, count, float } from "./record.ts";
import { addProduct, splat } from "./vector.ts";

/** Smallest normal float32. Arithmetic on smaller ones is up to a hundred times slower. */
const SMALLEST_NORMAL: f32 = 1.17549435e-38;

/** NaN stays. */
function flushDenormals(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), splat(SMALLEST_NORMAL)));
}

function atStep(values: usize, step: i32): f32 {
  return load<f32>(values + ((<usize>step) << 2));
}

/** Op.Descend: parameters −= rate·gradients */
export function descend(record: usize, step: i32): void {
  let parameters = address(record, 1);
  let gradients = address(record, 2);
  const end = parameters + ((<usize>count(record, 3)) << 2);
  const rate = splat(-atStep(address(record, 4), step));
  for (; parameters < end; parameters += 16) {
    v128.store(parameters, addProduct(v128.load(parameters), rate, v128.load(gradients)));
    gradients += 16;
  }
}

/**
 * Op.SGD, as torch.optim.SGD: the first step with momentum sets the buffer to the gradient, undampened.
 */
export function sgd(record: usize, step: i32): void {
  let parameters = address(record, 1);
  let gradients = address(record, 2);
  const end = parameters + ((<usize>count(record, 3)) << 2);
  const rate = splat(-atStep(address(record, 4), step));
  let buffer = address(record, 5);
  const filled = address(record, 6);
  const momentum = atStep(address(record, 7), step);
  const weightDecay = float(record, 9);
  const nesterov = count(record, 10) != 0;
  const sign = splat(count(record, 11) ? -1 : 1);
  const decay = splat(weightDecay);
  const keep = splat(momentum);
  const take = splat(load<i32>(filled) ? float(record, 8) : 1);
  if (momentum != 0) store<i32>(filled, 1);
  for (; parameters < end; parameters += 16) {
    const values = v128.load(parameters);
    let direction = f32x4.mul(sign, v128.load(gradients));
    // Not for weight decay 0: a parameter that overflowed would become NaN.
    if (weightDecay != 0) direction = addProduct(direction, decay, values);
    if (momentum != 0) {
      const old = f32x4.mul(keep, v128.load(buffer));
      const now = flushDenormals(addProduct(old, take, direction));
      v128.store(buffer, now);
      direction = nesterov ? addProduct(direction, keep, now) : now;
    }
    v128.store(parameters, addProduct(values, rate, direction));
    gradients += 16;
    buffer += 16;
  }
}
