import { InputError } from "../command-line/input-error.ts";
import type { Plan } from "../contracts/plan.ts";
import { oneLine } from "../issues/printable.ts";

const VARIABLE = "LRSWEEP_TRUST_SCRIPTS";

/** Throws InputError if a plan names a program, unless the user says that programs may run. */
export function requireTrust(plans: readonly Plan[], isTrusted: boolean): void {
  if (isTrusted || process.env[VARIABLE] === "1") return;
  const named = plans.flatMap((plan) => {
    if (plan.trainer.kind !== "script") return [];
    const config = plan.variant(0).config;
    return "script" in config ? [`${plan.name} starts a program: ${oneLine(config.script.command.join(" "))}`] : [];
  });
  if (named.length === 0) return;
  throw new InputError(
    `${named.join("\n")}\nA program can do whatever you can do. Read it; to run it, add --trust-scripts or set ${VARIABLE}=1`,
  );
}
