// Muon (Jordan et al. 2024), as torch.optim.Muon but for its bfloat16: all in float32, for one matrix
// [rows, stride(columns)]. Stored transposed it comes to the same, as the orthogonal factor of a transpose is the
// transpose of the orthogonal factor.
import { product } from "./product.ts";
import { transpose } from "./transpose.ts";
import { address, count, double } from "./record.ts";
import { flushDenormals, lerp, momentumAt, rateAt } from "./update.ts";
import { addProduct, clearPadding, rowBytes, splat, sumLanesWide } from "./vector.ts";

/** buffer = lerp(buffer, g, 1 − momentum); target = the buffer, with Nesterov lerp(g, buffer, momentum). */
function follow(gradient: usize, buffer: usize, target: usize, bytes: usize, momentum: f64, nesterov: bool): void {
  const keep = splat(<f32>momentum);
  const take = splat(<f32>(1 - momentum));
  const isNear = momentum > 0.5;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = v128.load(gradient + at);
    const b = flushDenormals(lerp(v128.load(buffer + at), g, take, keep, isNear));
    v128.store(buffer + at, b);
    v128.store(target + at, nesterov ? lerp(g, b, keep, take, momentum < 0.5) : b);
  }
}

/** x /= max(‖x‖, eps), Frobenius. */
function normalise(x: usize, bytes: usize, eps: f32): void {
  let squares: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = v128.load(x + at);
    squares += sumLanesWide(f32x4.mul(v, v));
  }
  const norm = splat(max<f32>(<f32>Math.sqrt(squares), eps));
  for (let at: usize = 0; at < bytes; at += 16) v128.store(x + at, f32x4.div(v128.load(x + at), norm));
}

/** target += factor·source */
function add(target: usize, source: usize, bytes: usize, factor: f32): void {
  const scale = splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, addProduct(v128.load(target + at), scale, v128.load(source + at)));
  }
}

/** target = scale·target + factor·source */
function combine(target: usize, scale: f32, source: usize, factor: f32, bytes: usize): void {
  const own = splat(scale);
  const other = splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, addProduct(f32x4.mul(own, v128.load(target + at)), other, v128.load(source + at)));
  }
}

/**
 * Op.Muon: u from momentum, X = u/max(‖u‖, eps), lying on its longer side; as often as asked for (Newton and Schulz)
 * S = XXᵀ, X = aX + (bS + cSS)X; then p −= lr·decay·p + lr·factor·X.
 */
export function muon(record: usize, step: i32): void {
  const parameter = address(record, 1);
  const rows = count(record, 3);
  const columns = count(record, 6);
  const stored = <usize>rows * rowBytes(columns);
  let x = address(record, 8);
  let next = address(record, 9);
  const gram = address(record, 10);
  const update = address(record, 11);
  const standing = address(record, 12);
  const isTall = rows > columns;
  const m = isTall ? columns : rows;
  const n = isTall ? rows : columns;
  const bytes = <usize>m * rowBytes(n);
  const gramBytes = <usize>m * rowBytes(m);
  const momentum = momentumAt(record, 5, 15, step);
  follow(address(record, 2), address(record, 7), isTall ? standing : x, stored, momentum, count(record, 13) != 0);
  if (isTall) transpose(standing, x, rows, columns);
  normalise(x, bytes, <f32>double(record, 19));
  const a = <f32>double(record, 21);
  const b = <f32>double(record, 23);
  const c = <f32>double(record, 25);
  for (let iteration = count(record, 14); iteration > 0; iteration--) {
    transpose(x, standing, m, n);
    product(m, n, x, rowBytes(n), 4, standing, gram, rowBytes(m), 0);
    product(m, m, gram, rowBytes(m), 4, gram, update, rowBytes(m), 0);
    combine(update, c, gram, b, gramBytes);
    product(m, m, update, rowBytes(m), 4, x, next, rowBytes(n), 0);
    add(next, x, bytes, a);
    const last = x;
    x = next;
    next = last;
  }
  const rate = rateAt(record, step);
  if (isTall) transpose(x, standing, m, n);
  const shrink = <f32>(1 - rate * double(record, 17));
  combine(parameter, shrink, isTall ? standing : x, <f32>(-rate * double(record, 27)), stored);
  // 0/0, or 0·∞ once the run has diverged.
  clearPadding(parameter, rows, columns);
}
