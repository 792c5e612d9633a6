// What metrics are made of. They record a batch's sums in double precision, a float64 for each step.
import { address, count } from "./record.ts";
import { rowBytes } from "./vector.ts";

function recordShare(right: usize, counted: usize, step: i32, correct: i32, all: i32): void {
  store<f64>(right + ((<usize>step) << 3), <f64>correct);
  store<f64>(counted + ((<usize>step) << 3), <f64>all);
}

/** Op.BinaryAccuracy: output > 0 against target > ½. Batches [rows·lines, stride(width)]. */
export function binaryAccuracy(record: usize, rows: i32, step: i32): void {
  let output = address(record, 1);
  let targets = address(record, 2);
  const width = count(record, 3);
  const lines = rows * count(record, 4);
  const bytes = rowBytes(width);
  let correct = 0;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < width; i++) {
      const at = (<usize>i) << 2;
      if (load<f32>(output + at) > 0 == load<f32>(targets + at) > 0.5) correct++;
    }
    output += bytes;
    targets += bytes;
  }
  recordShare(address(record, 5), address(record, 6), step, correct, lines * width);
}

/** How many outputs of a line come before that of a class: larger ones, equal ones of a lower index, NaN before numbers. */
function placeOf(line: usize, width: i32, target: i32): i32 {
  const own = load<f32>(line + ((<usize>target) << 2));
  let before = 0;
  for (let i = 0; i < width; i++) {
    const value = load<f32>(line + ((<usize>i) << 2));
    const isEqual = value == own || (value != value && own != own);
    if (isEqual ? i < target : value > own || (value != value && own == own)) before++;
  }
  return before;
}

/** Op.ClassAccuracy. output [rows·positions, stride(classes)], targets [rows, stride(positions)]. */
export function classAccuracy(record: usize, rows: i32, step: i32): void {
  let output = address(record, 1);
  let targets = address(record, 2);
  const classes = count(record, 3);
  const positions = count(record, 4);
  const ignore = count(record, 5);
  const k = count(record, 6);
  const bytes = rowBytes(classes);
  let correct = 0;
  let all = 0;
  for (let row = 0; row < rows; row++) {
    for (let position = 0; position < positions; position++) {
      const target = <i32>load<f32>(targets + ((<usize>position) << 2));
      if (target != ignore) {
        all++;
        if (<u32>target < <u32>classes && placeOf(output, classes, target) < k) correct++;
      }
      output += bytes;
    }
    targets += rowBytes(positions);
  }
  recordShare(address(record, 7), address(record, 8), step, correct, all);
}

/** Op.SquaredSums. Batches [rows, lines, stride(width)]; a value's three sums lie one behind the other. */
export function squaredSums(record: usize, rows: i32, step: i32): void {
  const output = address(record, 1);
  const targets = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const pitch = <usize>count(record, 6);
  const lineBytes = rowBytes(width);
  const sampleBytes = <usize>lines * lineBytes;
  let sums = address(record, 5) + ((<usize>step) << 3);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < width; i++) {
      let at = <usize>line * lineBytes + ((<usize>i) << 2);
      let sum: f64 = 0;
      let squares: f64 = 0;
      let rest: f64 = 0;
      for (let row = 0; row < rows; row++) {
        const y = <f64>load<f32>(targets + at);
        const difference = y - <f64>load<f32>(output + at);
        sum += y;
        squares += y * y;
        rest += difference * difference;
        at += sampleBytes;
      }
      store<f64>(sums, sum);
      store<f64>(sums + pitch, squares);
      store<f64>(sums + 2 * pitch, rest);
      sums += 3 * pitch;
    }
  }
}
