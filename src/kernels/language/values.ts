/** How many lanes of 32 bits a vector has. */
export type LaneCount = 4 | 8 | 16;

/** What a lane holds: a float32, or an int32 in two's complement. */
export type Element = "float" | "integer";

/** A vector with the same kind of element in every lane. */
export interface Vector<E extends Element> {
  readonly id: number;
  readonly lanes: LaneCount;
  readonly element: E;
}

export type Floats = Vector<"float">;
export type Integers = Vector<"integer">;

/** A vector that may be assigned to: a sum that a loop adds up, say. */
export interface Variable<E extends Element> extends Vector<E> {
  readonly isVariable: true;
}

/** A place in the arena: a fixed one, or one that moves with a pointer. */
export interface ArenaAddress {
  /** A pointer's number; without one the offset counts from the arena's start. */
  readonly pointer: number | undefined;
  /** In bytes. */
  readonly offset: number;
}

/** A question about each lane, asked by {@link Kernel.where}. False wherever a NaN is compared, but for `notEqual`. */
export interface LaneCondition {
  readonly is: Relation;
  readonly left: Vector<Element>;
  readonly right: Vector<Element>;
}

export type Relation = "equal" | "notEqual" | "less" | "lessOrEqual" | "equalIntegers" | "lessIntegers";
