// Moving values between layouts. A batch is [rows, lines, stride(width)]; merging lines takes out the padding in between.
import { lastLanes, rowBytes, splat } from "./vector.ts";

/** Copies `floats` values that need not be aligned; reads, but does not write, up to three beyond. */
export function copyFloats(source: usize, target: usize, floats: i32): void {
  for (; floats >= 4; floats -= 4) {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  }
  for (; floats > 0; floats--) {
    store<f32>(target, load<f32>(source));
    source += 4;
    target += 4;
  }
}

/** [lines·merged, stride(width)] → [lines, stride(width·merged)]. */
export function mergeLines(input: usize, output: usize, width: i32, lines: i32, merged: i32): void {
  const bytes = rowBytes(width);
  const outputBytes = rowBytes(width * merged);
  for (let line = 0; line < lines; line++) {
    v128.store(output + outputBytes - 16, splat(0));
    for (let i = 0; i < merged; i++) {
      copyFloats(input, output + ((<usize>(i * width)) << 2), width);
      input += bytes;
    }
    output += outputBytes;
  }
}

/** [lines, stride(width·merged)] → [lines·merged, stride(width)]. */
export function splitLines(input: usize, output: usize, width: i32, lines: i32, merged: i32): void {
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < merged; i++) {
      const from = input + ((<usize>(i * width)) << 2);
      let at: usize = 0;
      for (; at < bytes - 16; at += 16) v128.store(output + at, v128.load(from + at));
      v128.store(output + at, v128.and(v128.load(from + at), lanes));
      output += bytes;
    }
    input += rowBytes(width * merged);
  }
}
