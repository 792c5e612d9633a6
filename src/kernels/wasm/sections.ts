import { type Instruction, type Program, pointersOf } from "../language/instructions.ts";
import { type Lifetime, lifetimesOf, loopEnds } from "../language/lifetimes.ts";

/** Instructions [from, to). */
interface CodeSection {
  readonly from: number;
  readonly to: number;
}

/** Sections are joined up to so many instructions: a call takes time, too. */
const FEWEST = 200;

/**
 * Parts of a kernel that share no vector and no pointer with the rest, one after another. Where one loop holds everything, as that
 * over steps does, they are parts of what it does. None where there is but one.
 */
export function sectionsOf(program: Program): readonly CodeSection[] {
  const { code } = program;
  const { vectors, pointers, depths } = lifetimesOf(program);
  const isLoop = code[0]?.op === "repeat" && loopEnds(code).get(0) === code.length - 1;
  const [start, end, depth] = isLoop ? [1, code.length - 1, 1] : [0, code.length, 0];
  const own = new Set(isLoop ? pointersOf(code[0] as Instruction) : []);
  const spans = [...vectors, ...pointers.filter((_, id) => !own.has(id))];
  const living = livingAt(spans, code.length);
  const sections: CodeSection[] = [];
  let from = start;
  for (let index = start + FEWEST; index < end; index++) {
    const isBetween = depths[index] === depth && code[index]?.op !== "end" && living[index] === 0;
    if (!isBetween || index - from < FEWEST || end - index < FEWEST) continue;
    sections.push({ from, to: index });
    from = index;
  }
  return sections.length === 0 ? [] : [...sections, { from, to: end }];
}

/** How many values live across the boundary before each instruction. */
function livingAt(spans: readonly (Lifetime | undefined)[], length: number): Int32Array {
  const changes = new Int32Array(length + 1);
  for (const span of spans) {
    if (!span) continue;
    changes[span.first + 1] = (changes[span.first + 1] ?? 0) + 1;
    changes[span.last + 1] = (changes[span.last + 1] ?? 0) - 1;
  }
  let sum = 0;
  return changes.map((change) => {
    sum += change;
    return sum;
  });
}
