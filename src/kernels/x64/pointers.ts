import type { Program } from "../language/instructions.ts";
import { lifetimesOf } from "../language/lifetimes.ts";
import type { ArenaAddress } from "../language/values.ts";
import { type MemoryOperand, RDI } from "./assembler.ts";

/** rsi, rdx, rcx, r8 to r11, which a function may change, then rbx, rbp, r13 to r15, which it has to restore. r12 as a base needs a longer form. */
const FREE = [6, 2, 1, 8, 9, 10, 11];
const SAVED = [3, 5, 13, 14, 15];

/** Offsets in instructions are signed: the arena's address is counted from its middle, so that all of its 4 GiB is in reach. */
export const MIDDLE = 0x8000_0000;

/** Pointers and counters in general registers, and places in the arena. */
export class Pointers {
  /** The registers that have to be restored. */
  readonly saved: readonly number[];
  /** By pointer; undefined for one that is not used. */
  readonly #registers: (number | undefined)[];

  /** Throws where more pointers live at once than there are registers. */
  constructor(private readonly program: Program) {
    const { pointers: lifetimes } = lifetimesOf(program);
    this.#registers = lifetimes.map(() => undefined);
    const free = [...FREE, ...SAVED].reverse();
    const born = lifetimes
      .flatMap((lifetime, id) => (lifetime ? { id, ...lifetime } : []))
      .sort((a, b) => a.first - b.first);
    let living: { readonly last: number; readonly register: number }[] = [];
    for (const { id, first, last } of born) {
      const [ended, others] = [living.filter((one) => one.last < first), living.filter((one) => one.last >= first)];
      free.push(...ended.map(({ register }) => register));
      const register = free.pop();
      if (register === undefined)
        throw new Error(`${program.name}: more than ${FREE.length + SAVED.length} pointers at once`);
      this.#registers[id] = register;
      living = [...others, { last, register }];
    }
    this.saved = SAVED.filter((register) => this.#registers.includes(register));
  }

  /** Throws for a pointer that is not used. */
  registerOf(pointer: number): number {
    const register = this.#registers[pointer];
    if (register === undefined) throw new Error(`${this.program.name}: pointer ${pointer} has no register`);
    return register;
  }

  place({ pointer, offset }: ArenaAddress): MemoryOperand {
    return pointer === undefined ? { base: RDI, offset: offset - MIDDLE } : { base: this.registerOf(pointer), offset };
  }
}
