// The sizes of what goes over images.
import { address } from "./record.ts";

/** The sizes of a convolution or of a pooling, int32 each. */
// @ts-ignore: a decorator of AssemblyScript
@unmanaged
export class Geometry {
  channels: i32;
  height: i32;
  width: i32;
  outputs: i32;
  outputHeight: i32;
  outputWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  padTop: i32;
  padLeft: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  groups: i32;
}

export function geometryAt(record: usize, operand: usize): Geometry {
  return changetype<Geometry>(address(record, operand));
}
