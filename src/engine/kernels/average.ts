// Slow copies: Lookahead's of parameters, and averages of parameters and buffers to evaluate on. `floats` long, padding as the parameters'.
import { address, count, double, float } from "./record.ts";
import { groupBytes, lerp, tick } from "./update.ts";
import { addProduct, splat } from "./vector.ts";

/** Op.KeepFirst */
export function keepFirst(record: usize): void {
  if (load<f64>(address(record, 4)) == 0) memory.copy(address(record, 2), address(record, 1), groupBytes(record));
}

/** Op.Lookahead (Zhang et al. 2019, algorithm 1): slow += alpha·(fast − slow), fast = slow */
export function lookahead(record: usize): void {
  const counter = address(record, 4);
  if (tick(counter) % <f64>count(record, 5) != 0) return;
  let fast = address(record, 1);
  let slow = address(record, 2);
  const end = fast + groupBytes(record);
  const alpha = splat(float(record, 6));
  for (; fast < end; fast += 16) {
    const from = v128.load(slow);
    const moved = addProduct(from, alpha, f32x4.sub(v128.load(fast), from));
    v128.store(slow, moved);
    v128.store(fast, moved);
    slow += 16;
  }
}

/** Op.CountUpdate */
export function countUpdate(record: usize): void {
  const counters = address(record, 1);
  if (tick(counters) > <f64>count(record, 2)) tick(counters + 8);
}

/** Op.CopyValues */
export function copyValues(record: usize): void {
  memory.copy(address(record, 2), address(record, 1), groupBytes(record));
}

/** How many updates Op.CountUpdate has counted, this one included. */
function updatesOf(record: usize): f64 {
  return load<f64>(address(record, 4), 8);
}

/**
 * Op.Average, as torch.optim.swa_utils: the first update copies; then average += (1 − decay)·(values − average), or
 * with equal weights average += (values − average) / updates.
 */
export function average(record: usize): void {
  const updates = updatesOf(record);
  if (updates <= 1) return copyValues(record);
  let values = address(record, 1);
  let target = address(record, 2);
  const end = values + groupBytes(record);
  const decay = double(record, 5);
  if (decay < 0) {
    const divisor = splat(<f32>updates);
    for (; values < end; values += 16) {
      const old = v128.load(target);
      v128.store(target, f32x4.add(old, f32x4.div(f32x4.sub(v128.load(values), old), divisor)));
      target += 16;
    }
    return;
  }
  const weight = 1 - decay;
  const isNear = weight < 0.5;
  const take = splat(<f32>weight);
  const rest = splat(<f32>(1 - weight));
  for (; values < end; values += 16) {
    v128.store(target, lerp(v128.load(target), v128.load(values), take, rest, isNear));
    target += 16;
  }
}

/** Op.AverageCounts. torch.optim.swa_utils averages integers in float32, decay·average + (1 − decay)·value, and truncates. */
export function averageCounts(record: usize): void {
  const updates = updatesOf(record);
  if (updates <= 1) return copyValues(record);
  let values = address(record, 1);
  let target = address(record, 2);
  const end = values + groupBytes(record);
  const decay = double(record, 5);
  const keep = splat(<f32>decay);
  const take = splat(<f32>(1 - decay));
  const divisor = splat(<f32>updates);
  for (; values < end; values += 16) {
    const value = v128.load(values);
    const old = v128.load(target);
    const moved =
      decay < 0
        ? f32x4.add(old, f32x4.div(f32x4.sub(value, old), divisor))
        : f32x4.add(f32x4.mul(old, keep), f32x4.mul(value, take));
    v128.store(target, f32x4.trunc(moved));
    target += 16;
  }
}
