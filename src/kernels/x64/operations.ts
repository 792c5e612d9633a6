import type { Binary, Shift, Unary } from "../language/instructions.ts";
import type { Relation } from "../language/values.ts";
import type { VectorOperation } from "./assembler.ts";

const operation = (map: 1 | 2 | 3, pp: 0 | 1 | 2 | 3, byte: number): VectorOperation => ({ map, pp, byte });

/** By Intel's names: vmovups from memory or a register, and to memory. */
export const MOVUPS = operation(1, 0, 0x10);
export const MOVUPS_TO = operation(1, 0, 0x11);
export const BROADCASTSS = operation(2, 1, 0x18);
/** vmaskmovps: lanes by a vector of masks (AVX2). */
export const MASKMOVPS = operation(2, 1, 0x2c);
export const MASKMOVPS_TO = operation(2, 1, 0x2e);
/** reg = vvvv·rm + reg, and reg − vvvv·rm. */
export const FMADD231PS = operation(2, 1, 0xb8);
export const FNMADD231PS = operation(2, 1, 0xbc);
export const XORPS = operation(1, 0, 0x57);
export const PXORD = operation(1, 1, 0xef);
/** reg = rm where vvvv, a vector of masks (AVX2) or mask register (AVX-512), else the register between. */
export const BLENDVPS = operation(3, 1, 0x4a);
export const BLENDMPS = operation(2, 1, 0x65);
/** LaneCount within each 128 bits, and blocks of 128 bits, by a constant. */
export const PERMILPS = operation(3, 1, 0x04);
export const PERM2F128 = operation(3, 1, 0x06);
/** Of each 128 bits: the lower or the upper lanes of two vectors in turn, or two lanes of each by a constant. */
export const UNPCKLPS = operation(1, 0, 0x14);
export const UNPCKHPS = operation(1, 0, 0x15);
export const SHUFPS = operation(1, 0, 0xc6);
/** reg = lanes of vvvv and rm by the numbers in reg (AVX-512). */
export const PERMI2PS = operation(2, 1, 0x77);
export const SHUFF32X4 = operation(3, 1, 0x23);

export const BINARY: Readonly<Record<Binary, VectorOperation>> = {
  add: operation(1, 0, 0x58),
  multiply: operation(1, 0, 0x59),
  subtract: operation(1, 0, 0x5c),
  min: operation(1, 0, 0x5d),
  divide: operation(1, 0, 0x5e),
  max: operation(1, 0, 0x5f),
  addIntegers: operation(1, 1, 0xfe),
  subtractIntegers: operation(1, 1, 0xfa),
  multiplyIntegers: operation(2, 1, 0x40),
  and: operation(1, 1, 0xdb),
  or: operation(1, 1, 0xeb),
  xor: PXORD,
};

const ROUND = operation(3, 1, 0x08);
/** Rounding's constant: the mode, and 8 so that no exception is raised. */
export const UNARY: Readonly<Record<Unary, { readonly operation: VectorOperation; readonly immediate?: number }>> = {
  sqrt: { operation: operation(1, 0, 0x51) },
  nearest: { operation: ROUND, immediate: 8 },
  floor: { operation: ROUND, immediate: 9 },
  ceil: { operation: ROUND, immediate: 10 },
  truncate: { operation: ROUND, immediate: 11 },
  toFloat: { operation: operation(1, 0, 0x5b) },
  toInteger: { operation: operation(1, 2, 0x5b) },
};

/** The operation, and the part of it that stands in ModRM. */
export const SHIFTS: Readonly<Record<Shift, { readonly operation: VectorOperation; readonly extension: number }>> = {
  left: { operation: operation(1, 1, 0x72), extension: 6 },
  right: { operation: operation(1, 1, 0x72), extension: 2 },
  rightSigned: { operation: operation(1, 1, 0x72), extension: 4 },
};

const COMPARE = operation(1, 0, 0xc2);
const GREATER_INTEGERS = operation(1, 1, 0x66);
/** A comparison's operation, its constant (none raises an exception), and whether its operands trade places. */
export const COMPARISONS: Readonly<
  Record<Relation, { readonly operation: VectorOperation; readonly immediate?: number; readonly exchanged?: boolean }>
> = {
  equal: { operation: COMPARE, immediate: 0x00 },
  notEqual: { operation: COMPARE, immediate: 0x04 },
  less: { operation: COMPARE, immediate: 0x11 },
  lessOrEqual: { operation: COMPARE, immediate: 0x12 },
  equalIntegers: { operation: operation(1, 1, 0x76) },
  lessIntegers: { operation: GREATER_INTEGERS, exchanged: true },
};
