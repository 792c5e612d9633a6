// What the convolutions share whose kernel moves by one place: its values for neighbouring places lie side by side, so that
// nothing needs to be unfolded. Samples and weights are as in convolution.ts, sums the same, term by term; a plane is a
// channel with zeros around it, [height + padding, stride(width + padding)], so that a kernel never leaves it.
import { Geometry } from "./geometry.ts";
import { rowBytes, splat, stride } from "./vector.ts";

/** Channels of a tile: with eight places each, eight sums. */
export const TILE: i32 = 4;

/** Bytes of a plane's line: whole vectors of `places`, and what a kernel reaches beyond. */
export function planeLine(places: i32, g: Geometry): usize {
  return rowBytes(stride(places) + g.dilationWidth * (g.kernelWidth - 1));
}

export function planeHeight(lines: i32, g: Geometry): i32 {
  return lines + g.dilationHeight * (g.kernelHeight - 1);
}

/** Whether such a convolution can be done so: padding beyond the kernel's reach would cut into a gradient's planes. */
export function isDirect(g: Geometry): bool {
  return (
    g.strideHeight == 1 &&
    g.strideWidth == 1 &&
    g.padTop <= g.dilationHeight * (g.kernelHeight - 1) &&
    g.padLeft <= g.dilationWidth * (g.kernelWidth - 1)
  );
}

/** Copies channels [height, stride(width)] into planes of `lines` lines, `top` and `left` behind their beginning. */
export function pad(
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

/** Where in the planes each of the values under a kernel lies, from the place it stands on: int32 [depth]. */
export function tableOf(g: Geometry, line: usize, lines: i32, target: usize): void {
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
