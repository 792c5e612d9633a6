// Stochastic gradient descent over the parameters of one group, `floats` long.
import { address, count, float } from "./record.ts";
import { atStep, flushDenormals } from "./update.ts";
import { addProduct, splat } from "./vector.ts";

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
