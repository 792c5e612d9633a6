import type { Warning } from "../../contracts/part.ts";
import type { Start } from "../../contracts/scheduler.ts";

/** The last tick whose rate is used: a successor may go on from the one due when it takes over. */
export const lastTick = ({ window, isFollowed }: Start): number => (isFollowed ? window : window - 1);

/** A lowest rate that no param group's rate lies above. @param name its parameter */
export function notBelow(name: string, lowest: number | readonly number[], { base }: Start): readonly Warning[] {
  const isBelow = base.some((lr, group) => (typeof lowest === "number" ? lowest : (lowest[group] ?? 0)) < lr);
  if (isBelow || base.length === 0) return [];
  const [given, own] = [[lowest].flat().join(", "), [...new Set(base)].join(", ")];
  const message = `${name} = ${given} is not below the optimizer's rate, ${own}: the rate is never lowered`;
  const least = Number((Math.min(...base) / 100).toPrecision(3));
  return [{ parameter: name, message, remedy: `a lower one: ${name}: ${least}` }];
}

/** A length that the window does not have. @param what it is the length of: "the warm-up" */
export function tooLong(
  parameter: string,
  what: string,
  length: number,
  { window, isFollowed, unit }: Start,
): readonly Warning[] {
  if (length <= window) return [];
  const message = `${what} takes ${parameter} = ${length} ${unit}, and ${isFollowed ? "is cut" : "the run ends"} after ${window}`;
  return [{ parameter, message, remedy: `${parameter}: ${window}, or more ${unit} for it` }];
}
