import type { Binary, Instruction, Pairing, Program, Shift, Unary } from "./language/instructions.ts";
import { loopEnds } from "./language/lifetimes.ts";
import type { ArenaAddress, Relation } from "./language/values.ts";

const DOUBLE = new Float64Array(1);
const DOUBLE_BITS = new BigInt64Array(DOUBLE.buffer);

/**
 * a·b + c of float32 values, rounded once. The product is exact in a double; the sum is rounded to odd there, so that
 * rounding it to float32 is rounding the exact sum (Boldo and Melquiond, 2008, "Emulation of FMA").
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  if (!Number.isFinite(sum)) return Math.fround(sum);
  // What the sum lost, exactly (Knuth's TwoSum).
  const part = sum - product;
  const lost = product - (sum - part) + (c - part);
  if (lost === 0) return Math.fround(sum);
  DOUBLE[0] = sum;
  const bits = DOUBLE_BITS[0] as bigint;
  if ((bits & 1n) === 0n) DOUBLE_BITS[0] = lost > 0 === sum > 0 ? bits + 1n : bits - 1n;
  return Math.fround(DOUBLE[0] as number);
}

/** Ties go to the even neighbour; zeros keep their sign. */
function nearest(x: number): number {
  if (!(Math.abs(x) < 0x800000)) return x;
  const low = Math.floor(x);
  const above = x - low;
  const up = above > 0.5 || (above === 0.5 && low % 2 !== 0);
  const rounded = up ? low + 1 : low;
  return rounded === 0 ? x * 0 : rounded;
}

const FLOAT_BINARY: Partial<Record<Binary, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  // biome-ignore lint/complexity/useMathMinMax: those give NaN where either is NaN, and order zeros.
  min: (a, b) => (a < b ? a : b),
  // biome-ignore lint/complexity/useMathMinMax: as above.
  max: (a, b) => (a > b ? a : b),
};

const INTEGER_BINARY: Partial<Record<Binary, (a: number, b: number) => number>> = {
  addIntegers: (a, b) => a + b,
  subtractIntegers: (a, b) => a - b,
  multiplyIntegers: Math.imul,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const SHIFTS: Record<Shift, (a: number, by: number) => number> = {
  left: (a, by) => a << by,
  right: (a, by) => a >>> by,
  rightSigned: (a, by) => a >> by,
};

/** Which of the 32 lanes of a and b comes to a lane. */
const PAIRINGS: Record<Pairing, (lane: number) => number> = {
  lowPairs: (lane) => (lane >> 1) + 16 * (lane & 1),
  highPairs: (lane) => 8 + (lane >> 1) + 16 * (lane & 1),
  evens: (lane) => 2 * lane,
  odds: (lane) => 2 * lane + 1,
};

const ROUNDINGS: Partial<Record<Unary, (a: number) => number>> = {
  sqrt: Math.sqrt,
  nearest,
  floor: Math.floor,
  ceil: Math.ceil,
  truncate: Math.trunc,
};

const FLOAT_COMPARISONS: Partial<Record<Relation, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessOrEqual: (a, b) => a <= b,
};

/** A vector's lanes, as floats and as integers. */
interface Register {
  readonly floats: Float32Array;
  readonly integers: Int32Array;
}

/**
 * Runs a kernel instruction by instruction: slow, and plain enough to be believed. Back ends are tested against it.
 * @param memory the arena; a kernel that leaves it throws a RangeError
 */
export function interpret(program: Program, memory: ArrayBuffer): void {
  interpretTogether([program], memory);
}

/**
 * Runs the programs of a team's threads, each by itself from barrier to barrier, in the order given: what threads do between two
 * barriers is right only if any order gives the same.
 */
export function interpretTogether(programs: readonly Program[], memory: ArrayBuffer): void {
  let threads = programs.map((program) => new Interpreter(program, new DataView(memory)).run());
  while (threads.length > 0) {
    const going = threads.filter((thread) => thread.next().done !== true);
    if (going.length > 0 && going.length < threads.length) throw new Error("threads come to different barriers");
    threads = going;
  }
}

class Interpreter {
  readonly #registers: readonly Register[];
  readonly #pointers: number[];

  constructor(
    private readonly program: Program,
    private readonly memory: DataView,
  ) {
    this.#registers = program.lanes.map((lanes) => {
      const floats = new Float32Array(lanes);
      return { floats, integers: new Int32Array(floats.buffer) };
    });
    this.#pointers = Array.from({ length: program.pointers }, () => 0);
  }

  /** Pauses at barriers. */
  *run(): Generator<void, void> {
    const { code } = this.program;
    const ends = loopEnds(code);
    /** Loops that are open: where each starts, and how often it is still to be done. */
    const loops: { readonly start: number; left: number }[] = [];
    for (let index = 0; index < code.length; index++) {
      const instruction = code[index] as Instruction;
      if (instruction.op === "repeat") {
        const { times } = instruction;
        const left = typeof times === "number" ? times : this.memory.getInt32(this.#offset(times), true);
        if (left > 0) loops.push({ start: index, left });
        else index = ends.get(index) ?? index;
      } else if (instruction.op === "end") {
        const loop = loops.at(-1) as { readonly start: number; left: number };
        loop.left--;
        if (loop.left > 0) index = loop.start;
        else loops.pop();
      } else if (instruction.op === "barrier") yield;
      else this.#step(instruction);
    }
  }

  #step(instruction: Exclude<Instruction, { op: "repeat" | "end" | "barrier" }>): void {
    const { memory } = this;
    switch (instruction.op) {
      case "constant":
        this.#register(instruction.to).integers.fill(instruction.bits);
        return;
      case "load": {
        const at = this.#offset(instruction.at);
        this.#fill(instruction.to, (lane) => (lane < instruction.count ? memory.getInt32(at + 4 * lane, true) : 0));
        break;
      }
      case "splat":
        this.#register(instruction.to).integers.fill(memory.getInt32(this.#offset(instruction.at), true));
        return;
      case "store": {
        const at = this.#offset(instruction.at);
        const { integers } = this.#register(instruction.value);
        for (let lane = 0; lane < instruction.count; lane++) memory.setInt32(at + 4 * lane, integers[lane] ?? 0, true);
        return;
      }
      case "copy":
        memory.setInt32(this.#offset(instruction.at), memory.getInt32(this.#offset(instruction.from), true), true);
        return;
      case "point":
        this.#pointers[instruction.pointer] = this.#offset(instruction.at);
        return;
      case "advance":
        this.#pointers[instruction.pointer] = this.#pointer(instruction.pointer) + instruction.by;
        return;
      case "row": {
        const row = memory.getInt32(this.#offset(instruction.at), true);
        this.#pointers[instruction.pointer] = instruction.table + row * instruction.width;
        return;
      }
      default:
        this.#compute(instruction);
        break;
    }
  }

  #compute(
    instruction: Extract<
      Instruction,
      { op: "unary" | "binary" | "shift" | "exchange" | "pair" | "fma" | "select" | "assign" }
    >,
  ) {
    const a = this.#register(instruction.a);
    const { to } = instruction;
    switch (instruction.op) {
      case "unary":
        return this.#unary(instruction.name, to, a);
      case "binary": {
        const b = this.#register(instruction.b);
        const floating = FLOAT_BINARY[instruction.name];
        const integral = INTEGER_BINARY[instruction.name];
        if (floating) return this.#fillFloats(to, (lane) => floating(at(a.floats, lane), at(b.floats, lane)));
        if (integral) return this.#fill(to, (lane) => integral(at(a.integers, lane), at(b.integers, lane)));
        return;
      }
      case "shift":
        return this.#fill(to, (lane) => SHIFTS[instruction.name](at(a.integers, lane), instruction.by));
      case "exchange":
        return this.#fill(to, (lane) => at(a.integers, lane ^ instruction.distance));
      case "pair": {
        const both = [...a.integers, ...this.#register(instruction.b).integers];
        return this.#fill(to, (lane) => both[PAIRINGS[instruction.name](lane)] as number);
      }
      case "fma": {
        const b = this.#register(instruction.b);
        const c = this.#register(instruction.c);
        const sign = instruction.negated ? -1 : 1;
        return this.#fillFloats(to, (lane) =>
          fusedMultiplyAdd(sign * at(a.floats, lane), at(b.floats, lane), at(c.floats, lane)),
        );
      }
      case "select": {
        const b = this.#register(instruction.b);
        const holds = this.#comparison(instruction);
        return this.#fill(to, (lane) => at(holds(lane) ? a.integers : b.integers, lane));
      }
      case "assign":
        return this.#fill(to, (lane) => at(a.integers, lane));
    }
  }

  #unary(name: Unary, to: number, a: Register): void {
    if (name === "toFloat") {
      this.#fillFloats(to, (lane) => at(a.integers, lane));
      return;
    }
    if (name === "toInteger") {
      this.#fill(to, (lane) => Math.trunc(at(a.floats, lane)));
      return;
    }
    const round = ROUNDINGS[name] as (a: number) => number;
    this.#fillFloats(to, (lane) => round(at(a.floats, lane)));
  }

  #comparison({ is, left, right }: Extract<Instruction, { op: "select" }>): (lane: number) => boolean {
    const [a, b] = [this.#register(left), this.#register(right)];
    const compare = FLOAT_COMPARISONS[is];
    if (compare) return (lane) => compare(at(a.floats, lane), at(b.floats, lane));
    if (is === "equalIntegers") return (lane) => a.integers[lane] === b.integers[lane];
    return (lane) => at(a.integers, lane) < at(b.integers, lane);
  }

  #fill(id: number, value: (lane: number) => number): void {
    const { integers } = this.#register(id);
    // All lanes are worked out first: an operand may be the result's own vector.
    integers.set(Array.from(integers, (_, lane) => value(lane)));
  }

  #fillFloats(id: number, value: (lane: number) => number): void {
    const { floats } = this.#register(id);
    floats.set(Array.from(floats, (_, lane) => value(lane)));
  }

  #register(id: number): Register {
    return this.#registers[id] as Register;
  }

  #pointer(id: number): number {
    return this.#pointers[id] as number;
  }

  #offset({ pointer, offset }: ArenaAddress): number {
    return pointer === undefined ? offset : this.#pointer(pointer) + offset;
  }
}

const at = (lanes: Float32Array | Int32Array, lane: number) => lanes[lane] as number;
