import type { ArenaAddress } from "../language/values.ts";
import { signed, unsigned } from "./bytes.ts";

/** Opcodes, by WebAssembly's names. */
export const [LOCAL_GET, LOCAL_SET] = [0x20, 0x21] as const;
const [CALL, I32_LOAD, I32_CONST] = [0x10, 0x28, 0x41];

/** The prefix of vectors' opcodes. */
const VECTOR = 0xfd;

/** The bytes of a function, an instruction at a time. */
export class FunctionWriter {
  readonly code: number[] = [];
  /** Local variables of pointers and counters, which come first. */
  readonly #pointers: ReadonlyMap<number, number>;

  constructor(
    /** The kernel's, for errors. */
    readonly name: string,
    pointers: Iterable<number>,
  ) {
    this.#pointers = new Map([...new Set(pointers)].map((pointer, index) => [pointer, index]));
  }

  /** How many variables pointers and counters take. */
  get integers(): number {
    return this.#pointers.size;
  }

  call(index: number): void {
    this.code.push(CALL, ...unsigned(index));
  }

  vector(opcode: number, ...rest: readonly number[]): void {
    this.code.push(VECTOR, ...unsigned(opcode), ...rest);
  }

  local(opcode: number, index: number): void {
    this.code.push(opcode, ...unsigned(index));
  }

  /** A pointer's or counter's own variable. */
  pointer(opcode: number, pointer: number): void {
    const index = this.#pointers.get(pointer);
    if (index === undefined) throw new Error(`${this.name}: pointer ${pointer} has no variable`);
    this.local(opcode, index);
  }

  integer(value: number): void {
    this.code.push(I32_CONST, ...signed(value));
  }

  loadInteger(at: ArenaAddress): void {
    this.address(at);
    this.code.push(I32_LOAD, 2, ...this.offset(at, 0));
  }

  /** A vector instruction at a place, its address included. */
  memory(opcode: number, at: ArenaAddress, more: number): void {
    this.address(at);
    this.access(opcode, at, more);
  }

  access(opcode: number, at: ArenaAddress, more: number, ...lane: readonly number[]): void {
    this.vector(opcode, 0, ...this.offset(at, more), ...lane);
  }

  /** The part of a place that is worked out when the kernel runs. */
  address({ pointer, offset }: ArenaAddress): void {
    // Beyond 2 GiB an int32 is below 0.
    if (pointer === undefined) this.integer(offset | 0);
    else this.pointer(LOCAL_GET, pointer);
  }

  /** The part that stands in the instruction. Negative offsets from a pointer have no place there. */
  offset({ pointer, offset }: ArenaAddress, more: number): number[] {
    const whole = (pointer === undefined ? 0 : offset) + more;
    if (whole < 0) throw new RangeError(`${this.name}: a place ${-whole} bytes before a pointer`);
    return unsigned(whole);
  }
}
