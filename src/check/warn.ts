import type { PartConfig, PhaseConfig } from "../contracts/config.ts";
import type { LossPart } from "../contracts/loss.ts";
import { optimizerIn } from "../contracts/optimizer.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { scheduleWarnings } from "../schedule/schedule-warnings.ts";
import type { Path } from "../source/tree.ts";
import type { PartsPiece } from "./piece.ts";
import { issueIn } from "./places.ts";

/** A schedule with the other sections of its run, all checked. */
export interface Warnable {
  readonly phases: readonly PhaseConfig[];
  readonly epochs: number;
  readonly optimizer: PartsPiece;
  readonly loss: PartsPiece;
  /** The base rate of each param group. */
  readonly base: readonly number[];
  /** Sections whose values out of the grid are named along. */
  readonly beside: { readonly training: Composed; readonly optimizer: Composed };
}

/** Warnings about a schedule, with their places in the text. */
export function warningsAt(
  composed: Composed,
  { phases, epochs, optimizer, loss, base, beside }: Warnable,
  registry: Registry,
) {
  if (phases.length === 0) return [];
  const ignored = ignoresRate(optimizer, registry.optimizer);
  const canBeNegative = (loss.parts[0]?.part as LossPart | undefined)?.canBeNegative ?? false;
  const span = [epochs, ...phases.map(({ steps }) => steps)];
  const perEpoch = phases.reduce((sum, { steps }) => sum + steps, 0) / epochs;
  // Base rates matter where groups differ in them.
  const rates = base.every((lr) => lr === base[0]) ? "" : base.join();
  return once(composed, `warnings ${span.join()} ${ignored} ${canBeNegative} ${rates}`, (): readonly Issue<Span>[] => {
    const negative = Object.entries(registry.metric).flatMap(([type, part]) => (part.canBeNegative ? [type] : []));
    const isNegative = (metric: string) =>
      (canBeNegative && metric.endsWith("_loss")) || negative.includes(metric.replace(/^(train|val)_/, ""));
    const found = scheduleWarnings(phases, registry.scheduler, perEpoch, isNegative, base).map(
      ({ phase, path, message, remedy }) => {
        const within = composed.node?.kind === "list" ? [String(phase), ...path] : path;
        return warning(composed, within, `${placeOf(within)}: ${message}`, remedy, beside.training);
      },
    );
    if (ignored === undefined) return found;
    return [
      warning(
        composed,
        [],
        `scheduler: ${ignored}`,
        "choose another optimizer, or remove the scheduler",
        beside.optimizer,
      ),
      ...found,
    ];
  });
}

/** The parameter is named by its message. */
const placeOf = (path: Path) => ["scheduler", ...path.slice(0, -1)].join(".");

function warning(
  composed: Composed,
  path: Path,
  message: string,
  remedy: string | undefined,
  beside: Composed,
): Issue<Span> {
  return issueIn(composed, issue("warning", { path, of: "value" }, message, remedy), [beside]);
}

function ignoresRate({ value }: PartsPiece, optimizers: Registry["optimizer"]): string | undefined {
  const config = innermost(value.at(-1) as PartConfig, optimizers);
  const reason = optimizerIn(optimizers, config.type).ignoresRate;
  return reason && `the schedule does nothing under ${config.type}: ${reason}`;
}

/** What takes the rates: of an optimizer around another one, that one. */
function innermost(config: PartConfig, optimizers: Registry["optimizer"]): PartConfig {
  const { wraps } = optimizerIn(optimizers, config.type);
  return wraps === undefined ? config : innermost(config[wraps] as PartConfig, optimizers);
}
