import { type Instruction, readBy } from "./instructions.ts";

/** A value that is made only to be assigned to a variable at once is made in the variable: a copy less. */
export function madeInPlace(code: readonly Instruction[]): readonly Instruction[] {
  const uses = new Map<number, number>();
  for (const instruction of code) for (const id of readBy(instruction)) uses.set(id, (uses.get(id) ?? 0) + 1);
  const out: Instruction[] = [];
  for (const instruction of code) {
    const last = out.at(-1);
    const isMove = instruction.op === "assign" && last && "to" in last && last.to === instruction.a;
    if (isMove && uses.get(instruction.a) === 1 && mayReplace(last, instruction.to))
      out[out.length - 1] = { ...last, to: instruction.to };
    else out.push(instruction);
  }
  return out;
}

/** Whether an instruction may write over a variable: where it reads it, it must be as the sum of an fma. */
function mayReplace(instruction: Instruction, variable: number): boolean {
  // Constants and splats keep a part only, as all lanes are alike: a variable may differ in them.
  if (["assign", "constant", "splat"].includes(instruction.op)) return false;
  if (instruction.op === "fma") return instruction.a !== variable && instruction.b !== variable;
  return !readBy(instruction).includes(variable);
}
