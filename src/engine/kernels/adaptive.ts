// RMSprop, Adagrad, Adadelta, ASGD and Rprop, as torch.optim's, over the parameters of one group, `floats` long.
import { address, double, float } from "./record.ts";
import { flushDenormals, groupBytes, lerp, momentumAt, rateAt, sign, signOf, tick } from "./update.ts";
import { addProduct, splat } from "./vector.ts";

/**
 * Op.RMSprop (Hinton 2012; centered: Graves 2013): v = alpha·v + (1 − alpha)·g², d = √v + eps, centered √(v − ḡ²) + eps;
 * p −= lr·g/d, with momentum p −= lr·b, b = momentum·b + g/d
 */
export function rmsprop(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let squares = address(record, 6);
  let means = address(record, 7);
  let buffer = address(record, 8);
  const end = at + groupBytes(record);
  const rate = splat(<f32>-rateAt(record, step));
  const direction = signOf(record, 9);
  const alpha = double(record, 10);
  const keep = splat(<f32>alpha);
  const take = splat(<f32>(1 - alpha));
  const isNear = alpha > 0.5;
  const eps = splat(<f32>double(record, 12));
  const decay = <f32>double(record, 14);
  const momentum = <f32>momentumAt(record, 5, 16, step);
  for (; at < end; at += 16) {
    const values = v128.load(at);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    let v = flushDenormals(addProduct(f32x4.mul(keep, v128.load(squares)), f32x4.mul(take, g), g));
    v128.store(squares, v);
    if (means) {
      const mean = flushDenormals(lerp(v128.load(means), g, take, keep, isNear));
      v128.store(means, mean);
      v = f32x4.sub(v, f32x4.mul(mean, mean));
      means += 16;
    }
    const scale = f32x4.add(f32x4.sqrt(v), eps);
    if (momentum != 0) {
      const kept = f32x4.mul(splat(momentum), v128.load(buffer));
      const update = flushDenormals(f32x4.add(kept, f32x4.div(g, scale)));
      v128.store(buffer, update);
      v128.store(at, addProduct(values, rate, update));
      buffer += 16;
    } else {
      v128.store(at, f32x4.add(values, f32x4.div(f32x4.mul(rate, g), scale)));
    }
    gradients += 16;
    squares += 16;
  }
}

/** Op.Adagrad (Duchi et al. 2011): s += g²; p −= lr/(1 + (t − 1)·lr_decay)·g/(√s + eps) */
export function adagrad(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let squares = address(record, 6);
  const end = at + groupBytes(record);
  const t = tick(address(record, 5));
  const rate = splat(<f32>(-rateAt(record, step) / (1 + (t - 1) * double(record, 8))));
  const direction = signOf(record, 7);
  const decay = <f32>double(record, 10);
  // The sums begin as zeros.
  const initial = splat(t == 1 ? <f32>double(record, 12) : 0);
  const eps = splat(<f32>double(record, 14));
  for (; at < end; at += 16) {
    const values = v128.load(at);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    const sum = flushDenormals(addProduct(f32x4.add(v128.load(squares), initial), g, g));
    v128.store(squares, sum);
    const scale = f32x4.add(f32x4.sqrt(sum), eps);
    v128.store(at, f32x4.add(values, f32x4.div(f32x4.mul(rate, g), scale)));
    gradients += 16;
    squares += 16;
  }
}

/**
 * Op.Adadelta (Zeiler 2012): v = rho·v + (1 − rho)·g², d = √(a + eps)/√(v + eps)·g, a = rho·a + (1 − rho)·d²; p −= lr·d
 */
export function adadelta(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let squares = address(record, 5);
  let updates = address(record, 6);
  const end = at + groupBytes(record);
  const rate = splat(<f32>-rateAt(record, step));
  const direction = signOf(record, 7);
  const rho = double(record, 8);
  const keep = splat(<f32>rho);
  const take = splat(<f32>(1 - rho));
  const eps = splat(<f32>double(record, 10));
  const decay = <f32>double(record, 12);
  for (; at < end; at += 16) {
    const values = v128.load(at);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    const v = flushDenormals(addProduct(f32x4.mul(keep, v128.load(squares)), f32x4.mul(take, g), g));
    const a = v128.load(updates);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(a, eps)), f32x4.sqrt(f32x4.add(v, eps)));
    const delta = f32x4.mul(ratio, g);
    v128.store(squares, v);
    v128.store(updates, flushDenormals(addProduct(f32x4.mul(keep, a), f32x4.mul(take, delta), delta)));
    v128.store(at, addProduct(values, rate, delta));
    gradients += 16;
    squares += 16;
    updates += 16;
  }
}

/**
 * Op.ASGD (Polyak and Juditsky 1992): p = (1 − lambd·η)·p − η·g, then η = lr/(1 + lambd·lr·t)^alpha, so that a new rate
 * acts a step late, as in PyTorch. The average of the parameters, which no step uses, is not kept.
 */
export function asgd(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  const end = at + groupBytes(record);
  const counters = address(record, 5);
  const t = tick(counters);
  const rate = rateAt(record, step);
  const eta = t == 1 ? rate : load<f64>(counters, 8);
  const direction = signOf(record, 6);
  const lambd = double(record, 7);
  const decay = <f32>double(record, 11);
  const shrink = splat(<f32>(1 - lambd * eta));
  const size = splat(<f32>-eta);
  for (; at < end; at += 16) {
    const values = v128.load(at);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    v128.store(at, addProduct(f32x4.mul(values, shrink), size, g));
    gradients += 16;
  }
  store<f64>(counters, rate / NativeMath.pow(1 + lambd * rate * t, double(record, 9)), 8);
}

/**
 * Op.Rprop (Riedmiller and Braun 1993): a step size of its own for each value, which begins as the rate, grows while the
 * gradient keeps its sign, and shrinks when that changes; the gradient counts as 0 for that step then.
 */
export function rprop(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let sizes = address(record, 6);
  let last = address(record, 7);
  const end = at + groupBytes(record);
  const isFirst = tick(address(record, 5)) == 1;
  const rate = splat(<f32>rateAt(record, step));
  const direction = signOf(record, 8);
  const minus = splat(float(record, 9));
  const plus = splat(float(record, 10));
  const least = splat(float(record, 11));
  const largest = splat(float(record, 12));
  const one = splat(1);
  const zero = splat(0);
  for (; at < end; at += 16) {
    let g = f32x4.mul(direction, v128.load(gradients));
    const agreement = f32x4.mul(g, v128.load(last));
    const turned = f32x4.lt(agreement, zero);
    const factor = v128.bitselect(minus, v128.bitselect(plus, one, f32x4.gt(agreement, zero)), turned);
    const old = isFirst ? rate : v128.load(sizes);
    const size = f32x4.min(f32x4.max(f32x4.mul(old, factor), least), largest);
    g = v128.andnot(g, turned);
    v128.store(sizes, size);
    v128.store(last, g);
    v128.store(at, f32x4.sub(v128.load(at), f32x4.mul(sign(g), size)));
    gradients += 16;
    sizes += 16;
    last += 16;
  }
}
