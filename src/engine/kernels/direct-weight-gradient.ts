// The weights' gradient of a convolution whose kernel moves by one place, over planes.
import { depthOf, Geometry } from "./geometry.ts";
import { pad, planeHeight, planeLine, tableOf } from "./planes.ts";
import { transpose } from "./transpose.ts";
import { addProduct, rowBytes, splat, stride } from "./vector.ts";

/**
 * Four of the values under a kernel by eight outputs: sums += Σ over places of values·gradientᵀ.
 * @param a0 where the values of each of the four lie for the first place; `line` bytes from one line to the next
 * @param gradient [lines, stride(places), outputs], `step` bytes a place
 */
function weightTile(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  line: usize,
  gradient: usize,
  step: usize,
  g: Geometry,
  sums: usize,
  used: i32,
  isWide: bool,
): void {
  let c00 = splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const skip = step * <usize>(stride(g.outputWidth) - g.outputWidth);
  const width = (<usize>g.outputWidth) << 2;
  for (let y = g.outputHeight; y > 0; y--) {
    for (let x: usize = 0; x < width; x += 4) {
      const b0 = v128.load(gradient);
      const b1 = v128.load(gradient, 16);
      let factor = v128.load32_splat(a0 + x);
      c00 = addProduct(c00, factor, b0);
      c01 = addProduct(c01, factor, b1);
      factor = v128.load32_splat(a1 + x);
      c10 = addProduct(c10, factor, b0);
      c11 = addProduct(c11, factor, b1);
      factor = v128.load32_splat(a2 + x);
      c20 = addProduct(c20, factor, b0);
      c21 = addProduct(c21, factor, b1);
      factor = v128.load32_splat(a3 + x);
      c30 = addProduct(c30, factor, b0);
      c31 = addProduct(c31, factor, b1);
      gradient += step;
    }
    gradient += skip;
    a0 += line;
    a1 += line;
    a2 += line;
    a3 += line;
  }
  addRow(sums, c00, c01, isWide);
  if (used > 1) addRow(sums + step, c10, c11, isWide);
  if (used > 2) addRow(sums + 2 * step, c20, c21, isWide);
  if (used > 3) addRow(sums + 3 * step, c30, c31, isWide);
}

function addRow(sums: usize, left: v128, right: v128, isWide: bool): void {
  v128.store(sums, f32x4.add(v128.load(sums), left));
  if (isWide) v128.store(sums, f32x4.add(v128.load(sums, 16), right), 16);
}

/**
 * Op.ConvolutionWeightGradient. Scratch: table [depth], sums [depth, stride(outputs/groups)], one sample's gradient
 * [places, stride(outputs/groups)] and a vector, planes.
 */
export function directWeightGradient(
  input: usize,
  gradient: usize,
  weight: usize,
  scratch: usize,
  g: Geometry,
  rows: i32,
): void {
  const depth = depthOf(g);
  const channels = g.channels / g.groups;
  const each = g.outputs / g.groups;
  const lines = planeHeight(g.outputHeight, g);
  const line = planeLine(g.outputWidth, g);
  const group = <usize>(channels * g.height) * rowBytes(g.width);
  const places = g.outputHeight * stride(g.outputWidth);
  const step = rowBytes(each);
  const outputs = (<usize>(each * places)) << 2;
  const sums = scratch + rowBytes(depth);
  const turned = sums + <usize>depth * step;
  const planes = turned + <usize>places * step + 16;
  tableOf(g, line, lines, scratch);
  for (let i = 0; i < g.groups; i++) {
    for (let at = sums; at < turned; at += 16) v128.store(at, splat(0));
    for (let row = 0; row < rows; row++) {
      const sample = <usize>(row * g.groups + i);
      pad(input + sample * group, planes, channels, g.height, g.width, lines, line, g.padTop, g.padLeft);
      transpose(gradient + sample * outputs, turned, each, places);
      for (let k = 0; k < depth; k += 4) {
        const used = min(4, depth - k);
        const a0 = planes + valueAt(scratch, k);
        // Values beyond the last are computed like it, and not kept.
        const a1 = planes + valueAt(scratch, k + min(1, used - 1));
        const a2 = planes + valueAt(scratch, k + min(2, used - 1));
        const a3 = planes + valueAt(scratch, k + min(3, used - 1));
        for (let first: usize = 0; first < step; first += 32) {
          const target = sums + <usize>k * step + first;
          weightTile(a0, a1, a2, a3, line, turned + first, step, g, target, used, first + 16 < step);
        }
      }
    }
    transpose(sums, weight + <usize>(i * each) * rowBytes(depth), depth, each);
  }
}

function valueAt(table: usize, k: i32): usize {
  return <usize>load<u32>(table + ((<usize>k) << 2));
}
