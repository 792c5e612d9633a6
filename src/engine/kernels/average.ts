// Slow copies of parameters: Lookahead's, and averages to evaluate on. `floats` long, padding as the parameters'.
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

/**
 * Op.Average, as torch.optim.swa_utils: the first update copies; then average += (1 − decay)·(parameters − average), or
 * with equal weights average += (parameters − average)/(updates + 1).
 */
export function average(record: usize): void {
  let values = address(record, 1);
  let target = address(record, 2);
  const bytes = groupBytes(record);
  const counters = address(record, 4);
  const isBefore = tick(counters) <= <f64>count(record, 5);
  const updates = load<f64>(counters, 8);
  if (!isBefore) store<f64>(counters, updates + 1, 8);
  if (updates == 0) {
    memory.copy(target, values, bytes);
    return;
  }
  const decay = double(record, 6);
  const weight = decay < 0 ? 1 / (updates + 1) : 1 - decay;
  const isNear = weight < 0.5;
  const take = splat(<f32>weight);
  const rest = splat(<f32>(1 - weight));
  const end = values + bytes;
  for (; values < end; values += 16) {
    v128.store(target, lerp(v128.load(target), v128.load(values), take, rest, isNear));
    target += 16;
  }
}
