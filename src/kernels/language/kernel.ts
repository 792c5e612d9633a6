import type { Binary, Distance, Instruction, Pairing, Program, Shift, Unary } from "./instructions.ts";
import { madeInPlace } from "./made-in-place.ts";
import type {
  ArenaAddress,
  Element,
  Floats,
  Integers,
  LaneCondition,
  LaneCount,
  Relation,
  Variable,
  Vector,
} from "./values.ts";

/** A place that moves through the arena. */
export interface Pointer {
  readonly id: number;
  /** @param offset in bytes from where the pointer is */
  at(offset?: number): ArenaAddress;
}

/** Threads that run a kernel together. Each has a program of its own. */
export interface Team {
  /** Which thread this program is for, from 0. */
  readonly index: number;
  readonly size: number;
  /** Where the threads count barriers: an int32 each, {@link COUNTER_BYTES} apart. */
  readonly counters: number;
}

/** A team has at most so many. */
export const MOST_THREADS = 8;

/** A cache line of its own for each counter. */
export const COUNTER_BYTES = 64;

/** What of some work is a thread's own. */
interface Portion {
  readonly from: number;
  readonly count: number;
  /** Whether it reaches the end. */
  readonly isLast: boolean;
}

/** A fixed place. @param offset in bytes from the arena's start */
export const fixed = (offset: number): ArenaAddress => ({ pointer: undefined, offset });

const WORD = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  WORD.setFloat32(0, value);
  return WORD.getInt32(0);
}

/**
 * Records what a kernel does. Operands of one operation have equally many lanes. Throws a RangeError where they have not.
 */
export class Kernel {
  readonly #code: Instruction[] = [];
  readonly #lanes: LaneCount[] = [];
  #pointers = 0;
  #isDivided = false;

  /**
   * @param lanes of a vector, unless told otherwise
   * @param team the thread that this program is for; undefined: there is one only
   */
  constructor(
    readonly name: string,
    readonly lanes: LaneCount = 16,
    private readonly team?: Team,
  ) {}

  /** What has been recorded so far. */
  get program(): Program {
    return { name: this.name, code: madeInPlace(this.#code), lanes: this.#lanes, pointers: this.#pointers };
  }

  /** @param value rounded to float32 */
  float(value: number, lanes: LaneCount = this.lanes): Floats {
    return this.#give("float", lanes, (to) => ({ op: "constant", to, bits: bitsOf(value) }));
  }

  /** @param value an int32 */
  integer(value: number, lanes: LaneCount = this.lanes): Integers {
    return this.#give("integer", lanes, (to) => ({ op: "constant", to, bits: value | 0 }));
  }

  /** @param count lanes that are read; the others are 0, and memory behind these is not touched */
  load(at: ArenaAddress, lanes: LaneCount = this.lanes, count: number = lanes): Floats {
    return this.#give("float", lanes, (to) => ({ op: "load", to, at, count: checkedCount(count, lanes) }));
  }

  loadIntegers(at: ArenaAddress, lanes: LaneCount = this.lanes, count: number = lanes): Integers {
    return this.bits(this.load(at, lanes, count));
  }

  /** One word of memory in every lane. */
  splat(at: ArenaAddress, lanes: LaneCount = this.lanes): Floats {
    return this.#give("float", lanes, (to) => ({ op: "splat", to, at }));
  }

  /** @param count lanes that are written; memory behind these is not touched */
  store(at: ArenaAddress, value: Vector<Element>, count: number = value.lanes): void {
    this.#code.push({ op: "store", value: value.id, at, count: checkedCount(count, value.lanes) });
  }

  add(a: Floats, b: Floats): Floats {
    return this.#binary("add", a, b);
  }
  subtract(a: Floats, b: Floats): Floats {
    return this.#binary("subtract", a, b);
  }
  multiply(a: Floats, b: Floats): Floats {
    return this.#binary("multiply", a, b);
  }
  divide(a: Floats, b: Floats): Floats {
    return this.#binary("divide", a, b);
  }
  /** a < b ? a : b, so b where either is NaN. */
  min(a: Floats, b: Floats): Floats {
    return this.#binary("min", a, b);
  }
  /** a > b ? a : b, so b where either is NaN. */
  max(a: Floats, b: Floats): Floats {
    return this.#binary("max", a, b);
  }
  /** a·b + c, rounded once. */
  fma(a: Floats, b: Floats, c: Floats): Floats {
    return this.#fused(a, b, c, false);
  }
  /** c − a·b, rounded once. */
  fnma(a: Floats, b: Floats, c: Floats): Floats {
    return this.#fused(a, b, c, true);
  }
  sqrt(a: Floats): Floats {
    return this.#unary("sqrt", "float", a);
  }
  /** The nearest integral value, the even one of two. */
  nearest(a: Floats): Floats {
    return this.#unary("nearest", "float", a);
  }
  floor(a: Floats): Floats {
    return this.#unary("floor", "float", a);
  }
  ceil(a: Floats): Floats {
    return this.#unary("ceil", "float", a);
  }
  /** The integral value towards 0. */
  truncate(a: Floats): Floats {
    return this.#unary("truncate", "float", a);
  }
  negate(a: Floats): Floats {
    return this.floats(this.xor(this.bits(a), this.integer(-0x80000000, a.lanes)));
  }
  abs(a: Floats): Floats {
    return this.floats(this.and(this.bits(a), this.integer(0x7fffffff, a.lanes)));
  }

  addIntegers(a: Integers, b: Integers): Integers {
    return this.#binary("addIntegers", a, b);
  }
  subtractIntegers(a: Integers, b: Integers): Integers {
    return this.#binary("subtractIntegers", a, b);
  }
  /** The low 32 bits of the product. */
  multiplyIntegers(a: Integers, b: Integers): Integers {
    return this.#binary("multiplyIntegers", a, b);
  }
  and(a: Integers, b: Integers): Integers {
    return this.#binary("and", a, b);
  }
  or(a: Integers, b: Integers): Integers {
    return this.#binary("or", a, b);
  }
  xor(a: Integers, b: Integers): Integers {
    return this.#binary("xor", a, b);
  }
  /** @param by 0 to 31 bits; `rightSigned` repeats the sign */
  shift(name: Shift, a: Integers, by: number): Integers {
    if (!Number.isInteger(by) || by < 0 || by > 31) throw new RangeError(`${this.name}: a shift by ${by} bits`);
    return this.#give("integer", a.lanes, (to) => ({ op: "shift", name, to, a: a.id, by }));
  }

  /** Integers as the nearest floats. */
  toFloat(a: Integers): Floats {
    return this.#unary("toFloat", "float", a);
  }
  /** Floats towards 0, as integers. What comes of a NaN, and of anything outside int32, differs between machines. */
  toInteger(a: Floats): Integers {
    return this.#unary("toInteger", "integer", a);
  }
  /** The same bits as integers. */
  bits({ id, lanes }: Floats): Integers {
    return { id, lanes, element: "integer" };
  }
  /** The same bits as floats. */
  floats({ id, lanes }: Integers): Floats {
    return { id, lanes, element: "float" };
  }

  /** Lane i takes what lane i XOR distance holds. */
  exchange<E extends Element>(a: Vector<E>, distance: Distance): Vector<E> {
    if (distance >= a.lanes) throw new RangeError(`${this.name}: an exchange over ${distance} of ${a.lanes} lanes`);
    return this.#give(a.element, a.lanes, (to) => ({ op: "exchange", to, a: a.id, distance }));
  }

  /** Lanes of two vectors of 16 in turn: a0 b0 a1 b1 …, the first 16 and the last. */
  interleave<E extends Element>(a: Vector<E>, b: Vector<E>): readonly [Vector<E>, Vector<E>] {
    return [this.#pair("lowPairs", a, b), this.#pair("highPairs", a, b)];
  }
  /** Every second lane of a, then of b: those with even numbers, and those with odd ones. */
  deinterleave<E extends Element>(a: Vector<E>, b: Vector<E>): readonly [Vector<E>, Vector<E>] {
    return [this.#pair("evens", a, b), this.#pair("odds", a, b)];
  }

  /** condition ? a : b, lane by lane. */
  where<E extends Element>({ is, left, right }: LaneCondition, a: Vector<E>, b: Vector<E>): Vector<E> {
    this.#requireAlike(a, b);
    this.#requireAlike(a, left);
    return this.#give(a.element, a.lanes, (to) => ({
      op: "select",
      to,
      is,
      left: left.id,
      right: right.id,
      a: a.id,
      b: b.id,
    }));
  }
  equal(a: Floats, b: Floats): LaneCondition {
    return this.#condition("equal", a, b);
  }
  /** True where either is NaN. */
  notEqual(a: Floats, b: Floats): LaneCondition {
    return this.#condition("notEqual", a, b);
  }
  less(a: Floats, b: Floats): LaneCondition {
    return this.#condition("less", a, b);
  }
  lessOrEqual(a: Floats, b: Floats): LaneCondition {
    return this.#condition("lessOrEqual", a, b);
  }
  equalIntegers(a: Integers, b: Integers): LaneCondition {
    return this.#condition("equalIntegers", a, b);
  }
  lessIntegers(a: Integers, b: Integers): LaneCondition {
    return this.#condition("lessIntegers", a, b);
  }

  /** A vector that may be assigned to, with a first value. */
  variable<E extends Element>(value: Vector<E>): Variable<E> {
    const made = this.#give(value.element, value.lanes, (to) => ({ op: "assign", to, a: value.id }));
    return { ...made, isVariable: true };
  }
  assign<E extends Element>(variable: Variable<E>, value: Vector<E>): void {
    this.#requireAlike(variable, value);
    this.#code.push({ op: "assign", to: variable.id, a: value.id });
  }
  /** sum += a·b, rounded once. */
  accumulate(sum: Variable<"float">, a: Floats, b: Floats): void {
    this.#requireAlike(sum, a);
    this.#requireAlike(a, b);
    this.#code.push({ op: "fma", to: sum.id, a: a.id, b: b.id, c: sum.id, negated: false });
  }

  /** A pointer that starts at a place. */
  pointer(at: ArenaAddress): Pointer {
    const pointer = this.#pointers++;
    this.#code.push({ op: "point", pointer, at });
    return pointerOf(pointer);
  }
  /** @param by in bytes; may be negative */
  advance(pointer: Pointer, by: number): void {
    if (by !== 0) this.#code.push({ op: "advance", pointer: pointer.id, by });
  }
  /**
   * A pointer at a row of a table: its number is the int32 at a place.
   * @param table offset of row 0, in bytes
   * @param width from row to row, in bytes
   */
  row(at: ArenaAddress, table: number, width: number): Pointer {
    const pointer = this.#pointers++;
    this.#code.push({ op: "row", pointer, at, table, width });
    return pointerOf(pointer);
  }
  /** Copies one word of 32 bits. */
  copy(from: ArenaAddress, to: ArenaAddress): void {
    this.#code.push({ op: "copy", from, at: to });
  }

  /**
   * Does something several times.
   * @param times a number, or a place whose int32 says it when the kernel runs
   */
  repeat(times: number | ArenaAddress, body: () => void): void {
    if (typeof times === "number") {
      if (!Number.isInteger(times) || times < 0) throw new RangeError(`${this.name}: a loop of ${times} times`);
      if (times === 0) return;
      if (times === 1) {
        body();
        return;
      }
    }
    const counter = this.#pointers++;
    this.#code.push({ op: "repeat", counter, times });
    body();
    this.#code.push({ op: "end", counter });
  }

  /** Records what the threads of a team do together: `portion` gives each its own part of it, and `barrier` counts. */
  divided(body: () => void): void {
    this.#isDivided = true;
    body();
    this.#isDivided = false;
  }

  /** The thread's number within {@link divided}, else 0. */
  get thread(): number {
    return this.#isDivided && this.team ? this.team.index : 0;
  }

  /** What of `count` things is this thread's: all of them outside {@link divided}. @param unit so many stay together */
  portion(count: number, unit = 1): Portion {
    const { index, size } = this.#isDivided && this.team ? this.team : { index: 0, size: 1 };
    const units = Math.ceil(count / unit);
    const edge = (thread: number) => Math.min(count, unit * Math.floor((units * thread) / size));
    return { from: edge(index), count: edge(index + 1) - edge(index), isLast: index === size - 1 };
  }

  /** Within {@link divided}: threads wait here for one another, and then see what all of them wrote. */
  barrier(): void {
    if (!this.#isDivided || !this.team) return;
    const { index, size, counters } = this.team;
    const others = Array.from({ length: size }, (_, thread) => thread).filter((thread) => thread !== index);
    const counter = (thread: number) => counters + thread * COUNTER_BYTES;
    this.#code.push({ op: "barrier", own: counter(index), others: others.map(counter) });
  }

  #give<E extends Element>(element: E, lanes: LaneCount, instruction: (to: number) => Instruction): Vector<E> {
    const id = this.#lanes.push(lanes) - 1;
    this.#code.push(instruction(id));
    return { id, lanes, element };
  }

  #unary<E extends Element>(name: Unary, element: E, a: Vector<Element>): Vector<E> {
    return this.#give(element, a.lanes, (to) => ({ op: "unary", name, to, a: a.id }));
  }

  #binary<E extends Element>(name: Binary, a: Vector<E>, b: Vector<E>): Vector<E> {
    this.#requireAlike(a, b);
    return this.#give(a.element, a.lanes, (to) => ({ op: "binary", name, to, a: a.id, b: b.id }));
  }

  #pair<E extends Element>(name: Pairing, a: Vector<E>, b: Vector<E>): Vector<E> {
    this.#requireAlike(a, b);
    if (a.lanes !== 16) throw new RangeError(`${this.name}: pairs of ${a.lanes} lanes`);
    return this.#give(a.element, a.lanes, (to) => ({ op: "pair", name, to, a: a.id, b: b.id }));
  }

  #fused(a: Floats, b: Floats, c: Floats, negated: boolean): Floats {
    this.#requireAlike(a, b);
    this.#requireAlike(b, c);
    return this.#give("float", a.lanes, (to) => ({ op: "fma", to, a: a.id, b: b.id, c: c.id, negated }));
  }

  #condition(is: Relation, a: Vector<Element>, b: Vector<Element>): LaneCondition {
    this.#requireAlike(a, b);
    return { is, left: a, right: b };
  }

  #requireAlike(a: Vector<Element>, b: Vector<Element>): void {
    if (a.lanes !== b.lanes) throw new RangeError(`${this.name}: vectors of ${a.lanes} and of ${b.lanes} lanes`);
  }
}

function checkedCount(count: number, lanes: LaneCount): number {
  if (!Number.isInteger(count) || count < 1 || count > lanes) throw new RangeError(`${count} of ${lanes} lanes`);
  return count;
}

function pointerOf(id: number): Pointer {
  return { id, at: (offset = 0) => ({ pointer: id, offset }) };
}
