/**
 * Writes x86-64 machine code into a list of bytes.
 *
 * How a vector instruction is laid out (Intel's manual, volume 2, chapter 2): a prefix, one byte that names the operation,
 * one byte ("ModRM") that names two operands, then an offset if an operand is in memory, then a constant if there is one.
 *
 * - ModRM is `mode:2 reg:3 rm:3`. `reg` is a register. `rm` is a register too (mode 3), or memory at a register plus an offset
 *   of 0, 8 or 32 bits (modes 0, 1, 2). Mode 0 with rm 5 is memory at a distance from the next instruction ("RIP").
 *   Base register 4 is rsp and needs one more byte ("SIB").
 * - Registers above 7 need a fourth bit, those above 15 a fifth. The prefix has them, inverted: R for `reg`, B for `rm`,
 *   X is `rm`'s fifth bit. A third operand, vvvv, stands whole in the prefix, inverted too.
 * - The prefix also says from which table the operation is (`map` 1 to 3), and what in old code was a prefix 66, F3 or F2 (`pp`).
 * - AVX2 has the 3-byte prefix C4 ("VEX") for 4 or 8 lanes and 16 registers. AVX-512 has the 4-byte prefix 62 ("EVEX") for 4, 8 or
 *   16 lanes, 32 registers and a mask register (lanes whose bit is 0 are left alone, or zeroed). Its offsets of 8 bits count in units of
 *   the operand's size.
 */

import type { LaneCount } from "../language/values.ts";

/** An operation: its table, old prefix (0 none, 1 66, 2 F3, 3 F2) and byte. */
export interface VectorOperation {
  readonly map: 1 | 2 | 3;
  readonly pp: 0 | 1 | 2 | 3;
  readonly byte: number;
}

/** MemoryOperand at a general register plus an offset in bytes. */
export interface MemoryOperand {
  readonly base: number;
  readonly offset: number;
}

/** MemoryOperand that comes after the code: words of 32 bits that do not change. */
interface Pooled {
  readonly words: readonly number[];
}

/** A vector register, or memory. */
export type Operand = number | MemoryOperand | Pooled;

export interface VectorOptions {
  /** LaneCount that the instruction works on. */
  readonly lanes: LaneCount;
  /** Which prefix it has. */
  readonly prefix: "VEX" | "EVEX";
  /** AVX-512 only: a mask register, 1 to 7. */
  readonly mask?: number;
  /** LaneCount that the mask leaves out become 0. */
  readonly zeroing?: boolean;
  /** A constant byte at the end. */
  readonly immediate?: number;
  /** Bytes that an operand in memory has, where it is not a whole vector. */
  readonly memoryBytes?: number;
}

export const RAX = 0;
export const RSP = 4;
/** The first argument of a function by the System V convention (Linux, macOS). */
export const RDI = 7;

const CODE_ALIGNMENT = 64;

/** @throws RangeError where a jump or an offset does not fit into 32 bits */
export class Assembler {
  readonly #bytes: number[] = [];
  readonly #pool: number[] = [];
  readonly #pooled = new Map<string, number>();
  /** Where an offset to a pooled word has to be written, and what byte of the pool it is to. */
  readonly #references: { readonly at: number; readonly end: number; readonly target: number }[] = [];

  /** How many bytes of code there are: a place to jump to. */
  get position(): number {
    return this.#bytes.length;
  }

  byte(...bytes: readonly number[]): void {
    this.#bytes.push(...bytes);
  }

  word(value: number): void {
    if (value < -0x80000000 || value > 0xffffffff) throw new RangeError(`${value} does not fit into 32 bits`);
    this.byte(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255);
  }

  /**
   * One vector instruction.
   * @param reg the register that ModRM names, usually the result
   * @param vvvv the register that the prefix names; 0 where the operation has none
   * @param rm the operand that may be memory
   */
  vector({ map, pp, byte }: VectorOperation, reg: number, vvvv: number, rm: Operand, options: VectorOptions): void {
    const { lanes, prefix, immediate, mask = 0, zeroing = false } = options;
    const memory = typeof rm !== "number";
    const base = typeof rm === "number" ? rm : "base" in rm ? rm.base : 0;
    const r = inverted(reg, 3);
    const b = inverted(base, 3);
    if (prefix === "EVEX") {
      const x = memory ? 1 : inverted(rm, 4);
      this.byte(0x62, (r << 7) | (x << 6) | (b << 5) | (inverted(reg, 4) << 4) | map);
      this.byte(((~vvvv & 15) << 3) | 4 | pp);
      this.byte(((zeroing ? 1 : 0) << 7) | ((lanes >> 3) << 5) | (inverted(vvvv, 4) << 3) | mask);
    } else this.byte(0xc4, (r << 7) | 0x40 | (b << 5) | map, ((~vvvv & 15) << 3) | (lanes === 8 ? 4 : 0) | pp);
    this.byte(byte);
    const tail = immediate === undefined ? 0 : 1;
    const unit = prefix === "EVEX" ? (options.memoryBytes ?? 4 * lanes) : 1;
    if (typeof rm === "number") this.byte(0xc0 | ((reg & 7) << 3) | (rm & 7));
    else if ("base" in rm) this.#memory(reg, rm, unit);
    else this.#fromPool(reg, rm.words, tail);
    if (immediate !== undefined) this.byte(immediate);
  }

  /** A general instruction with a register and memory, of 64 bits or of 32. */
  general(opcode: number, reg: number, memory: MemoryOperand, wide: boolean): void {
    const prefix = 0x40 | ((wide ? 1 : 0) << 3) | ((reg >> 3) << 2) | (memory.base >> 3);
    this.byte(...(prefix === 0x40 ? [] : [prefix]), opcode);
    this.#memory(reg, memory, 1);
  }

  /** A general instruction of 64 bits on one register; `extension` is the part of the operation that stands in ModRM. */
  single(opcode: number, extension: number, register: number): void {
    this.byte(0x48 | (register >> 3), opcode, 0xc0 | (extension << 3) | (register & 7));
  }

  /** A jump to code that was written before. @param opcode the second byte of a conditional jump, after 0F */
  jumpBack(opcode: number, target: number): void {
    this.byte(0x0f, opcode);
    this.word(target - (this.position + 4));
  }

  /** A jump to code that comes later. @returns a function that says it comes here */
  jumpAhead(opcode: number): () => void {
    this.byte(0x0f, opcode);
    const at = this.position;
    this.word(0);
    return () => this.#patch(at, this.position - (at + 4));
  }

  /** The code, followed by its constants. */
  finish(): Uint8Array<ArrayBuffer> {
    const start = Math.ceil(this.position / CODE_ALIGNMENT) * CODE_ALIGNMENT;
    const code = new Uint8Array(start + 4 * this.#pool.length);
    for (const { at, end, target } of this.#references) this.#patch(at, start + target - end);
    code.set(this.#bytes);
    const view = new DataView(code.buffer);
    this.#pool.forEach((word, index) => {
      view.setInt32(start + 4 * index, word, true);
    });
    return code;
  }

  #patch(at: number, value: number): void {
    for (let byte = 0; byte < 4; byte++) this.#bytes[at + byte] = (value >> (8 * byte)) & 255;
  }

  #memory(reg: number, { base, offset }: MemoryOperand, unit: number): void {
    if (offset !== (offset | 0)) throw new RangeError(`an address with the offset ${offset}`);
    const short = offset / unit;
    const mode =
      offset === 0 && (base & 7) !== 5 ? 0 : Number.isInteger(short) && short >= -128 && short <= 127 ? 1 : 2;
    this.byte((mode << 6) | ((reg & 7) << 3) | (base & 7));
    if ((base & 7) === RSP) this.byte(0x24);
    if (mode === 1) this.byte(short & 255);
    if (mode === 2) this.word(offset);
  }

  /** @param tail bytes of the instruction that follow the offset */
  #fromPool(reg: number, words: readonly number[], tail: number): void {
    this.byte(((reg & 7) << 3) | 5);
    const key = words.join();
    const target = this.#pooled.get(key) ?? 4 * this.#pool.length;
    if (!this.#pooled.has(key)) {
      this.#pooled.set(key, target);
      this.#pool.push(...words);
    }
    this.#references.push({ at: this.position, end: this.position + 4 + tail, target });
    this.word(0);
  }
}

const inverted = (register: number, bit: number) => (~register >> bit) & 1;
