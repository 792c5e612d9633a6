import type { Program } from "../language/instructions.ts";
import { lifetimesOf } from "../language/lifetimes.ts";

/** rsi, rdx, rcx, r8 to r11, which a function may change, then rbx, rbp, r13 to r15, which it has to restore. r12 as a base needs a longer form. */
const FREE = [6, 2, 1, 8, 9, 10, 11];
const SAVED = [3, 5, 13, 14, 15];

interface Pointers {
  /** The general register of each pointer and counter; undefined for one that is not used. */
  readonly registers: readonly (number | undefined)[];
  /** Those that have to be restored. */
  readonly saved: readonly number[];
}

/** Gives pointers and counters general registers. Throws where more live at once than there are. */
export function assignPointers(program: Program): Pointers {
  const { pointers: lifetimes } = lifetimesOf(program);
  const registers: (number | undefined)[] = lifetimes.map(() => undefined);
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
    registers[id] = register;
    living = [...others, { last, register }];
  }
  return { registers, saved: SAVED.filter((register) => registers.includes(register)) };
}
