import { schedulePiece } from "../check/schedule-piece.ts";
import type { Json, PhaseConfig } from "../contracts/config.ts";
import { Misfit } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Rates } from "../contracts/scheduler.ts";
import { renderSuggestion } from "../issues/render.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { START } from "../source/places.ts";
import { fromJson } from "../source/tree.ts";
import { ScheduleError, type ScheduleIssue, type ScheduleRun, type ScheduleSpec } from "./schedule-types.ts";

/** A run with everything filled in. */
export interface ResolvedRun {
  readonly base: Rates;
  readonly epochs: number;
  readonly perEpoch: number;
}

/** Fills in what a run leaves out. @throws ScheduleError for numbers that cannot be */
export function resolveRun(run: ScheduleRun): ResolvedRun {
  // From JavaScript anything may come.
  if (typeof run !== "object" || run === null)
    throw new ScheduleError([invalid("the run a schedule is for is missing: pass {lr: 0.1, epochs: 50}")]);
  const { lr, momentum, epochs, stepsPerEpoch = 1 } = run;
  const groups = [lr].flat();
  const momenta = momentum === undefined ? undefined : [momentum].flat();
  const issues: ScheduleIssue[] = [
    ...groups.filter(isNegative).map((rate) => invalid(`lr must be a number ≥ 0, found ${rate}`)),
    ...(momenta ?? []).filter(isNegative).map((value) => invalid(`momentum must be a number ≥ 0, found ${value}`)),
    ...(groups.length === 0 ? [invalid("lr must have a rate for each param group, found an empty list")] : []),
    ...(isCount(epochs) ? [] : [invalid(`epochs must be a whole number ≥ 1, found ${epochs}`)]),
    ...(isCount(stepsPerEpoch) ? [] : [invalid(`stepsPerEpoch must be a whole number ≥ 1, found ${stepsPerEpoch}`)]),
  ];
  if (momenta !== undefined && momenta.length !== 1 && momenta.length !== groups.length)
    issues.push(
      invalid(`momentum has ${counted(momenta.length, "value")} for ${counted(groups.length, "param group")}`),
    );
  if (issues.length > 0) throw new ScheduleError(issues);
  const perGroup = momenta && groups.map((_, group) => momenta[group] ?? itemAt(momenta, 0));
  return { base: { lr: groups, ...(perGroup && { momentum: perGroup }) }, epochs, perEpoch: stepsPerEpoch };
}

const isNegative = (value: number) => !(Number.isFinite(value) && value >= 0);
const isCount = (value: number) => Number.isInteger(value) && value >= 1;
const invalid = (message: string): ScheduleIssue => ({ code: "invalid", message });

/**
 * Checks a schedule as a file's is checked, and lays its phases out over the run.
 * @throws ScheduleError with everything that is wrong
 */
export function resolvePhases(
  spec: ScheduleSpec,
  { base, epochs, perEpoch }: ResolvedRun,
  registry: Registry,
): readonly PhaseConfig[] {
  const node = fromJson(tabulated(spec, { epochs, steps: epochs * perEpoch }, registry) as Json, START);
  const composed = { section: "scheduler", node, applied: [], grafts: [], memo: new Map() } as const;
  const run = { metrics: undefined, epochs, perEpoch, validates: true, base };
  const resolved = schedulePiece(composed, { registry, readFile: refuseFile }, run, []);
  if ("value" in resolved) return resolved.value.value;
  throw new ScheduleError(
    resolved.issues.map(({ code, message, suggestions }) => {
      const [remedy] = suggestions.map(renderSuggestion);
      return { code, message, ...(remedy !== undefined && { remedy }) };
    }),
  );
}

function refuseFile(): never {
  throw new Misfit("path", "there are no files here", "give the rates themselves: rates: [0.1, 0.05, …]");
}

/** How many ticks a function may be asked for. */
interface Lengths {
  readonly epochs: number;
  readonly steps: number;
}

/** Functions become tables of their values: what decides the rates is then plain data. */
function tabulated(value: unknown, lengths: Lengths, registry: Registry, isPerStep = false): unknown {
  if (typeof value === "function") {
    const ticks = isPerStep ? lengths.steps : lengths.epochs;
    return Array.from({ length: ticks + 1 }, (_, t) => value(t) as unknown);
  }
  if (Array.isArray(value)) return value.map((item) => tabulated(item, lengths, registry, isPerStep));
  if (typeof value !== "object" || value === null) return value;
  const { type, interval, steps } = value as Readonly<Record<string, unknown>>;
  const usual = typeof type === "string" ? registry.scheduler[type]?.interval : undefined;
  const ticksBySteps = isPerStep || (interval ?? (steps === undefined ? usual : "step")) === "step";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, parameter]) => parameter !== undefined)
      .map(([name, parameter]) => [name, tabulated(parameter, lengths, registry, ticksBySteps)]),
  );
}
