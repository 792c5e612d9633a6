import type { ArenaAddress, LaneCount, Relation } from "./values.ts";

/** Operations on one vector. Rounding goes to integral values, ties to even for `nearest`. */
export type Unary = "sqrt" | "nearest" | "floor" | "ceil" | "truncate" | "toFloat" | "toInteger";

/** Operations on two vectors. `min` is a < b ? a : b and `max` is a > b ? a : b, in this order. */
export type Binary =
  | ("add" | "subtract" | "multiply" | "divide" | "min" | "max")
  | ("addIntegers" | "subtractIntegers" | "multiplyIntegers")
  | ("and" | "or" | "xor");

export type Shift = "left" | "right" | "rightSigned";

/** Which lanes of two vectors a, b of 16: a0 b0 a1 b1 … up to a7 b7, or from a8 b8 on; or every second one of a, then of b. */
export type Pairing = "lowPairs" | "highPairs" | "evens" | "odds";

/** LaneCount trade places with those at this distance: 1 exchanges neighbours, 8 the two halves of 16 lanes. */
export type Distance = 1 | 2 | 4 | 8;

/**
 * What a kernel consists of. Vectors, pointers and counters are numbers; `to` is what an instruction gives. Offsets and widths
 * are in bytes.
 */
export type Instruction =
  /** Every lane holds these 32 bits. */
  | { readonly op: "constant"; readonly to: number; readonly bits: number }
  /** The first `count` lanes come from memory, the others are 0. */
  | { readonly op: "load"; readonly to: number; readonly at: ArenaAddress; readonly count: number }
  /** Every lane holds the word at the place. */
  | { readonly op: "splat"; readonly to: number; readonly at: ArenaAddress }
  /** The first `count` lanes go to memory; what follows there is not touched. */
  | { readonly op: "store"; readonly value: number; readonly at: ArenaAddress; readonly count: number }
  | { readonly op: "unary"; readonly name: Unary; readonly to: number; readonly a: number }
  | { readonly op: "binary"; readonly name: Binary; readonly to: number; readonly a: number; readonly b: number }
  | { readonly op: "shift"; readonly name: Shift; readonly to: number; readonly a: number; readonly by: number }
  | { readonly op: "exchange"; readonly to: number; readonly a: number; readonly distance: Distance }
  | { readonly op: "pair"; readonly name: Pairing; readonly to: number; readonly a: number; readonly b: number }
  /** to = a·b + c, or c − a·b when negated, rounded once. `to` may be c. */
  | {
      readonly op: "fma";
      readonly to: number;
      readonly a: number;
      readonly b: number;
      readonly c: number;
      readonly negated: boolean;
    }
  /** to = (left is right) ? a : b, lane by lane. */
  | {
      readonly op: "select";
      readonly to: number;
      readonly is: Relation;
      readonly left: number;
      readonly right: number;
      readonly a: number;
      readonly b: number;
    }
  /** A variable takes a value. */
  | { readonly op: "assign"; readonly to: number; readonly a: number }
  /** A pointer goes to a place. */
  | { readonly op: "point"; readonly pointer: number; readonly at: ArenaAddress }
  | { readonly op: "advance"; readonly pointer: number; readonly by: number }
  /** A pointer goes to row `i` of a table, where `i` is the int32 at the place. */
  | {
      readonly op: "row";
      readonly pointer: number;
      readonly at: ArenaAddress;
      readonly table: number;
      readonly width: number;
    }
  /**
   * Threads of a team wait here for one another. A counter is an int32 at an offset: a thread adds 1 to its own, and goes on
   * when no other is behind. What others wrote before it can then be read.
   */
  | { readonly op: "barrier"; readonly own: number; readonly others: readonly number[] }
  /** One word of 32 bits is copied. */
  | { readonly op: "copy"; readonly from: ArenaAddress; readonly at: ArenaAddress }
  /** What follows up to `end` is done so often: a number of times, at least 1, or the int32 at a place, which may be 0. */
  | { readonly op: "repeat"; readonly counter: number; readonly times: number | ArenaAddress }
  | { readonly op: "end"; readonly counter: number };

/** Instructions that make no vector and store none: pointers, single words, loops and barriers. */
export type Control = Extract<Instruction, { op: "point" | "advance" | "row" | "copy" | "barrier" | "repeat" | "end" }>;

/** A finished kernel. */
export interface Program {
  readonly name: string;
  readonly code: readonly Instruction[];
  /** LaneCount of every vector, by its number. */
  readonly lanes: readonly LaneCount[];
  /** How many pointers and counters there are. */
  readonly pointers: number;
}

/** The vectors that an instruction reads. */
export function readBy(instruction: Instruction): readonly number[] {
  switch (instruction.op) {
    case "store":
      return [instruction.value];
    case "unary":
    case "shift":
    case "exchange":
    case "assign":
      return [instruction.a];
    case "binary":
    case "pair":
      return [instruction.a, instruction.b];
    case "fma":
      return [instruction.a, instruction.b, instruction.c];
    case "select":
      return [instruction.left, instruction.right, instruction.a, instruction.b];
    default:
      return [];
  }
}

/** The pointers and counters that an instruction reads or sets. */
export function pointersOf(instruction: Instruction): readonly number[] {
  const of = (...places: readonly (number | ArenaAddress)[]) =>
    places.flatMap((place) => (typeof place === "number" ? [] : (place.pointer ?? [])));
  switch (instruction.op) {
    case "load":
    case "splat":
    case "store":
      return of(instruction.at);
    case "point":
    case "row":
      return [instruction.pointer, ...of(instruction.at)];
    case "advance":
      return [instruction.pointer];
    case "copy":
      return of(instruction.from, instruction.at);
    case "repeat":
      return [instruction.counter, ...of(instruction.times)];
    case "end":
      return [instruction.counter];
    default:
      return [];
  }
}
