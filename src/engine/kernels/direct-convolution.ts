// A convolution whose kernel moves by one place, over planes.
import { depthOf, Geometry } from "./geometry.ts";
import { pad, planeHeight, planeLine, TILE, tableOf } from "./planes.ts";
import { addProduct, clearPadding, rowBytes, splat } from "./vector.ts";

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
