// Adam (Kingma and Ba 2015) and its relatives, as torch.optim's, over the parameters of one group, `floats` long.
// m: the gradient's exponential mean. v: its square's.
import { address, count, double } from "./record.ts";
import { flushDenormals, groupBytes, lerp, momentumAt, power, rateAt, sign, signOf, tick } from "./update.ts";
import { addProduct, splat } from "./vector.ts";

// Operands they have in common, behind parameters, gradients, floats and rates.
const MOMENTA = 5;
const COUNTERS = 6;
const FIRST = 7;
const SECOND = 8;
const MAXIMA = 9;
const MAXIMIZE = 10;
const DECOUPLED = 11;
const BETA1 = 12;
const BETA2 = 14;
const EPS = 16;
const WEIGHT_DECAY = 18;
const MOMENTUM_DECAY = 20;

/** What decoupled weight decay multiplies parameters by; 1 without. */
function shrinkage(record: usize, rate: f64): v128 {
  return splat(count(record, DECOUPLED) ? <f32>(1 - rate * double(record, WEIGHT_DECAY)) : 1);
}

/** Weight decay that goes into the gradient. */
function coupledDecay(record: usize): f32 {
  return count(record, DECOUPLED) ? 0 : <f32>double(record, WEIGHT_DECAY);
}

/** v = beta2·v + (1 − beta2)·g² */
function secondMoment(v: v128, g: v128, keep: v128, take: v128): v128 {
  return flushDenormals(addProduct(f32x4.mul(keep, v), f32x4.mul(take, g), g));
}

/**
 * Op.NAdam (Dozat 2016): with µ = beta1·(1 − ½·0.96^(t·decay)), µ' that of the next step, P the product of all µ so far,
 * d = √(v/(1 − beta2ᵗ)) + eps: p −= lr·(1 − µ)/(1 − P)·g/d + lr·µ'/(1 − P·µ')·m/d
 */
export function nadam(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let first = address(record, FIRST);
  let second = address(record, SECOND);
  const end = at + groupBytes(record);
  const rate = rateAt(record, step);
  const beta1 = momentumAt(record, MOMENTA, BETA1, step);
  const beta2 = double(record, BETA2);
  const counters = address(record, COUNTERS);
  const t = tick(counters);
  const correction = splat(<f32>(1 - power(counters + 8, beta2, t)));
  const momentumDecay = double(record, MOMENTUM_DECAY);
  const mu = beta1 * (1 - 0.5 * NativeMath.pow(0.96, t * momentumDecay));
  const next = beta1 * (1 - 0.5 * NativeMath.pow(0.96, (t + 1) * momentumDecay));
  const product = (t == 1 ? 1 : load<f64>(counters, 24)) * mu;
  store<f64>(counters, product, 24);
  const ofGradient = splat(<f32>((-rate * (1 - mu)) / (1 - product)));
  const ofMoment = splat(<f32>((-rate * next) / (1 - product * next)));
  const weight = splat(<f32>(1 - beta1));
  const rest = splat(<f32>beta1);
  const isNear = beta1 > 0.5;
  const keep = splat(<f32>beta2);
  const take = splat(<f32>(1 - beta2));
  const eps = splat(<f32>double(record, EPS));
  const direction = signOf(record, MAXIMIZE);
  const shrink = shrinkage(record, rate);
  const decay = coupledDecay(record);
  for (; at < end; at += 16) {
    const values = f32x4.mul(v128.load(at), shrink);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    const m = flushDenormals(lerp(v128.load(first), g, weight, rest, isNear));
    const v = secondMoment(v128.load(second), g, keep, take);
    v128.store(first, m);
    v128.store(second, v);
    const scale = f32x4.add(f32x4.sqrt(f32x4.div(v, correction)), eps);
    const moved = f32x4.add(values, f32x4.div(f32x4.mul(ofGradient, g), scale));
    v128.store(at, f32x4.add(moved, f32x4.div(f32x4.mul(ofMoment, m), scale)));
    gradients += 16;
    first += 16;
    second += 16;
  }
}

/**
 * Op.RAdam (Liu et al. 2020): with ρ∞ = 2/(1 − beta2) − 1, ρ = ρ∞ − 2t·beta2ᵗ/(1 − beta2ᵗ), m̂ = m/(1 − beta1ᵗ):
 * p −= lr·m̂, once ρ > 5 times √(1 − beta2ᵗ)/(√v + eps) · √((ρ−4)(ρ−2)ρ∞/((ρ∞−4)(ρ∞−2)ρ))
 */
export function radam(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let first = address(record, FIRST);
  let second = address(record, SECOND);
  const end = at + groupBytes(record);
  const rate = rateAt(record, step);
  const beta1 = momentumAt(record, MOMENTA, BETA1, step);
  const beta2 = double(record, BETA2);
  const counters = address(record, COUNTERS);
  const t = tick(counters);
  const correction1 = 1 - power(counters + 8, beta1, t);
  const correction2 = 1 - power(counters + 24, beta2, t);
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * t * (1 - correction2)) / correction2;
  const isAdaptive = length > 5;
  let factor = -rate / correction1;
  if (isAdaptive) {
    const ratio = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
    factor *= Math.sqrt(ratio) * Math.sqrt(correction2);
  }
  const size = splat(<f32>factor);
  const weight = splat(<f32>(1 - beta1));
  const rest = splat(<f32>beta1);
  const isNear = beta1 > 0.5;
  const keep = splat(<f32>beta2);
  const take = splat(<f32>(1 - beta2));
  const eps = splat(<f32>double(record, EPS));
  const direction = signOf(record, MAXIMIZE);
  const shrink = shrinkage(record, rate);
  const decay = coupledDecay(record);
  for (; at < end; at += 16) {
    const values = f32x4.mul(v128.load(at), shrink);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    const m = flushDenormals(lerp(v128.load(first), g, weight, rest, isNear));
    const v = secondMoment(v128.load(second), g, keep, take);
    v128.store(first, m);
    v128.store(second, v);
    let update = f32x4.mul(size, m);
    if (isAdaptive) update = f32x4.div(update, f32x4.add(f32x4.sqrt(v), eps));
    v128.store(at, f32x4.add(values, update));
    gradients += 16;
    first += 16;
    second += 16;
  }
}

/** Op.Adamax: u = max(beta2·u, |g| + eps); p −= lr/(1 − beta1ᵗ)·m/u */
export function adamax(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let first = address(record, FIRST);
  let norms = address(record, SECOND);
  const end = at + groupBytes(record);
  const beta1 = momentumAt(record, MOMENTA, BETA1, step);
  const counters = address(record, COUNTERS);
  const t = tick(counters);
  const size = splat(<f32>(-rateAt(record, step) / (1 - power(counters + 8, beta1, t))));
  const weight = splat(<f32>(1 - beta1));
  const rest = splat(<f32>beta1);
  const isNear = beta1 > 0.5;
  const keep = splat(<f32>double(record, BETA2));
  const eps = splat(<f32>double(record, EPS));
  const direction = signOf(record, MAXIMIZE);
  const decay = coupledDecay(record);
  for (; at < end; at += 16) {
    const values = v128.load(at);
    let g = f32x4.mul(direction, v128.load(gradients));
    if (decay != 0) g = addProduct(g, splat(decay), values);
    const m = flushDenormals(lerp(v128.load(first), g, weight, rest, isNear));
    const u = flushDenormals(f32x4.max(f32x4.mul(keep, v128.load(norms)), f32x4.add(f32x4.abs(g), eps)));
    v128.store(first, m);
    v128.store(norms, u);
    v128.store(at, f32x4.add(values, f32x4.div(f32x4.mul(size, m), u)));
    gradients += 16;
    first += 16;
    norms += 16;
  }
}

/** Op.Lion (Chen et al. 2023): p −= lr·(sign(beta1·m + (1 − beta1)·g) + decay·p), then m = beta2·m + (1 − beta2)·g */
export function lion(record: usize, step: i32): void {
  let at = address(record, 1);
  let gradients = address(record, 2);
  let moments = address(record, 6);
  const end = at + groupBytes(record);
  const rate = rateAt(record, step);
  const beta1 = momentumAt(record, 5, 8, step);
  const beta2 = double(record, 10);
  const keep1 = splat(<f32>beta1);
  const take1 = splat(<f32>(1 - beta1));
  const keep2 = splat(<f32>beta2);
  const take2 = splat(<f32>(1 - beta2));
  const size = splat(<f32>-rate);
  const shrink = splat(<f32>(1 - rate * double(record, 12)));
  const direction = signOf(record, 7);
  for (; at < end; at += 16) {
    const g = f32x4.mul(direction, v128.load(gradients));
    const m = v128.load(moments);
    const update = sign(addProduct(f32x4.mul(keep1, m), take1, g));
    v128.store(at, addProduct(f32x4.mul(v128.load(at), shrink), size, update));
    v128.store(moments, flushDenormals(addProduct(f32x4.mul(keep2, m), take2, g)));
    gradients += 16;
    moments += 16;
  }
}
