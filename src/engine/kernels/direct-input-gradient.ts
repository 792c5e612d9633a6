// The input's gradient of a convolution whose kernel moves by one place, over planes.
import { depthOf, Geometry } from "./geometry.ts";
import { pad, planeHeight, planeLine, TILE } from "./planes.ts";
import { addProduct, lastLanes, rowBytes, splat } from "./vector.ts";

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

/** All ones, or at a line's last vector only in the lanes that hold values. */
function lanesAt(place: i32, width: i32): v128 {
  return place + 4 < width ? i32x4.splat(-1) : lastLanes(width);
}
