// Convolutions whose kernel moves by one place: its values for neighbouring places lie side by side, so that nothing needs
// to be unfolded. Sums are those of convolution.ts, term by term. Samples and weights as there; a plane is a channel with
// zeros around it, [height + padding, stride(width + padding)], so that a kernel never leaves it.
import { depthOf, Geometry } from "./geometry.ts";
import { transpose } from "./product.ts";
import { address } from "./record.ts";
import { addProduct, clearPadding, lastLanes, rowBytes, splat, stride } from "./vector.ts";

/** Channels of a tile: with eight places each, eight sums. */
const TILE: i32 = 4;

/** Bytes of a plane's line: whole vectors of `places`, and what a kernel reaches beyond. */
function planeLine(places: i32, g: Geometry): usize {
  return rowBytes(stride(places) + g.dilationWidth * (g.kernelWidth - 1));
}

function planeHeight(lines: i32, g: Geometry): i32 {
  return lines + g.dilationHeight * (g.kernelHeight - 1);
}

/** Whether this file can do it: padding beyond the kernel's reach would cut into a gradient's planes. */
export function isDirect(g: Geometry): bool {
  return (
    g.strideHeight == 1 &&
    g.strideWidth == 1 &&
    g.padTop <= g.dilationHeight * (g.kernelHeight - 1) &&
    g.padLeft <= g.dilationWidth * (g.kernelWidth - 1)
  );
}

/** Copies channels [height, stride(width)] into planes of `lines` lines, `top` and `left` behind their beginning. */
function pad(
  source: usize,
  target: usize,
  channels: i32,
  height: i32,
  width: i32,
  lines: i32,
  line: usize,
  top: i32,
  left: i32,
): void {
  const bytes = rowBytes(width);
  const end = target + <usize>(channels * lines) * line;
  for (let at = target; at < end; at += 16) v128.store(at, splat(0));
  for (let channel = 0; channel < channels; channel++) {
    let to = target + <usize>top * line + ((<usize>left) << 2);
    for (let row = 0; row < height; row++) {
      // A line's padding is zero and falls on zeros, or on the next line, which has not been copied yet.
      for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(source + at));
      source += bytes;
      to += line;
    }
    target += <usize>lines * line;
  }
}

/** Where a group's weights [outputs, stride(depth)] go: [depth, TILE] for each tile of outputs, the last filled with 0. */
function packWeights(weight: usize, outputs: i32, depth: i32, target: usize): void {
  const row = rowBytes(depth);
  for (let first = 0; first < outputs; first += TILE) {
    for (let k = 0; k < depth; k++) {
      for (let i = 0; i < TILE; i++) {
        const output = first + i;
        store<f32>(target, output < outputs ? load<f32>(weight + <usize>output * row + ((<usize>k) << 2)) : 0);
        target += 4;
      }
    }
  }
}

/** Where in the planes each of the values under a kernel lies, from the place it stands on: int32 [depth]. */
function tableOf(g: Geometry, line: usize, lines: i32, target: usize): void {
  for (let channel = 0; channel < g.channels / g.groups; channel++) {
    for (let ky = 0; ky < g.kernelHeight; ky++) {
      for (let kx = 0; kx < g.kernelWidth; kx++) {
        const at = <usize>(channel * lines + ky * g.dilationHeight) * line + ((<usize>(kx * g.dilationWidth)) << 2);
        store<u32>(target, <u32>at);
        target += 4;
      }
    }
  }
}

/**
 * A line of four channels: output = Σ over k of weights[k]·values[table[k]], + bias.
 * @param bytes of the line, whole vectors
 * @param channel bytes from one channel's line to the next one's
 */
function forwardLine(
  depth: i32,
  weights: usize,
  table: usize,
  values: usize,
  output: usize,
  bytes: usize,
  channel: usize,
  bias: usize,
): void {
  const tableEnd = table + ((<usize>depth) << 2);
  const bias0 = v128.load32_splat(bias);
  const bias1 = v128.load32_splat(bias, 4);
  const bias2 = v128.load32_splat(bias, 8);
  const bias3 = v128.load32_splat(bias, 12);
  for (const end = output + (bytes & ~31); output < end; output += 32) {
    let c00 = splat(0);
    let c01 = c00;
    let c10 = c00;
    let c11 = c00;
    let c20 = c00;
    let c21 = c00;
    let c30 = c00;
    let c31 = c00;
    let w = weights;
    for (let at = table; at < tableEnd; at += 4) {
      const from = values + <usize>load<u32>(at);
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      let factor = v128.load32_splat(w);
      c00 = addProduct(c00, factor, x0);
      c01 = addProduct(c01, factor, x1);
      factor = v128.load32_splat(w, 4);
      c10 = addProduct(c10, factor, x0);
      c11 = addProduct(c11, factor, x1);
      factor = v128.load32_splat(w, 8);
      c20 = addProduct(c20, factor, x0);
      c21 = addProduct(c21, factor, x1);
      factor = v128.load32_splat(w, 12);
      c30 = addProduct(c30, factor, x0);
      c31 = addProduct(c31, factor, x1);
      w += 4 * TILE;
    }
    let to = output;
    v128.store(to, f32x4.add(c00, bias0));
    v128.store(to, f32x4.add(c01, bias0), 16);
    to += channel;
    v128.store(to, f32x4.add(c10, bias1));
    v128.store(to, f32x4.add(c11, bias1), 16);
    to += channel;
    v128.store(to, f32x4.add(c20, bias2));
    v128.store(to, f32x4.add(c21, bias2), 16);
    to += channel;
    v128.store(to, f32x4.add(c30, bias3));
    v128.store(to, f32x4.add(c31, bias3), 16);
    values += 32;
  }
  if ((bytes & 16) == 0) return;
  let c0 = splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (let at = table; at < tableEnd; at += 4) {
    const x = v128.load(values + <usize>load<u32>(at));
    c0 = addProduct(c0, v128.load32_splat(weights), x);
    c1 = addProduct(c1, v128.load32_splat(weights, 4), x);
    c2 = addProduct(c2, v128.load32_splat(weights, 8), x);
    c3 = addProduct(c3, v128.load32_splat(weights, 12), x);
    weights += 4 * TILE;
  }
  v128.store(output, f32x4.add(c0, bias0));
  v128.store((output += channel), f32x4.add(c1, bias1));
  v128.store((output += channel), f32x4.add(c2, bias2));
  v128.store(output + channel, f32x4.add(c3, bias3));
}

/** The lines of `used` < TILE channels, from where they were worked out with others beside them. */
function copyLines(source: usize, step: usize, target: usize, channel: usize, bytes: usize, used: i32): void {
  for (let i = 0; i < used; i++) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, v128.load(source + at));
    source += step;
    target += channel;
  }
}

/** target [outputs to whole tiles] = bias, or 0 */
function packBias(bias: usize, outputs: i32, target: usize): void {
  for (let i = 0; i < ((outputs + TILE - 1) & ~(TILE - 1)); i++) {
    store<f32>(target, bias && i < outputs ? load<f32>(bias + ((<usize>i) << 2)) : 0);
    target += 4;
  }
}

/** All ones, or at a line's last vector only in the lanes that hold values. */
function lanesAt(place: i32, width: i32): v128 {
  return place + 4 < width ? i32x4.splat(-1) : lastLanes(width);
}

/**
 * Op.Convolution. Scratch: table [depth], packed weights and biases [depth + 1, outputs/groups to whole tiles], a tile's
 * lines [TILE, stride(width)], planes.
 * @param bias [outputs], or 0
 */
export function directConvolution(
  input: usize,
  weight: usize,
  bias: usize,
  output: usize,
  scratch: usize,
  g: Geometry,
  rows: i32,
): void {
  const depth = depthOf(g);
  const channels = g.channels / g.groups;
  const each = g.outputs / g.groups;
  const lines = planeHeight(g.outputHeight, g);
  const isPadded =
    g.padTop != 0 ||
    g.padLeft != 0 ||
    lines != g.height ||
    g.outputWidth + g.dilationWidth * (g.kernelWidth - 1) != g.width;
  const line = isPadded ? planeLine(g.outputWidth, g) : rowBytes(g.width);
  const group = <usize>(channels * g.height) * rowBytes(g.width);
  const channel = <usize>g.outputHeight * rowBytes(g.outputWidth);
  const tiles = (each + TILE - 1) & ~(TILE - 1);
  const packed = scratch + rowBytes(depth);
  const packedEach = (<usize>((depth + 1) * tiles)) << 2;
  const bytes = rowBytes(g.outputWidth);
  const apart = packed + packedEach * <usize>g.groups;
  const planes = apart + <usize>TILE * bytes;
  tableOf(g, line, lines, scratch);
  for (let i = 0; i < g.groups; i++) {
    const own = packed + <usize>i * packedEach;
    packBias(bias ? bias + ((<usize>(i * each)) << 2) : 0, each, own);
    packWeights(weight + <usize>(i * each) * rowBytes(depth), each, depth, own + ((<usize>tiles) << 2));
  }
  for (let sample = 0; sample < rows; sample++) {
    for (let i = 0; i < g.groups; i++) {
      if (isPadded) pad(input, planes, channels, g.height, g.width, lines, line, g.padTop, g.padLeft);
      let values = isPadded ? planes : input;
      const biases = packed + <usize>i * packedEach;
      const weights = biases + ((<usize>tiles) << 2);
      for (let y = 0; y < g.outputHeight; y++) {
        const to = output + <usize>y * bytes;
        for (let first = 0; first < each; first += TILE) {
          const tile = weights + ((<usize>(first * depth)) << 2);
          const own = biases + ((<usize>first) << 2);
          const target = to + <usize>first * channel;
          if (first + TILE <= each) {
            forwardLine(depth, tile, scratch, values, target, bytes, channel, own);
          } else {
            forwardLine(depth, tile, scratch, values, apart, bytes, bytes, own);
            copyLines(apart, bytes, target, channel, bytes, each - first);
          }
        }
        values += line;
      }
      input += group;
      output += <usize>each * channel;
    }
  }
  clearPadding(output - <usize>(rows * g.outputs) * channel, rows * g.outputs * g.outputHeight, g.outputWidth);
}

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

/**
 * Where a group's weights [outputs, channels·taps] go for the way back: [taps, outputs, TILE] for each tile of channels,
 * the last filled with 0. A tap is a place under the kernel.
 */
function packWeightsBack(weight: usize, outputs: i32, channels: i32, taps: i32, target: usize): void {
  const row = rowBytes(channels * taps);
  for (let first = 0; first < channels; first += TILE) {
    for (let tap = 0; tap < taps; tap++) {
      for (let output = 0; output < outputs; output++) {
        const from = weight + <usize>output * row + ((<usize>tap) << 2);
        for (let i = 0; i < TILE; i++) {
          const channel = first + i;
          store<f32>(target, channel < channels ? load<f32>(from + ((<usize>(channel * taps)) << 2)) : 0);
          target += 4;
        }
      }
    }
  }
}

/** Eight places of four channels: sums [TILE, 8] += (or, at first, =) Σ over outputs of weights·values. */
function backwardTile(outputs: i32, weights: usize, values: usize, plane: usize, sums: usize, isFirst: bool): void {
  let c00 = splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (const end = weights + <usize>(outputs * TILE * 4); weights < end; weights += 4 * TILE) {
    const x0 = v128.load(values);
    const x1 = v128.load(values, 16);
    let factor = v128.load32_splat(weights);
    c00 = addProduct(c00, factor, x0);
    c01 = addProduct(c01, factor, x1);
    factor = v128.load32_splat(weights, 4);
    c10 = addProduct(c10, factor, x0);
    c11 = addProduct(c11, factor, x1);
    factor = v128.load32_splat(weights, 8);
    c20 = addProduct(c20, factor, x0);
    c21 = addProduct(c21, factor, x1);
    factor = v128.load32_splat(weights, 12);
    c30 = addProduct(c30, factor, x0);
    c31 = addProduct(c31, factor, x1);
    values += plane;
  }
  if (!isFirst) {
    c00 = f32x4.add(v128.load(sums), c00);
    c01 = f32x4.add(v128.load(sums, 16), c01);
    c10 = f32x4.add(v128.load(sums, 32), c10);
    c11 = f32x4.add(v128.load(sums, 48), c11);
    c20 = f32x4.add(v128.load(sums, 64), c20);
    c21 = f32x4.add(v128.load(sums, 80), c21);
    c30 = f32x4.add(v128.load(sums, 96), c30);
    c31 = f32x4.add(v128.load(sums, 112), c31);
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
}

/**
 * Op.ConvolutionInputGradient: a convolution of the gradient's planes by the kernels turned round.
 * Scratch: sums [TILE, 8], packed weights [taps, outputs/groups, channels/groups to whole tiles], planes.
 */
export function directInputGradient(
  gradient: usize,
  weight: usize,
  target: usize,
  scratch: usize,
  g: Geometry,
  rows: i32,
): void {
  const channels = g.channels / g.groups;
  const each = g.outputs / g.groups;
  const taps = g.kernelHeight * g.kernelWidth;
  const reachY = g.dilationHeight * (g.kernelHeight - 1);
  const reachX = g.dilationWidth * (g.kernelWidth - 1);
  const lines = planeHeight(g.height, g);
  const line = planeLine(g.width, g);
  const plane = <usize>lines * line;
  const channel = <usize>g.height * rowBytes(g.width);
  const tile = (<usize>(taps * each * TILE)) << 2;
  const packed = scratch + 32 * TILE;
  const packedEach = tile * <usize>((channels + TILE - 1) / TILE);
  const planes = packed + packedEach * <usize>g.groups;
  const outputs = <usize>(each * g.outputHeight) * rowBytes(g.outputWidth);
  for (let i = 0; i < g.groups; i++) {
    const own = weight + <usize>(i * each) * rowBytes(depthOf(g));
    packWeightsBack(own, each, channels, taps, packed + <usize>i * packedEach);
  }
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < g.groups; i++) {
      pad(gradient, planes, each, g.outputHeight, g.outputWidth, lines, line, reachY - g.padTop, reachX - g.padLeft);
      for (let y = 0; y < g.height; y++) {
        for (let x = 0; x < g.width; x += 8) {
          const at = <usize>y * rowBytes(g.width) + ((<usize>x) << 2);
          for (let first = 0; first < channels; first += TILE) {
            let weights = packed + <usize>i * packedEach + tile * <usize>(first / TILE);
            for (let ky = 0; ky < g.kernelHeight; ky++) {
              const from = planes + <usize>(y + reachY - ky * g.dilationHeight) * line;
              for (let kx = 0; kx < g.kernelWidth; kx++) {
                const values = from + ((<usize>(x + reachX - kx * g.dilationWidth)) << 2);
                backwardTile(each, weights, values, plane, scratch, ky == 0 && kx == 0);
                weights += (<usize>(each * TILE)) << 2;
              }
            }
            keepTile(scratch, target + <usize>first * channel + at, channel, min(TILE, channels - first), x, g.width);
          }
        }
      }
      gradient += outputs;
      target += <usize>channels * channel;
    }
  }
}

/** Stores `used` channels of a tile that stands on place x of a line. */
function keepTile(sums: usize, target: usize, channel: usize, used: i32, x: i32, width: i32): void {
  const left = lanesAt(x, width);
  const right = lanesAt(x + 4, width);
  for (let i = 0; i < used; i++) {
    v128.store(target, v128.and(v128.load(sums), left));
    if (x + 4 < width) v128.store(target, v128.and(v128.load(sums, 16), right), 16);
    sums += 32;
    target += channel;
  }
}
