import type { PhaseConfig } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";
import type { Run } from "./phases.ts";
import { type Piece, piece } from "./piece.ts";
import { issueIn, type Resolution } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";
import { filledPhases, type ScheduleNeeds } from "./schedule.ts";
import { sectionParts } from "./section-parts.ts";

export interface SchedulePiece extends Piece<readonly PhaseConfig[]> {
  /** As written, without what is filled in. */
  readonly parts: readonly ResolvedPart[];
  /** Whether rates may change within an epoch. */
  readonly isPerStep: boolean;
  /** Whether momentum is set, too. */
  readonly cycles: boolean;
}

/** The schedule of a run. */
export function schedulePiece(
  composed: Composed,
  needs: ScheduleNeeds,
  run: Run,
  beside: readonly Composed[],
): Resolution<SchedulePiece> {
  const resolved = sectionParts(composed, needs.registry);
  if ("issues" in resolved) return resolved;
  const filled = filledPhases(resolved.value, run, needs);
  if ("issues" in filled) return { issues: filled.issues.map((issue) => issueIn(composed, issue, beside)) };
  const { isPerStep, cycles } = createRunSchedule(filled.value, needs.registry.scheduler, run.perEpoch);
  return { value: piece(filled.value, { parts: resolved.value, isPerStep, cycles }) };
}
