// Losses against class indices. Every position of a sample has `classes` outputs and one target: output and gradient
// [rows·positions, stride(classes)], targets [rows, stride(positions)], each a whole number as a float32.
import { address, count, float } from "./record.ts";
import { expOfLine, logOf, maxOfLine } from "./softmax.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanes } from "./vector.ts";

// Operands all of them share.
const OUTPUT: usize = 1;
const TARGETS: usize = 2;
const GRADIENT: usize = 3;
const CLASSES: usize = 4;
const MEAN: usize = 5;
const LOSSES: usize = 6;
const WEIGHTS: usize = 7;
const POSITIONS: usize = 8;
const CLASS_WEIGHTS: usize = 9;
const IGNORE: usize = 10;

/** The class at a position of the batch, counted from 0. */
function targetAt(record: usize, positions: i32, index: i32): i32 {
  const row = index / positions;
  const place = <usize>row * rowBytes(positions) + ((<usize>(index - row * positions)) << 2);
  return <i32>load<f32>(address(record, TARGETS) + place);
}

function isClass(target: i32, classes: i32): bool {
  return <u32>target < <u32>classes;
}

function classWeight(weights: usize, target: i32): f32 {
  return weights ? load<f32>(weights + ((<usize>target) << 2)) : 1;
}

/** Σ of the weights of the classes at all positions that count; NaN where a target is no class. */
function weighTargets(record: usize, rows: i32): f64 {
  const positions = count(record, POSITIONS);
  const classes = count(record, CLASSES);
  const weights = address(record, CLASS_WEIGHTS);
  const ignore = count(record, IGNORE);
  let sum: f64 = 0;
  for (let index = rows * positions - 1; index >= 0; index--) {
    const target = targetAt(record, positions, index);
    if (target == ignore) continue;
    sum += isClass(target, classes) ? <f64>classWeight(weights, target) : NaN;
  }
  return sum;
}

function clearLine(line: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(line + at, splat(0));
}

function recordSums(record: usize, step: i32, loss: f64, weight: f64): void {
  store<f64>(address(record, LOSSES) + ((<usize>step) << 3), loss);
  store<f64>(address(record, WEIGHTS) + ((<usize>step) << 3), weight);
}

/**
 * Op.CrossEntropyLoss: with s smoothing, −(1 − s)·w[y]·log p[y] − s/C·Σ w[c]·log p[c].
 * Gradient by x[c]: p[c]·((1 − s)·w[y] + s/C·Σ w) − s/C·w[c], and − (1 − s)·w[y] at y.
 */
export function crossEntropyLoss(record: usize, rows: i32, step: i32): void {
  let output = address(record, OUTPUT);
  let gradient = address(record, GRADIENT);
  const classes = count(record, CLASSES);
  const positions = count(record, POSITIONS);
  const ignore = count(record, IGNORE);
  const weights = address(record, CLASS_WEIGHTS);
  const smoothing = float(record, 11);
  const bytes = rowBytes(classes);
  const lanes = lastLanes(classes);
  const share: f32 = smoothing / <f32>classes;
  const sure: f32 = 1 - smoothing;
  const total = smoothing ? sumOfWeights(weights, classes) : 0;
  const weight = weighTargets(record, rows);
  const scale = <f32>(count(record, MEAN) ? 1 / weight : 1);
  let sum: f64 = 0;
  for (let index = 0; index < rows * positions; index++) {
    const target = targetAt(record, positions, index);
    if (target == ignore || !isClass(target, classes)) {
      if (gradient) clearLine(gradient, bytes);
      if (target != ignore) sum = NaN;
    } else {
      const most = maxOfLine(output, bytes, lanes);
      const exps = expOfLine(output, gradient, bytes, lanes, most);
      const rest = logOf(exps);
      const own = sure * classWeight(weights, target);
      const at = (<usize>target) << 2;
      sum += <f64>(own * (rest - (load<f32>(output + at) - most)));
      if (smoothing) sum += <f64>(share * smoothLine(output, weights, classes, most, rest));
      if (gradient) {
        const factor = splat(((own + share * total) * scale) / exps);
        for (let place: usize = 0; place < bytes; place += 16) {
          v128.store(gradient + place, f32x4.mul(v128.load(gradient + place), factor));
        }
        v128.store(gradient + bytes - 16, v128.and(v128.load(gradient + bytes - 16), lanes));
        if (smoothing) subtractShare(gradient, weights, classes, share * scale);
        store<f32>(gradient + at, load<f32>(gradient + at) - own * scale);
      }
    }
    output += bytes;
    if (gradient) gradient += bytes;
  }
  recordSums(record, step, sum, weight);
}

function sumOfWeights(weights: usize, classes: i32): f32 {
  if (weights == 0) return <f32>classes;
  let sum = splat(0);
  const bytes = rowBytes(classes);
  for (let at: usize = 0; at < bytes; at += 16) sum = f32x4.add(sum, v128.load(weights + at));
  return sumLanes(sum);
}

/** −Σ w[c]·log p[c] */
function smoothLine(output: usize, weights: usize, classes: i32, most: f32, rest: f32): f32 {
  const bytes = rowBytes(classes);
  const lanes = lastLanes(classes);
  let sum = splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const loss = f32x4.sub(splat(rest), f32x4.sub(v128.load(output + at), splat(most)));
    const used = at + 16 < bytes ? loss : v128.and(loss, lanes);
    sum = addProduct(sum, weights ? v128.load(weights + at) : splat(1), used);
  }
  return sumLanes(sum);
}

/** gradient −= share·w[c] */
function subtractShare(gradient: usize, weights: usize, classes: i32, share: f32): void {
  for (let c = 0; c < classes; c++) {
    const at = (<usize>c) << 2;
    store<f32>(gradient + at, load<f32>(gradient + at) - share * classWeight(weights, c));
  }
}

/** Op.NLLLoss: −w[y]·x[y], of log-probabilities x. */
export function nllLoss(record: usize, rows: i32, step: i32): void {
  let output = address(record, OUTPUT);
  let gradient = address(record, GRADIENT);
  const classes = count(record, CLASSES);
  const positions = count(record, POSITIONS);
  const ignore = count(record, IGNORE);
  const weights = address(record, CLASS_WEIGHTS);
  const bytes = rowBytes(classes);
  const weight = weighTargets(record, rows);
  const scale = <f32>(count(record, MEAN) ? 1 / weight : 1);
  let sum: f64 = 0;
  for (let index = 0; index < rows * positions; index++) {
    const target = targetAt(record, positions, index);
    if (gradient) clearLine(gradient, bytes);
    if (target != ignore) {
      if (isClass(target, classes)) {
        const at = (<usize>target) << 2;
        const own = classWeight(weights, target);
        sum -= <f64>(own * load<f32>(output + at));
        if (gradient) store<f32>(gradient + at, -own * scale);
      } else sum = NaN;
    }
    output += bytes;
    if (gradient) gradient += bytes;
  }
  recordSums(record, step, sum, weight);
}

/** Op.MultiMarginLoss: w[y]/C·Σ over j ≠ y of max(0, margin − x[y] + x[j])ᵖ, p 1 or 2. */
export function multiMarginLoss(record: usize, rows: i32, step: i32): void {
  let output = address(record, OUTPUT);
  let gradient = address(record, GRADIENT);
  const classes = count(record, CLASSES);
  const weights = address(record, CLASS_WEIGHTS);
  const margin = float(record, 11);
  const squared = count(record, 12) == 2;
  const bytes = rowBytes(classes);
  const scale: f32 = <f32>1 / <f32>(count(record, MEAN) ? rows * classes : classes);
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const target = targetAt(record, 1, row);
    if (gradient) clearLine(gradient, bytes);
    if (isClass(target, classes)) {
      const own = classWeight(weights, target);
      const at = (<usize>target) << 2;
      const reference = margin - load<f32>(output + at);
      let line: f32 = 0;
      let back: f32 = 0;
      for (let c = 0; c < classes; c++) {
        const place = (<usize>c) << 2;
        const z = reference + load<f32>(output + place);
        // !(z <= 0): NaN goes on.
        if (c != target && !(z <= 0)) {
          line += squared ? z * z : z;
          const slope: f32 = (squared ? z + z : <f32>1) * own * scale;
          back += slope;
          if (gradient) store<f32>(gradient + place, slope);
        }
      }
      sum += <f64>((own * line) / <f32>classes);
      if (gradient) store<f32>(gradient + at, -back);
    } else sum = NaN;
    output += bytes;
    if (gradient) gradient += bytes;
  }
  recordSums(record, step, sum, <f64>rows);
}
