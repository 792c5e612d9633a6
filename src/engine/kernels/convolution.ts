// Convolutions by unfolding: the values under the kernel, for every place it comes to, as the columns of a matrix. Samples
// are [channels, height, stride(width)]; weight [out, stride(in/groups·kernel)]; columns [in/groups·kernel, places], where
// the places of a sample are its output's lines, padding included: [out height, stride(out width)].
import { directConvolution } from "./direct-convolution.ts";
import { directInputGradient } from "./direct-input-gradient.ts";
import { directWeightGradient } from "./direct-weight-gradient.ts";
import { depthOf, Geometry, geometryAt, placesOf } from "./geometry.ts";
import { isDirect } from "./planes.ts";
import { product } from "./product.ts";
import { transpose } from "./transpose.ts";
import { address } from "./record.ts";
import { lastLanes, rowBytes, splat, stride, sumLanes } from "./vector.ts";

/** The first place of an output line whose input, at place·step + shift, lies within it. */
function firstInside(shift: i32, step: i32): i32 {
  return shift >= 0 ? 0 : (step - 1 - shift) / step;
}

/** One behind the last place of an output line whose input lies within it. */
function endInside(shift: i32, step: i32, width: i32, outputs: i32): i32 {
  const last = width - 1 - shift;
  return last < 0 ? 0 : min(outputs, last / step + 1);
}

/** target[i] = line[i·step + shift], 0 where that lies outside the line. */
function unfoldLine(line: usize, target: usize, g: Geometry, shift: i32): void {
  const step = g.strideWidth;
  const first = firstInside(shift, step);
  const end = endInside(shift, step, g.width, g.outputWidth);
  const bytes = rowBytes(g.outputWidth);
  if (step != 1 || first >= end) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, splat(0));
    for (let i = first; i < end; i++) {
      store<f32>(target + ((<usize>i) << 2), load<f32>(line + ((<usize>(i * step + shift)) << 2)));
    }
    return;
  }
  const from = line + ((<usize>shift) << 2);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, v128.load(from + at));
  for (let i = 0; i < first; i++) store<f32>(target + ((<usize>i) << 2), 0);
  for (let i = end; i < stride(g.outputWidth); i++) store<f32>(target + ((<usize>i) << 2), 0);
}

/** line[i·step + shift] += source[i], where that lies within the line. */
function foldLine(source: usize, line: usize, g: Geometry, shift: i32): void {
  const step = g.strideWidth;
  let i = firstInside(shift, step);
  const end = endInside(shift, step, g.width, g.outputWidth);
  if (step == 1) {
    for (; i + 4 <= end; i += 4) {
      const to = line + ((<usize>(i + shift)) << 2);
      v128.store(to, f32x4.add(v128.load(to), v128.load(source + ((<usize>i) << 2))));
    }
  }
  for (; i < end; i++) {
    const to = line + ((<usize>(i * step + shift)) << 2);
    store<f32>(to, load<f32>(to) + load<f32>(source + ((<usize>i) << 2)));
  }
}

/** The columns of a group's channels, or, folding, the sums of columns where they came from. */
function eachLine(channels: usize, columns: usize, g: Geometry, folding: bool): void {
  const line = rowBytes(g.width);
  const outputLine = rowBytes(g.outputWidth);
  const each = g.channels / g.groups;
  for (let channel = 0; channel < each; channel++) {
    for (let ky = 0; ky < g.kernelHeight; ky++) {
      for (let kx = 0; kx < g.kernelWidth; kx++) {
        const shift = kx * g.dilationWidth - g.padLeft;
        let y = ky * g.dilationHeight - g.padTop;
        for (let place = 0; place < g.outputHeight; place++) {
          const isInside = <u32>y < <u32>g.height;
          const at = channels + <usize>y * line;
          if (folding) {
            if (isInside) foldLine(columns, at, g, shift);
          } else if (isInside) unfoldLine(at, columns, g, shift);
          else for (let i: usize = 0; i < outputLine; i += 16) v128.store(columns + i, splat(0));
          columns += outputLine;
          y += g.strideHeight;
        }
      }
    }
    channels += <usize>g.height * line;
  }
}

/** Op.Convolution: output = weight·columns + bias */
export function convolution(record: usize, rows: i32): void {
  let input = address(record, 1);
  const weight = address(record, 2);
  const bias = address(record, 3);
  let output = address(record, 4);
  const columns = address(record, 5);
  const g = geometryAt(record, 6);
  if (isDirect(g)) return directConvolution(input, weight, bias, output, columns, g, rows);
  const depth = depthOf(g);
  const each = g.outputs / g.groups;
  const bytes = (<usize>placesOf(g)) << 2;
  const group = <usize>((g.channels / g.groups) * g.height) * rowBytes(g.width);
  const weights = <usize>each * rowBytes(depth);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < g.groups; i++) {
      eachLine(input, columns, g, false);
      product(each, depth, weight + <usize>i * weights, rowBytes(depth), 4, columns, output, bytes, 0);
      addBias(output, bias ? bias + ((<usize>(i * each)) << 2) : 0, each, g);
      input += group;
      output += <usize>each * bytes;
    }
  }
}

/** Adds each channel's bias, and clears the padding. */
function addBias(output: usize, bias: usize, channels: i32, g: Geometry): void {
  const bytes = rowBytes(g.outputWidth);
  if (bias == 0 && (g.outputWidth & 3) == 0) return;
  const lanes = lastLanes(g.outputWidth);
  for (let channel = 0; channel < channels; channel++) {
    const value = bias ? v128.load32_splat(bias + ((<usize>channel) << 2)) : splat(0);
    for (let line = 0; line < g.outputHeight; line++) {
      const last = output + bytes - 16;
      for (; output < last; output += 16) v128.store(output, f32x4.add(v128.load(output), value));
      v128.store(output, v128.and(f32x4.add(v128.load(output), value), lanes));
      output += 16;
    }
  }
}

/** Op.ConvolutionBiasGradient: bias' = Σ of the channel's gradient */
export function convolutionBiasGradient(record: usize, rows: i32): void {
  const gradient = address(record, 1);
  const bias = address(record, 2);
  const g = geometryAt(record, 3);
  const bytes = (<usize>placesOf(g)) << 2;
  for (let channel = 0; channel < g.outputs; channel++) {
    let sum: f32 = 0;
    for (let row = 0; row < rows; row++) {
      let from = gradient + <usize>(row * g.outputs + channel) * bytes;
      let part = splat(0);
      for (const end = from + bytes; from < end; from += 16) part = f32x4.add(part, v128.load(from));
      sum += sumLanes(part);
    }
    store<f32>(bias + ((<usize>channel) << 2), sum);
  }
}

/**
 * Op.ConvolutionWeightGradient: weight' = Σ over samples of gradient·columnsᵀ, as its transpose columns·gradientᵀ.
 * Scratch: columns, gradientᵀ [places, stride(out/groups)], the transpose of one sample and of all [depth, stride(out/groups)].
 */
export function convolutionWeightGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const weight = address(record, 3);
  const columns = address(record, 4);
  const g = geometryAt(record, 5);
  if (isDirect(g)) return directWeightGradient(input, gradient, weight, columns, g, rows);
  const depth = depthOf(g);
  const each = g.outputs / g.groups;
  const places = placesOf(g);
  const bytes = rowBytes(each);
  const turned = columns + ((<usize>(depth * places)) << 2);
  const one = turned + <usize>places * bytes;
  const all = one + <usize>depth * bytes;
  const group = <usize>((g.channels / g.groups) * g.height) * rowBytes(g.width);
  const outputs = (<usize>(each * places)) << 2;
  for (let i = 0; i < g.groups; i++) {
    for (let at: usize = 0; at < <usize>depth * bytes; at += 16) v128.store(all + at, splat(0));
    for (let row = 0; row < rows; row++) {
      const sample = row * g.groups + i;
      eachLine(input + <usize>sample * group, columns, g, false);
      transpose(gradient + <usize>sample * outputs, turned, each, places);
      product(depth, places, columns, (<usize>places) << 2, 4, turned, one, bytes, 0);
      for (let at: usize = 0; at < <usize>depth * bytes; at += 16) {
        v128.store(all + at, f32x4.add(v128.load(all + at), v128.load(one + at)));
      }
    }
    transpose(all, weight + <usize>(i * each) * rowBytes(depth), depth, each);
  }
}

/** Op.ConvolutionInputGradient: input' = weightᵀ·gradient, folded */
export function convolutionInputGradient(record: usize, rows: i32): void {
  let gradient = address(record, 1);
  const weight = address(record, 2);
  let target = address(record, 3);
  const columns = address(record, 4);
  const g = geometryAt(record, 5);
  if (isDirect(g)) return directInputGradient(gradient, weight, target, columns, g, rows);
  const depth = depthOf(g);
  const each = g.outputs / g.groups;
  const bytes = (<usize>placesOf(g)) << 2;
  const group = <usize>((g.channels / g.groups) * g.height) * rowBytes(g.width);
  const weights = <usize>each * rowBytes(depth);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < g.groups; i++) {
      product(depth, each, weight + <usize>i * weights, 4, rowBytes(depth), gradient, columns, bytes, 0);
      for (let at: usize = 0; at < group; at += 16) v128.store(target + at, splat(0));
      eachLine(target, columns, g, true);
      gradient += <usize>each * bytes;
      target += group;
    }
  }
}
