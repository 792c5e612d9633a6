import type { Program } from "./instructions.ts";

/** The vectors whose lanes are all alike, by how they are made: back ends keep only a part of them. */
export function uniformIn({ code }: Program): ReadonlySet<number> {
  return new Set(
    code.flatMap((instruction) =>
      ["constant", "splat"].includes(instruction.op) && "to" in instruction ? instruction.to : [],
    ),
  );
}
