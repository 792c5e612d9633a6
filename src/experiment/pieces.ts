import { bindChain } from "../definition/chain.ts";
import type { Json, PartConfig, PhaseConfig, Training } from "../definition/config.ts";
import type { DataShape, DatasetPart, ReadFile } from "../definition/dataset.ts";
import { experimentSchema } from "../definition/experiment.ts";
import { builderOf } from "../definition/optimizer.ts";
import type { Registry } from "../definition/registry.ts";
import { createRunSchedule } from "../definition/run-schedule.ts";
import type { Composed } from "./compose.ts";
import { type PartSection, problemAt, type Resolution, resolveParts, resolveTraining } from "./resolve.ts";
import type { ResolvedPart } from "./resolve-part.ts";
import { misfitFault, type Run, type ScheduleNeeds, schedule } from "./schedule.ts";
import { canonical } from "./tree.ts";

/** A section's share of a configuration: what it is, and how it is digested. */
export interface Piece<T> {
  readonly value: T;
  /** Canonical JSON, made when first asked for: checking needs none. */
  readonly text: string;
}

export interface PartsPiece extends Piece<readonly PartConfig[]> {
  readonly parts: readonly ResolvedPart[];
}

/** What is known of a data set without its rows. */
export interface Opened {
  readonly shape: DataShape;
  readonly digest: string;
}

export function piece<T>(value: T): Piece<T> {
  let text: string | undefined;
  return {
    value,
    get text() {
      text ??= canonical(value as Json);
      return text;
    },
  };
}

/** A section of parts that must be there. */
export function partsPiece(composed: Composed, registry: Registry): Resolution<PartsPiece> {
  const resolved = resolveParts(composed, registry);
  if ("problems" in resolved) return resolved;
  const section = composed.section as PartSection;
  const parts = resolved.value;
  if (parts.length === 0) return missing(composed, section);
  return { value: Object.assign(piece(parts.map(({ config }) => config)), { parts }) };
}

function missing(composed: Composed, section: PartSection): Resolution<never> {
  const message =
    section === "model" && composed.node ? "model needs at least one layer" : `the experiment needs '${section}'`;
  const { description } = experimentSchema.properties[section] as { readonly description?: string };
  return { problems: [problemAt(composed, { code: "missing", path: [], atKey: false, message, remedy: description })] };
}

/** The optimizer chain, whose last element is the optimizer. */
export function optimizerPiece(composed: Composed, registry: Registry): Resolution<PartsPiece> {
  const resolved = partsPiece(composed, registry);
  if ("problems" in resolved) return resolved;
  const { parts, value } = resolved.value;
  const chain = tried(composed, [], () => bindChain(value, registry.optimizer));
  if ("problems" in chain) return chain;
  return tried(composed, parts, () => {
    builderOf(registry.optimizer)(chain.value.optimizer);
    return resolved.value;
  });
}

/** Opens a data set; its rows may not fit its parameters. */
export function openData(composed: Composed, parts: readonly ResolvedPart[], readFile: ReadFile): Resolution<Opened> {
  return tried(composed, parts, () => {
    const [{ part, config }] = parts as readonly [ResolvedPart];
    const { shape, digest } = (part as DatasetPart).open(config, readFile);
    return { shape, digest };
  });
}

export interface SchedulePiece extends Piece<readonly PhaseConfig[]> {
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
  const resolved = resolveParts(composed, needs.registry);
  if ("problems" in resolved) return resolved;
  const scheduled = schedule(resolved.value, run, needs);
  if ("faults" in scheduled) return { problems: scheduled.faults.map((fault) => problemAt(composed, fault, beside)) };
  const { isPerStep, cycles } = createRunSchedule(scheduled.phases, needs.registry.scheduler, run.perEpoch);
  return { value: Object.assign(piece(scheduled.phases), { isPerStep, cycles }) };
}

/** @param engine what `auto` stands for */
export function trainingPiece(composed: Composed, engine: "wasm"): Resolution<Piece<Training>> {
  const resolved = resolveTraining(composed);
  if ("problems" in resolved) return resolved;
  const training = resolved.value;
  const { text } = piece({ ...training, engine: training.engine === "auto" ? engine : training.engine });
  // What auto stands for is decided later, by model and machine; in a run's identity it is what it stands for.
  return { value: { value: training, text } };
}

/** Runs what may find that a part does not fit; the last part of the list is the one that speaks. */
export function tried<T>(
  composed: Composed,
  parts: readonly ResolvedPart[],
  make: () => T,
  beside: readonly Composed[] = [],
): Resolution<T> {
  try {
    return { value: make() };
  } catch (error) {
    const path = parts.at(-1)?.path ?? [];
    return { problems: [problemAt(composed, misfitFault(error, path, [composed.section, ...path].join(".")), beside)] };
  }
}
