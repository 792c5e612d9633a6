import type { PhaseConfig } from "../definition/config.ts";
import { METRIC_COLUMNS } from "../definition/metric.ts";
import { Misfit } from "../definition/part.ts";
import { type SchedulerPart, totalOutside } from "../definition/scheduler.ts";
import { didYouMean, listed } from "../definition/suggest.ts";
import type { Fault } from "./explain.ts";
import type { ResolvedPart } from "./resolve.ts";

/** What a schedule must fit. */
export interface Span {
  /** The run's metric columns. */
  readonly metrics: readonly string[];
  readonly epochs: number;
  /** Whether rows are held out for validation. */
  readonly validates: boolean;
}

export type Scheduled = { readonly phases: readonly PhaseConfig[] } | { readonly faults: readonly Fault[] };

/** Works out each phase's length, and with it the totals that a scheduler leaves out. */
export function schedule(parts: readonly ResolvedPart[], span: Span): Scheduled {
  const lengths = lengthsOf(parts, span.epochs);
  if (!Array.isArray(lengths)) return { faults: [lengths as Fault] };
  const faults: Fault[] = [];
  const phases = parts.map((resolved, i) => phaseOf(resolved, lengths[i] as number, span, faults));
  return faults.length > 0 ? { faults } : { phases };
}

function lengthsOf(parts: readonly ResolvedPart[], epochs: number): readonly number[] | Fault {
  const isList = parts[0] !== undefined && parts[0].path.length > 0;
  if (!isList) return parts.map(() => epochs);
  const open = parts.find(({ epochs }, i) => epochs === undefined && i < parts.length - 1);
  if (open !== undefined)
    return fault(
      "missing",
      open.path,
      `scheduler.${open.path.join(".")} needs 'epochs'`,
      "only the last phase takes the rest",
    );
  const given = parts.reduce((sum, { epochs = 0 }) => sum + epochs, 0);
  const rest = parts.at(-1)?.epochs === undefined;
  if (rest && given >= epochs)
    return fault(
      "misfit",
      [],
      `scheduler: the phases before the last cover ${given} of ${epochs} epochs`,
      "the last one takes the rest, and nothing is left",
    );
  if (!rest && given !== epochs)
    return fault(
      "misfit",
      [],
      `scheduler: the phases cover ${given} of ${epochs} epochs`,
      "leave out the last one's epochs, and it takes the rest",
    );
  return parts.map((part) => part.epochs ?? epochs - given);
}

function fault(code: Fault["code"], path: Fault["path"], message: string, remedy?: string): Fault {
  return { code, path, atKey: false, message, remedy };
}

function phaseOf({ path, part, config }: ResolvedPart, epochs: number, span: Span, faults: Fault[]): PhaseConfig {
  const scheduler = part as SchedulerPart;
  const inList = path.length > 0;
  const filled: Record<string, PhaseConfig[string]> = { ...config };
  for (const name of scheduler.totals)
    filled[name] ??= (inList ? undefined : totalOutside(scheduler.params, name)) ?? epochs;
  if (scheduler.monitors) {
    filled.monitor ??= span.validates ? "val_loss" : "train_loss";
    const wrong = monitorFault(String(filled.monitor), path, span);
    if (wrong) faults.push(wrong);
  }
  const phase: PhaseConfig = { ...filled, type: config.type, epochs };
  try {
    scheduler.create(phase, epochs, () => {
      throw new Error(`${config.type} is a composition, and was let through`);
    });
  } catch (error) {
    faults.push(misfitFault(error, path, `scheduler${path.map((segment) => `.${segment}`).join("")}`));
  }
  return phase;
}

function monitorFault(metric: string, path: Fault["path"], { validates, metrics }: Span): Fault | undefined {
  const where = ["scheduler", ...path, "monitor"].join(".");
  if (METRIC_COLUMNS.includes(metric) && !metrics.includes(metric))
    return fault(
      "misfit",
      [...path, "monitor"],
      `${where} is ${metric}, which the loss does not bring`,
      `metrics: ${listed(metrics)}`,
    );
  if (!metrics.includes(metric))
    return fault(
      "invalid",
      [...path, "monitor"],
      `${where}: there is no metric '${metric}'`,
      didYouMean(metric, metrics) ?? `metrics: ${listed(metrics)}`,
    );
  if (metric.startsWith("val_") && !validates)
    return fault(
      "misfit",
      [...path, "monitor"],
      `${where} is ${metric}, but no rows are held out for validation`,
      "set data.validation, or monitor train_loss",
    );
  return undefined;
}

/** What a part said of itself, at the parameter it named. Anything else thrown is a defect, and passed on. */
export function misfitFault(error: unknown, path: Fault["path"], where: string): Fault {
  if (!(error instanceof Misfit)) throw error;
  const { parameter, message, remedy } = error;
  return fault(
    "misfit",
    parameter === undefined ? path : [...path, ...parameter.split(".")],
    `${where}: ${message}`,
    remedy,
  );
}
