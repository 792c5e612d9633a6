// Embedding: a learnt line for each index. indices [rows·lines, stride(width)], weight [count, stride(dim)],
// output [rows·lines·width, stride(dim)].
import { address, count } from "./record.ts";
import { lastLanes, rowBytes, splat } from "./vector.ts";

/** Op.Embedding. What is no index gives NaN. */
export function embedding(record: usize, rows: i32): void {
  let indices = address(record, 1);
  const weight = address(record, 2);
  let output = address(record, 3);
  const width = count(record, 4);
  const lines = rows * count(record, 5);
  const bytes = rowBytes(count(record, 6));
  const all = count(record, 7);
  const lanes = lastLanes(count(record, 6));
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < width; i++) {
      const index = <i32>load<f32>(indices + ((<usize>i) << 2));
      const known = <u32>index < <u32>all;
      const from = weight + <usize>index * bytes;
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(output + at, known ? v128.load(from + at) : splat(NaN));
      }
      if (!known) v128.store(output + bytes - 16, v128.and(splat(NaN), lanes));
      output += bytes;
    }
    indices += rowBytes(width);
  }
}

/** Op.EmbeddingGradient: weight'[index] = Σ gradient where it stands; none for the padding. */
export function embeddingGradient(record: usize, rows: i32): void {
  let indices = address(record, 1);
  const weight = address(record, 2);
  let gradient = address(record, 3);
  const width = count(record, 4);
  const lines = rows * count(record, 5);
  const bytes = rowBytes(count(record, 6));
  const all = count(record, 7);
  const padding = count(record, 8);
  const end = <usize>all * bytes;
  for (let at: usize = 0; at < end; at += 16) v128.store(weight + at, splat(0));
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < width; i++) {
      const index = <i32>load<f32>(indices + ((<usize>i) << 2));
      if (<u32>index < <u32>all && index != padding) {
        const target = weight + <usize>index * bytes;
        for (let at: usize = 0; at < bytes; at += 16) {
          v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(gradient + at)));
        }
      }
      gradient += bytes;
    }
    indices += rowBytes(width);
  }
}
