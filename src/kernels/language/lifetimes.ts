import { type Instruction, type Program, pointersOf, readBy } from "./instructions.ts";

/** From the first to the last instruction at which something is needed, both included. */
export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

export interface Lifetimes {
  /** By the vector's number; undefined for one that no instruction names. */
  readonly vectors: readonly (Lifetime | undefined)[];
  readonly pointers: readonly (Lifetime | undefined)[];
  /** In how many loops each instruction stands. */
  readonly depths: readonly number[];
}

/** For each `repeat`, where its loop ends. */
export function loopEnds(code: readonly Instruction[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const ends = new Map<number, number>();
  code.forEach(({ op }, index) => {
    if (op === "repeat") open.push(index);
    if (op !== "end") return;
    const start = open.pop();
    if (start === undefined) throw new Error("a loop ends that has not started");
    ends.set(start, index);
  });
  return ends;
}

/** How long vectors and pointers live. What a loop uses from before the loop lives to the loop's end, for it comes round again. */
export function lifetimesOf({ code, lanes, pointers }: Program): Lifetimes {
  const ends = loopEnds(code);
  const open: number[] = [];
  const depths: number[] = [];
  const vectorSpans: (Lifetime | undefined)[] = lanes.map(() => undefined);
  const pointerSpans: (Lifetime | undefined)[] = Array.from({ length: pointers }, () => undefined);
  const touch = (spans: (Lifetime | undefined)[], id: number, at: number) => {
    const { first, last } = spans[id] ?? { first: at, last: at };
    const outermost = open.find((start) => start > first);
    spans[id] = { first, last: Math.max(last, outermost === undefined ? at : (ends.get(outermost) ?? at)) };
  };
  code.forEach((instruction, index) => {
    if (instruction.op === "end") open.pop();
    depths.push(open.length);
    if ("to" in instruction) touch(vectorSpans, instruction.to, index);
    for (const id of readBy(instruction)) touch(vectorSpans, id, index);
    for (const id of pointersOf(instruction)) touch(pointerSpans, id, index);
    if (instruction.op === "repeat") open.push(index);
  });
  return { vectors: vectorSpans, pointers: pointerSpans, depths };
}

/** What dies at each instruction. */
export function deathsIn(spans: readonly (Lifetime | undefined)[]): ReadonlyMap<number, readonly number[]> {
  const deaths = new Map<number, number[]>();
  spans.forEach((lifetime, id) => {
    if (lifetime) deaths.set(lifetime.last, [...(deaths.get(lifetime.last) ?? []), id]);
  });
  return deaths;
}
