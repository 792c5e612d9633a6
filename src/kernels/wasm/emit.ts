import {
  type Binary,
  type Instruction,
  type Program,
  pointersOf,
  type Shift,
  type Unary,
} from "../language/instructions.ts";
import { deathsIn, lifetimesOf } from "../language/lifetimes.ts";
import { uniformIn } from "../language/uniform.ts";
import type { Relation } from "../language/values.ts";
import { type FunctionBody, moduleOf } from "./bytes.ts";
import { emitControl } from "./control.ts";
import { FunctionWriter, LOCAL_GET, LOCAL_SET } from "./function-writer.ts";
import { sectionsOf } from "./sections.ts";

/** Opcodes behind the prefix for vectors, by WebAssembly's names. */
const V128 = {
  load: 0x00,
  load32_splat: 0x09,
  store: 0x0b,
  const: 0x0c,
  shuffle: 0x0d,
  bitselect: 0x52,
  load32_lane: 0x56,
  store32_lane: 0x5a,
  store64_lane: 0x5b,
  load32_zero: 0x5c,
  load64_zero: 0x5d,
} as const;

/** pmin and pmax take their operands the other way round. */
const BINARY: Readonly<Record<Binary, { readonly opcode: number; readonly exchanged?: boolean }>> = {
  add: { opcode: 0xe4 },
  subtract: { opcode: 0xe5 },
  multiply: { opcode: 0xe6 },
  divide: { opcode: 0xe7 },
  min: { opcode: 0xea, exchanged: true },
  max: { opcode: 0xeb, exchanged: true },
  addIntegers: { opcode: 0xae },
  subtractIntegers: { opcode: 0xb1 },
  multiplyIntegers: { opcode: 0xb5 },
  and: { opcode: 0x4e },
  or: { opcode: 0x50 },
  xor: { opcode: 0x51 },
};

const UNARY: Readonly<Record<Unary, number>> = {
  sqrt: 0xe3,
  nearest: 0x6a,
  floor: 0x68,
  ceil: 0x67,
  truncate: 0x69,
  toFloat: 0xfa,
  toInteger: 0xf8,
};

const SHIFTS: Readonly<Record<Shift, number>> = { left: 0xab, right: 0xad, rightSigned: 0xac };

const COMPARISONS: Readonly<Record<Relation, number>> = {
  equal: 0x41,
  notEqual: 0x42,
  less: 0x43,
  lessOrEqual: 0x45,
  equalIntegers: 0x37,
  lessIntegers: 0x39,
};

/** Relaxed SIMD; fused on every processor that has FMA. */
const MADD = 0x105;
const NMADD = 0x106;

const LANES = 4;
const BYTES = 16;

/**
 * A kernel as a WebAssembly module: a function "run" without arguments over the memory "arena"."memory". Parts that share
 * nothing with the rest are functions of their own: V8 makes bad code of long ones.
 */
export function emitWasm(program: Program): Uint8Array<ArrayBuffer> {
  const { code } = program;
  const { vectors } = lifetimesOf(program);
  const shared = { program, uniform: uniformIn(program), deaths: deathsIn(vectors) };
  const sections = sectionsOf(program);
  const main: (number | readonly [call: number])[] = [];
  let next = 0;
  for (const [index, { from, to }] of sections.entries()) {
    for (; next < from; next++) main.push(next);
    main.push([index + 1]);
    next = to;
  }
  for (; next < code.length; next++) main.push(next);
  const parts = sections.map(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));
  return moduleOf([main, ...parts].map((part) => new FunctionEmitter(shared, part).emit()));
}

/** What all functions of a kernel have in common. */
interface EmittedKernel {
  readonly program: Program;
  readonly uniform: ReadonlySet<number>;
  readonly deaths: ReadonlyMap<number, readonly number[]>;
}

class FunctionEmitter {
  readonly #writer: FunctionWriter;
  /** The local variables of each vector, one for four lanes; the first serves all where they are alike. */
  readonly #locals: number[][] = [];
  readonly #free: number[] = [];
  #count: number;

  /** @param part numbers of instructions, and of functions to call */
  constructor(
    private readonly kernel: EmittedKernel,
    private readonly part: readonly (number | readonly [call: number])[],
  ) {
    const instructions = part.flatMap((one) => (typeof one === "number" ? this.#instruction(one) : []));
    this.#writer = new FunctionWriter(kernel.program.name, instructions.flatMap(pointersOf));
    this.#count = this.#writer.integers;
  }

  emit(): FunctionBody {
    const { program, uniform, deaths } = this.kernel;
    for (const one of this.part) {
      if (typeof one !== "number") {
        this.#writer.call(one[0]);
        continue;
      }
      const instruction = this.#instruction(one);
      if ("to" in instruction && !this.#locals[instruction.to]) {
        const parts = uniform.has(instruction.to) ? 1 : (program.lanes[instruction.to] as number) / LANES;
        this.#locals[instruction.to] = Array.from({ length: parts }, () => this.#free.pop() ?? this.#count++);
      }
      this.#emit(instruction);
      for (const id of deaths.get(one) ?? []) this.#free.push(...(this.#locals[id] ?? []));
    }
    const { code, integers } = this.#writer;
    return { integers, vectors: this.#count - integers, code };
  }

  #instruction(index: number): Instruction {
    return this.kernel.program.code[index] as Instruction;
  }

  #emit(instruction: Instruction): void {
    switch (instruction.op) {
      case "constant":
        this.#set(instruction.to, () => this.#constant(instruction.bits));
        break;
      case "splat":
        this.#set(instruction.to, () => this.#writer.memory(V128.load32_splat, instruction.at, 0));
        break;
      case "load":
        this.#set(instruction.to, (part) => this.#load(instruction, part));
        break;
      case "store":
        this.#store(instruction);
        break;
      case "unary":
        this.#set(instruction.to, (part) => {
          this.#get(instruction.a, part);
          this.#writer.vector(UNARY[instruction.name]);
        });
        break;
      case "binary":
        this.#binary(instruction);
        break;
      case "shift":
        this.#set(instruction.to, (part) => {
          this.#get(instruction.a, part);
          this.#writer.integer(instruction.by);
          this.#writer.vector(SHIFTS[instruction.name]);
        });
        break;
      case "exchange":
        this.#exchange(instruction);
        break;
      case "pair":
        this.#pair(instruction);
        break;
      case "fma":
        this.#set(instruction.to, (part) => {
          for (const id of [instruction.a, instruction.b, instruction.c]) this.#get(id, part);
          this.#writer.vector(instruction.negated ? NMADD : MADD);
        });
        break;
      case "select":
        this.#set(instruction.to, (part) => {
          for (const id of [instruction.a, instruction.b, instruction.left, instruction.right]) this.#get(id, part);
          this.#writer.vector(COMPARISONS[instruction.is]);
          this.#writer.vector(V128.bitselect);
        });
        break;
      case "assign":
        this.#set(instruction.to, (part) => this.#get(instruction.a, part));
        break;
      default:
        emitControl(instruction, this.#writer);
        break;
    }
  }

  #load({ at, count }: Extract<Instruction, { op: "load" }>, part: number): void {
    const lanes = Math.max(0, Math.min(LANES, count - LANES * part));
    const offset = BYTES * part;
    if (lanes === 0) {
      this.#constant(0);
      return;
    }
    if (lanes === 4) {
      this.#writer.memory(V128.load, at, offset);
      return;
    }
    if (lanes === 1) {
      this.#writer.memory(V128.load32_zero, at, offset);
      return;
    }
    if (lanes === 3) this.#writer.address(at);
    this.#writer.memory(V128.load64_zero, at, offset);
    if (lanes === 3) this.#writer.access(V128.load32_lane, at, offset + 8, 2);
  }

  #store({ value, at, count }: Extract<Instruction, { op: "store" }>): void {
    const write = (opcode: number, part: number, offset: number, ...lane: readonly number[]) => {
      this.#writer.address(at);
      this.#get(value, part);
      this.#writer.access(opcode, at, offset, ...lane);
    };
    for (let part = 0; part * LANES < count; part++) {
      const lanes = Math.min(LANES, count - LANES * part);
      const offset = BYTES * part;
      if (lanes === 4) write(V128.store, part, offset);
      if (lanes === 2 || lanes === 3) write(V128.store64_lane, part, offset, 0);
      if (lanes === 1) write(V128.store32_lane, part, offset, 0);
      if (lanes === 3) write(V128.store32_lane, part, offset + 8, 2);
    }
  }

  #binary({ name, to, a, b }: Extract<Instruction, { op: "binary" }>): void {
    const { opcode, exchanged = false } = BINARY[name];
    this.#set(to, (part) => {
      this.#get(exchanged ? b : a, part);
      this.#get(exchanged ? a : b, part);
      this.#writer.vector(opcode);
    });
  }

  #exchange({ to, a, distance }: Extract<Instruction, { op: "exchange" }>): void {
    this.#set(to, (part) => {
      if (distance >= LANES) return this.#get(a, part ^ (distance / LANES));
      this.#get(a, part);
      this.#get(a, part);
      const bytes = Array.from({ length: BYTES }, (_, byte) => byte ^ (4 * distance));
      this.#writer.vector(V128.shuffle, ...bytes);
    });
  }

  #pair({ name, to, a, b }: Extract<Instruction, { op: "pair" }>): void {
    const parts = 16 / LANES;
    const isWhole = name === "evens" || name === "odds";
    const first = name === "lowPairs" || name === "evens" ? 0 : 1;
    this.#set(to, (part) => {
      if (isWhole) {
        for (const one of [2 * part, 2 * part + 1]) this.#get(one < parts ? a : b, one % parts);
        this.#shuffle([first, first + 2, first + 4, first + 6]);
      } else {
        for (const id of [a, b]) this.#get(id, (part >> 1) + (first * parts) / 2);
        this.#shuffle(part % 2 === 0 ? [0, 4, 1, 5] : [2, 6, 3, 7]);
      }
    });
  }

  /** Takes four lanes of the eight of two vectors. */
  #shuffle(lanes: readonly number[]): void {
    this.#writer.vector(V128.shuffle, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
  }

  /** Makes each part of a vector and puts it into its local variable. */
  #set(to: number, make: (part: number) => void): void {
    const locals = this.#locals[to] as number[];
    locals.forEach((local, part) => {
      make(part);
      this.#writer.local(LOCAL_SET, local);
    });
  }

  #get(id: number, part: number): void {
    const locals = this.#locals[id] as number[];
    this.#writer.local(LOCAL_GET, (locals[part] ?? locals[0]) as number);
  }

  #constant(bits: number): void {
    const word = [bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, (bits >> 24) & 255];
    this.#writer.vector(V128.const, ...word, ...word, ...word, ...word);
  }
}
