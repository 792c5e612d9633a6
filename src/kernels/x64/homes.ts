import { type Instruction, type Program, readBy } from "../language/instructions.ts";
import { deathsIn, type Lifetime, type Lifetimes, lifetimesOf } from "../language/lifetimes.ts";
import { uniformIn } from "../language/uniform.ts";

/** Where a vector is kept: in registers, one for each part; on the stack; or as a constant behind the code. */
export type Home =
  | { readonly kind: "registers"; readonly registers: readonly number[] }
  | { readonly kind: "stack"; readonly offset: number; readonly parts: number }
  | { readonly kind: "constant"; readonly bits: number };

export interface Machine {
  /** LaneCount of one register: 8 (AVX2) or 16 (AVX-512F). */
  readonly lanes: 8 | 16;
  readonly registers: number;
}

export interface Homes {
  /** By the vector's number. */
  readonly of: readonly (Home | undefined)[];
  /** Bytes of stack that are needed. */
  readonly stackBytes: number;
  /** Registers that are free at an instruction, for its own work. */
  readonly spare: readonly (readonly number[])[];
}

/** Uses in a loop count as many times more than outside; in a loop in a loop, times that again. */
const LOOP_WEIGHT = 8;
/** A constant in memory costs nothing but the read, for it is an operand. */
const CONSTANT_WEIGHT = 0.25;

/** How many registers a vector takes. */
function partsOf({ lanes }: Program, uniform: ReadonlySet<number>, machine: Machine, id: number): number {
  return uniform.has(id) ? 1 : Math.max(1, (lanes[id] as number) / machine.lanes);
}

/**
 * Gives every vector a home. Where more would live at once than there are registers, those go to memory that are used least,
 * uses in loops counting more.
 */
export function findHomes(program: Program, machine: Machine): Homes {
  const lifetimes = lifetimesOf(program);
  const uniform = uniformIn(program);
  const parts = program.lanes.map((_, id) => partsOf(program, uniform, machine, id));
  const inMemory = chooseMemory(program, lifetimes, parts, machine);
  return assign(program, lifetimes, parts, inMemory, machine);
}

/** What each vector's uses weigh. */
function weightsOf({ code, lanes }: Program, { depths }: Lifetimes): readonly number[] {
  const weights = lanes.map(() => 0);
  const byDepth = [1];
  const deepest = depths.reduce((most, depth) => Math.max(most, depth), 0);
  for (let depth = 1; depth <= deepest; depth++) byDepth.push(LOOP_WEIGHT * (byDepth.at(-1) as number));
  code.forEach((instruction, index) => {
    const used = "to" in instruction ? [instruction.to, ...readBy(instruction)] : readBy(instruction);
    for (const id of used) weights[id] = (weights[id] ?? 0) + (byDepth[depths[index] ?? 0] as number);
  });
  for (const instruction of code)
    if (instruction.op === "constant") weights[instruction.to] = (weights[instruction.to] ?? 0) * CONSTANT_WEIGHT;
  return weights;
}

/** How many registers an instruction needs for its own work, where some vectors are in memory. Emitter's methods take no more. */
function workOf(instruction: Instruction, isInMemory: (id: number) => boolean, { lanes }: Machine): number {
  const count = (...ids: readonly number[]) => ids.filter(isInMemory).length;
  switch (instruction.op) {
    case "constant":
      return 0;
    case "store": {
      const needsMask = lanes === 8 && instruction.count % 4 !== 0;
      return count(instruction.value) + (needsMask ? 1 : 0);
    }
    case "assign":
      return count(instruction.to) * count(instruction.a);
    case "fma":
      return count(instruction.to) + (count(instruction.a) > 0 && count(instruction.b) > 0 ? 1 : 0);
    case "pair":
      return count(instruction.to) + (lanes === 8 ? 1 : count(instruction.a));
    case "select":
      return count(instruction.to) + (lanes === 8 ? 1 : 0);
    default:
      return "to" in instruction ? count(instruction.to) : 0;
  }
}

function chooseMemory(
  program: Program,
  lifetimes: Lifetimes,
  parts: readonly number[],
  machine: Machine,
): ReadonlySet<number> {
  const { code, name } = program;
  const weights = weightsOf(program, lifetimes);
  const pressure = new Int32Array(code.length);
  const add = (id: number, sign: number) => {
    const { first, last } = lifetimes.vectors[id] as Lifetime;
    for (let index = first; index <= last; index++) pressure[index] = (pressure[index] ?? 0) + sign * (parts[id] ?? 0);
  };
  const living = program.lanes.flatMap((_, id) => (lifetimes.vectors[id] ? id : []));
  for (const id of living) add(id, 1);
  const lifetimeOf = (id: number) => lifetimes.vectors[id] as Lifetime;
  // What lives longest frees most.
  const worth = (id: number) => {
    const { first, last } = lifetimeOf(id);
    return (weights[id] ?? 0) / (parts[id] ?? 1) / (1 + last - first);
  };
  const inMemory = new Set<number>();
  const isInMemory = (id: number) => inMemory.has(id);
  const born = living.toSorted((a, b) => lifetimeOf(a).first - lifetimeOf(b).first).values();
  let next = born.next();
  /** Vectors in registers at the instruction. Looking through all of a program's would take the square of its length. */
  let candidates: readonly number[] = [];
  for (const [index, instruction] of code.entries()) {
    const added: number[] = [];
    for (; !next.done && lifetimeOf(next.value).first === index; next = born.next()) added.push(next.value);
    candidates = [...candidates.filter((id) => lifetimeOf(id).last >= index), ...added];
    while ((pressure[index] ?? 0) + workOf(instruction, isInMemory, machine) > machine.registers) {
      if (candidates.length === 0) throw new Error(`${name}: too few registers for instruction ${index}`);
      const isCheaper = (id: number, other: number) =>
        worth(id) < worth(other) || (worth(id) === worth(other) && id < other);
      const cheapest = candidates.reduce((best, id) => (isCheaper(id, best) ? id : best));
      inMemory.add(cheapest);
      candidates = candidates.filter((id) => id !== cheapest);
      add(cheapest, -1);
    }
  }
  return inMemory;
}

function assign(
  { code, lanes }: Program,
  { vectors }: Lifetimes,
  parts: readonly number[],
  inMemory: ReadonlySet<number>,
  machine: Machine,
): Homes {
  const of: (Home | undefined)[] = lanes.map(() => undefined);
  const free = Array.from({ length: machine.registers }, (_, index) => machine.registers - 1 - index);
  const spare: (readonly number[])[] = [];
  const deaths = deathsIn(vectors);
  let stackBytes = 0;
  const release = (id: number) => {
    const home = of[id];
    if (home?.kind === "registers") free.push(...home.registers);
  };
  code.forEach((instruction, index) => {
    const ends = deaths.get(index) ?? [];
    const heir = "to" in instruction && !inMemory.has(instruction.to);
    const inherited = heir ? inheritedBy(instruction, ends, of, parts) : undefined;
    if (inherited !== undefined) of[(instruction as { to: number }).to] = of[inherited];
    else if ("to" in instruction && !of[instruction.to]) {
      const { to } = instruction;
      if (!inMemory.has(to)) of[to] = { kind: "registers", registers: free.splice(-(parts[to] as number)) };
      else if (instruction.op === "constant") of[to] = { kind: "constant", bits: instruction.bits };
      else {
        of[to] = { kind: "stack", offset: stackBytes, parts: parts[to] as number };
        stackBytes += (parts[to] as number) * machine.lanes * 4;
      }
    }
    spare.push([...free]);
    for (const id of ends) if (id !== inherited) release(id);
  });
  return { of, stackBytes, spare };
}

/** The sum of an fma that is needed no more: its registers can take the result without a move. */
function inheritedBy(
  instruction: Instruction,
  ends: readonly number[],
  of: readonly (Home | undefined)[],
  parts: readonly number[],
): number | undefined {
  if (instruction.op !== "fma" || of[instruction.to]) return undefined;
  const { a, b, c, to } = instruction;
  const fits = ends.includes(c) && c !== a && c !== b && parts[c] === parts[to] && of[c]?.kind === "registers";
  return fits ? c : undefined;
}
