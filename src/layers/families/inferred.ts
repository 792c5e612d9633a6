import { Misfit, placeOf } from "../../contracts/part.ts";

/**
 * A size that follows from the input.
 * @param given what the parameter says, where the user wrote it
 * @param found what the input has of it
 * @param noun what it counts: "feature", "channel"
 * @throws Misfit when the two differ
 */
export function inferred(parameter: string, given: number | undefined, found: number, noun: string): number {
  if (given !== undefined && given !== found)
    throw contradiction(parameter, given, `the input has ${counted(found, noun)}`, found);
  return found;
}

/** What to throw when a parameter that could be left out says other than what it follows from. @param right its value */
export function contradiction(parameter: string, given: number | string, but: string, right: number | string): Misfit {
  return new Misfit(parameter, `${parameter} is ${given}, but ${but}`, {
    kind: "advice",
    text: `write ${right}, or leave ${parameter} out: it is inferred`,
    edit: { place: placeOf(parameter), text: String(right) },
  });
}

/** "1 channel", "3 channels" */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
