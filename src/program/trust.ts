import { InputError } from "../command-line/input-error.ts";
import type { Plan } from "../experiment/plan.ts";
import { oneLine } from "../issues/printable.ts";

const VARIABLE = "LRSWEEP_TRUST_SCRIPTS";

/** A program that would be started for an experiment. */
interface NamedProgram {
  readonly name: string;
  readonly command: readonly string[];
}

/** Throws InputError if a plan names a program, unless the user says that programs may run. */
export function requireTrust(plans: readonly Plan[], isTrusted: boolean): void {
  const programs = plans.flatMap((plan) => {
    if (plan.trainer.kind !== "script") return [];
    const config = plan.variant(0).config;
    return "script" in config ? [{ name: plan.name, command: config.script.command }] : [];
  });
  requireTrustIn(programs, isTrusted);
}

/** The same for programs that are named otherwise. */
export function requireTrustIn(programs: readonly NamedProgram[], isTrusted: boolean): void {
  if (isTrusted || process.env[VARIABLE] === "1" || programs.length === 0) return;
  const named = programs.map(({ name, command }) => `${name} starts a program: ${oneLine(command.join(" "))}`);
  throw new InputError(
    `${named.join("\n")}\nA program can do whatever you can do. Read it; to run it, add --trust-scripts or set ${VARIABLE}=1`,
  );
}
