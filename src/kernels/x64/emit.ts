import type { Instruction, Pairing, Program } from "../language/instructions.ts";
import type { LaneCount } from "../language/values.ts";
import { Assembler, type Operand, RSP, type VectorOperation, type VectorOptions } from "./assembler.ts";
import { ControlEmitter } from "./control.ts";
import { enter, leave } from "./frame.ts";
import { findHomes, type Home, type Homes, type Machine } from "./homes.ts";
import {
  BINARY,
  BLENDMPS,
  BLENDVPS,
  BROADCASTSS,
  COMPARISONS,
  FMADD231PS,
  FNMADD231PS,
  MASKMOVPS,
  MASKMOVPS_TO,
  MOVUPS,
  MOVUPS_TO,
  PERM2F128,
  PERMI2PS,
  PERMILPS,
  PXORD,
  SHIFTS,
  SHUFF32X4,
  SHUFPS,
  UNARY,
  UNPCKHPS,
  UNPCKLPS,
  XORPS,
} from "./operations.ts";
import { Pointers } from "./pointers.ts";

export const AVX2: Machine = { lanes: 8, registers: 16 };
export const AVX512: Machine = { lanes: 16, registers: 32 };

/**
 * A kernel as machine code: a function by the System V convention whose one argument is the address MIDDLE bytes
 * behind the arena's first byte.
 * @throws Error where a kernel uses more pointers at once than there are registers
 */
export function emitX64(program: Program, machine: Machine): Uint8Array<ArrayBuffer> {
  return new X64Emitter(program, machine).emit();
}

/** Of exchange's distances within 128 bits: which lane each takes, two bits each. */
const WITHIN_128: Readonly<Record<number, number>> = { 1: 0b10_11_00_01, 2: 0b01_00_11_10 };
/** AVX-512's blocks of 128 bits: neighbours exchanged, and halves. */
const BLOCKS: Readonly<Record<number, number>> = { 4: 0b10_11_00_01, 8: 0b01_00_11_10 };
/** vperm2f128's constants: the lower halves of two vectors, and the upper ones. */
const HALVES = [0x20, 0x31] as const;
/** For AVX-512: which of the 32 lanes of two vectors. */
const PAIRED: Readonly<Record<Pairing, (lane: number) => number>> = {
  lowPairs: (lane) => (lane >> 1) + 16 * (lane & 1),
  highPairs: (lane) => 8 + (lane >> 1) + 16 * (lane & 1),
  evens: (lane) => 2 * lane,
  odds: (lane) => 2 * lane + 1,
};
/** The mask register that instructions use for their own work. */
const MASK = 1;
class X64Emitter {
  readonly #code = new Assembler();
  readonly #homes: Homes;
  readonly #pointers: Pointers;
  readonly #control: ControlEmitter;
  /** Registers that the instruction at hand may use for its own work. */
  #spare: number[] = [];
  /** Lanes of a register that it works on: vectors of fewer than a register's leave the rest of it alone. */
  #lanes: LaneCount;

  constructor(
    private readonly program: Program,
    private readonly machine: Machine,
  ) {
    this.#homes = findHomes(program, machine);
    this.#pointers = new Pointers(program);
    this.#control = new ControlEmitter(this.#code, this.#pointers);
    this.#lanes = machine.lanes;
  }

  emit(): Uint8Array<ArrayBuffer> {
    const { machine, program } = this;
    const frame = { saved: this.#pointers.saved, stackBytes: this.#homes.stackBytes };
    enter(this.#code, frame);
    program.code.forEach((instruction, index) => {
      this.#spare = [...(this.#homes.spare[index] as readonly number[])];
      const id = instruction.op === "store" ? instruction.value : "to" in instruction ? instruction.to : undefined;
      if (id !== undefined) this.#lanes = Math.min(machine.lanes, program.lanes[id] as number) as LaneCount;
      this.#emit(instruction);
    });
    leave(this.#code, frame);
    return this.#code.finish();
  }

  #emit(instruction: Instruction): void {
    switch (instruction.op) {
      case "constant":
        this.#constant(instruction);
        break;
      case "load":
        this.#load(instruction);
        break;
      case "splat":
        this.#into(instruction.to, 0, (register) =>
          this.#vector(BROADCASTSS, register, 0, this.#pointers.place(instruction.at), { memoryBytes: 4 }),
        );
        break;
      case "store":
        this.#store(instruction);
        break;
      case "unary":
        this.#unary(instruction);
        break;
      case "binary":
        this.#binary(instruction);
        break;
      case "shift":
        this.#shift(instruction);
        break;
      case "exchange":
        this.#exchange(instruction);
        break;
      case "pair":
        this.#pair(instruction);
        break;
      case "fma":
        this.#fma(instruction);
        break;
      case "select":
        this.#select(instruction);
        break;
      case "assign":
        this.#eachPart(instruction.to, (part) => this.#move(instruction.to, instruction.a, part));
        break;
      default:
        this.#control.emit(instruction);
        break;
    }
  }

  #constant({ to, bits }: Extract<Instruction, { op: "constant" }>): void {
    if (this.#home(to).kind === "constant") return;
    this.#into(to, 0, (register) => {
      if (bits === 0) this.#zero(register);
      else this.#vector(BROADCASTSS, register, 0, { words: [bits] }, { memoryBytes: 4 });
    });
  }

  #load({ to, at, count }: Extract<Instruction, { op: "load" }>): void {
    const { offset, base } = this.#pointers.place(at);
    this.#eachPart(to, (part) => {
      const memory = { base, offset: offset + this.#partBytes * part };
      const lanes = this.#lanesIn(count, part);
      this.#into(to, part, (register) => {
        if (lanes === 0) this.#zero(register);
        else if (this.#isWhole(lanes)) this.#vector(MOVUPS, register, 0, memory, this.#width(lanes));
        else if (this.machine.lanes === 16) {
          this.#setMask(lanes);
          this.#vector(MOVUPS, register, 0, memory, { mask: MASK, zeroing: true });
        } else {
          this.#vector(MOVUPS, register, 0, maskOf(lanes));
          this.#vector(MASKMOVPS, register, register, memory);
        }
      });
    });
  }

  #store({ value, at, count }: Extract<Instruction, { op: "store" }>): void {
    const { offset, base } = this.#pointers.place(at);
    const store = (part: number) => {
      const memory = { base, offset: offset + this.#partBytes * part };
      const lanes = this.#lanesIn(count, part);
      const register = this.#inRegister(value, part);
      if (this.#isWhole(lanes)) this.#vector(MOVUPS_TO, register, 0, memory, this.#width(lanes));
      else if (this.machine.lanes === 16) {
        this.#setMask(lanes);
        this.#vector(MOVUPS_TO, register, 0, memory, { mask: MASK });
      } else {
        const mask = this.#take();
        this.#vector(MOVUPS, mask, 0, maskOf(lanes));
        this.#vector(MASKMOVPS_TO, register, mask, memory);
      }
    };
    this.#eachPart(value, store, count);
  }

  #unary({ name, to, a }: Extract<Instruction, { op: "unary" }>): void {
    const { operation, immediate } = UNARY[name];
    this.#eachPart(to, (part) =>
      this.#into(to, part, (register) =>
        this.#vector(operation, register, 0, this.#operand(a, part), withByte(immediate)),
      ),
    );
  }

  #binary({ name, to, a, b }: Extract<Instruction, { op: "binary" }>): void {
    this.#eachPart(to, (part) =>
      this.#into(to, part, (register) => {
        const left = this.#registerOr(register, a, part);
        this.#vector(BINARY[name], register, left, this.#operand(b, part));
      }),
    );
  }

  #shift({ name, to, a, by }: Extract<Instruction, { op: "shift" }>): void {
    const { operation, extension } = SHIFTS[name];
    this.#eachPart(to, (part) =>
      this.#into(to, part, (register) =>
        // The result is in vvvv, since ModRM's register says which shift it is.
        this.#vector(operation, extension, register, this.#registerOr(register, a, part), { immediate: by }),
      ),
    );
  }

  #exchange({ to, a, distance }: Extract<Instruction, { op: "exchange" }>): void {
    this.#eachPart(to, (part) =>
      this.#into(to, part, (register) => {
        if (distance >= this.machine.lanes) return this.#vector(MOVUPS, register, 0, this.#operand(a, 1 - part));
        const source = this.#registerOr(register, a, part);
        if (distance < 4) this.#vector(PERMILPS, register, 0, source, withByte(WITHIN_128[distance]));
        else if (this.machine.lanes === 16)
          this.#vector(SHUFF32X4, register, source, source, withByte(BLOCKS[distance]));
        else this.#vector(PERM2F128, register, source, source, { immediate: 1 });
      }),
    );
  }

  #pair({ name, to, a, b }: Extract<Instruction, { op: "pair" }>): void {
    if (this.machine.lanes === 16) {
      const words = Array.from({ length: 16 }, (_, lane) => PAIRED[name](lane));
      this.#into(to, 0, (register) => {
        this.#vector(MOVUPS, register, 0, { words });
        this.#vector(PERMI2PS, register, this.#inRegister(a, 0), this.#operand(b, 0));
      });
      return;
    }
    const isPairs = name === "lowPairs" || name === "highPairs";
    this.#eachPart(to, (part) => {
      const other = this.#take();
      this.#into(to, part, (register) => {
        // Pairs come from the same half of both; every second lane from both halves of one.
        const half = name === "lowPairs" ? 0 : 1;
        const [x, y] = isPairs ? ([a, b] as const) : part === 0 ? ([a, a] as const) : ([b, b] as const);
        const [xPart, yPart] = isPairs ? [half, half] : [0, 1];
        const take = (operation: VectorOperation, target: number, immediate: number | undefined) =>
          this.#vector(
            operation,
            target,
            this.#registerOr(target, x, xPart),
            this.#operand(y, yPart),
            withByte(immediate),
          );
        if (isPairs) {
          take(UNPCKHPS, other, undefined);
          take(UNPCKLPS, register, undefined);
          this.#vector(PERM2F128, register, register, other, withByte(HALVES[part]));
        } else {
          take(PERM2F128, other, HALVES[1]);
          take(PERM2F128, register, HALVES[0]);
          this.#vector(SHUFPS, register, register, other, { immediate: name === "evens" ? 0x88 : 0xdd });
        }
      });
    });
  }

  #fma({ to, a, b, c, negated }: Extract<Instruction, { op: "fma" }>): void {
    const operation = negated ? FNMADD231PS : FMADD231PS;
    this.#eachPart(to, (part) => {
      this.#into(to, part, (register) => {
        const sum = this.#operand(c, part);
        if (sum !== register) this.#vector(MOVUPS, register, 0, sum);
        const [x, y] = this.#isInRegister(a) ? [a, b] : [b, a];
        this.#vector(operation, register, this.#inRegister(x, part), this.#operand(y, part));
      });
    });
  }

  #select({ to, is, left, right, a, b }: Extract<Instruction, { op: "select" }>): void {
    const { operation, immediate, exchanged = false } = COMPARISONS[is];
    const [first, second] = exchanged ? [right, left] : [left, right];
    const wide = this.machine.lanes === 16;
    this.#eachPart(to, (part) => {
      const mask = wide ? MASK : this.#take();
      this.#into(to, part, (register) => {
        const compared = this.#registerOr(wide ? register : mask, first, part);
        this.#vector(operation, mask, compared, this.#operand(second, part), withByte(immediate));
        const otherwise = this.#registerOr(register, b, part);
        if (wide) this.#vector(BLENDMPS, register, otherwise, this.#operand(a, part), { mask });
        else this.#vector(BLENDVPS, register, otherwise, this.#operand(a, part), { immediate: mask << 4 });
      });
    });
  }

  /** mov eax, mask; kmovw k1, eax */
  #setMask(lanes: number): void {
    this.#code.byte(0xb8);
    this.#code.word((1 << lanes) - 1);
    this.#code.byte(0xc5, 0xf8, 0x92, 0xc8);
  }

  #zero(register: number): void {
    this.#vector(this.machine.lanes === 16 ? PXORD : XORPS, register, register, register);
  }

  #vector(
    operation: VectorOperation,
    reg: number,
    vvvv: number,
    rm: Operand,
    options: Partial<VectorOptions> = {},
  ): void {
    const prefix = this.machine.lanes === 16 ? "EVEX" : "VEX";
    this.#code.vector(operation, reg, vvvv, rm, { lanes: this.#lanes, prefix, ...options });
  }

  /** Copies a part of a vector to a home of its own. */
  #move(to: number, from: number, part: number): void {
    const target = this.#operand(to, part);
    const source = this.#operand(from, part);
    if (typeof target === "number") {
      if (target !== source) this.#vector(MOVUPS, target, 0, source);
    } else this.#vector(MOVUPS_TO, this.#inRegister(from, part), 0, target);
  }

  /** Lets a part be made in its register, or in a spare one that then goes to its place on the stack. */
  #into(to: number, part: number, make: (register: number) => void): void {
    const target = this.#operand(to, part);
    if (typeof target === "number") {
      make(target);
      return;
    }
    const register = this.#take();
    make(register);
    this.#vector(MOVUPS_TO, register, 0, target);
    this.#spare.push(register);
  }

  /** A part's register; where it has none it is loaded into this one. */
  #registerOr(register: number, id: number, part: number): number {
    const operand = this.#operand(id, part);
    if (typeof operand === "number") return operand;
    this.#vector(MOVUPS, register, 0, operand);
    return register;
  }

  #inRegister(id: number, part: number): number {
    return this.#isInRegister(id) ? (this.#operand(id, part) as number) : this.#registerOr(this.#take(), id, part);
  }

  #isInRegister(id: number): boolean {
    return this.#home(id).kind === "registers";
  }

  #operand(id: number, part: number): Operand {
    const home = this.#home(id);
    if (home.kind === "registers") return (home.registers[part] ?? home.registers[0]) as number;
    if (home.kind === "stack") return { base: RSP, offset: home.offset + (part % home.parts) * this.#partBytes };
    return { words: Array.from({ length: this.machine.lanes }, () => home.bits) };
  }

  #home(id: number): Home {
    const home = this.#homes.of[id];
    if (!home) throw new Error(`${this.program.name}: vector ${id} has no home`);
    return home;
  }

  /** A register for the instruction's own work. */
  #take(): number {
    const register = this.#spare.pop();
    if (register === undefined) throw new Error(`${this.program.name}: no register is left`);
    return register;
  }

  /** Does something with each part of a vector; spare registers are free again after each. */
  #eachPart(id: number, act: (part: number) => void, lanes = this.program.lanes[id] as number): void {
    const spare = this.#spare;
    for (let part = 0; part * this.machine.lanes < lanes; part++) {
      this.#spare = [...spare];
      act(part);
    }
  }

  get #partBytes(): number {
    return 4 * this.machine.lanes;
  }

  /** How many of a vector's first lanes are in a part of it. */
  #lanesIn(count: number, part: number): number {
    return Math.max(0, Math.min(this.machine.lanes, count - part * this.machine.lanes));
  }

  /** Whether so many lanes are a register, or for AVX2 the half of one. */
  #isWhole(lanes: number): boolean {
    return lanes === this.#lanes || (this.machine.lanes === 8 && lanes === 4);
  }

  #width(lanes: number): Partial<VectorOptions> {
    return lanes === 4 ? { lanes } : {};
  }
}

const withByte = (immediate: number | undefined) => (immediate === undefined ? {} : { immediate });

/** Masks for AVX2: all bits of the first lanes. */
const maskOf = (lanes: number) => ({ words: Array.from({ length: 8 }, (_, lane) => (lane < lanes ? -1 : 0)) });
