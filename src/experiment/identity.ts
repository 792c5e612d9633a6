import { hash } from "node:crypto";
import type { CheckedPoint } from "./check.ts";

/** Raised when the same configuration gives other figures than before. */
export const FORMAT = 2;

/** A run's name: `r` and 16 hex digits of SHA-256 over all that decides its figures. */
export function runId({ text, data, config }: Pick<CheckedPoint, "text" | "data" | "config">, seed: number): string {
  const { engine } = config.training;
  // Canonical JSON, keys sorted; the configuration is in it already.
  const whole = `{"config":${text},"data":${JSON.stringify(data.digest)},"engine":${JSON.stringify(engine)},"format":${FORMAT},"seed":${seed}}`;
  return `r${hash("sha256", whole).slice(0, 16)}`;
}
