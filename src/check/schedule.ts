import type { Bound } from "../bind/bound.ts";
import type { Json, PartConfig, PhaseConfig } from "../contracts/config.ts";
import type { ReadFile } from "../contracts/dataset.ts";
import { COMMON_COLUMNS, columnMeant, isMetricColumn, metricOfColumn } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import { type SchedulerPart, totalInstead, totalOutside } from "../contracts/scheduler.ts";
import { type Issue, issue, type Suggestion, type Within } from "../issues/issue.ts";
import { listed, oneOf, rename } from "../issues/suggest.ts";
import { builderOf } from "../schedule/in-turn.ts";
import { ticksIn } from "../schedule/run-schedule.ts";
import type { Path } from "../source/tree.ts";
import { withBaseRates } from "./base-rates.ts";
import { type Laid, layOut, type Run } from "./phases.ts";
import { misfitAt } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** What a schedule is made with. */
export interface ScheduleNeeds {
  readonly registry: Registry;
  readonly readFile: ReadFile;
}

/** The phases of a run, with their lengths and with the totals and monitors that a user may leave out. */
export function filledPhases(
  parts: readonly ResolvedPart[],
  run: Run,
  needs: ScheduleNeeds,
): Bound<readonly PhaseConfig[]> {
  const laid = layOut(parts, run);
  if ("issues" in laid) return laid;
  const issues: Issue<Within>[] = [];
  const phases = laid.value.map((phase) => new PhaseFiller(phase, run, needs, issues).filled());
  return issues.length > 0 ? { issues } : { value: phases };
}

/** A phase whose defaults are being filled in. Adds errors to `issues`. */
class PhaseFiller {
  /** Whether all that its schedulers point to was there. */
  private isSettled = true;

  constructor(
    private readonly laid: Laid,
    private readonly run: Run,
    private readonly needs: ScheduleNeeds,
    private readonly issues: Issue<Within>[],
  ) {}

  filled(): PhaseConfig {
    const { resolved, from, to, interval, frequency, isPhase } = this.laid;
    const window = ticksIn(this.laid, this.run.perEpoch);
    const { path, part, config } = resolved;
    const scheduler = this.fill(part as SchedulerPart, config, path, window, isPhase);
    if (window === 0) this.issues.push(neverTicks(this.laid));
    else if (this.isSettled) this.tryOut(scheduler, window);
    return { scheduler, interval, frequency, steps: to - from };
  }

  /** Totals, monitors, and those of a composition's children. */
  private fill(part: SchedulerPart, given: PartConfig, path: Path, window: number, isPhase: boolean): PartConfig {
    const config: Record<string, Json> = { ...given };
    for (const name of part.totals) {
      const other = this.insteadOf(part, name, config, isPhase);
      if (Object.keys(other).length > 0) Object.assign(config, other);
      else config[name] ??= (isPhase ? undefined : totalOutside(part.params, name)) ?? window;
    }
    if (part.monitors) this.follow(config, path);
    if (part.children === undefined) return this.settle(part, config as PartConfig, path, window);
    const { parameter } = part.children;
    const windows = part.children.windows(given, window);
    config[parameter] = (given[parameter] as readonly PartConfig[]).map((child, i) => {
      const own = this.needs.registry.scheduler[child.type] as SchedulerPart;
      return this.fill(own, child, [...path, parameter, String(i)], windows[i] ?? window, false);
    });
    return config as PartConfig;
  }

  /** What is written in the place of a total; of a phase, its own length is among it. */
  private insteadOf(
    { params }: SchedulerPart,
    total: string,
    config: Readonly<Record<string, Json>>,
    isPhase: boolean,
  ): Readonly<Record<string, Json>> {
    const names = config[total] === undefined ? totalInstead(params, total) : [];
    if (names.every((name) => config[name] === undefined)) return {};
    const known: Readonly<Record<string, Json | undefined>> = isPhase
      ? { ...this.laid.resolved.timing, ...config }
      : config;
    return Object.fromEntries(names.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])));
  }

  private settle(part: SchedulerPart, config: PartConfig, path: Path, window: number): PartConfig {
    try {
      // Without base rates the optimizer is wrong itself, and the schedule is tried with whatever rates.
      const own = withBaseRates(part, config, this.run.base ?? { lr: [1] });
      return part.settle?.(own, this.needs.readFile, window) ?? own;
    } catch (error) {
      this.isSettled = false;
      this.issues.push(misfitAt(error, "scheduler", path));
      return config;
    }
  }

  private follow(config: Record<string, Json>, path: Path): void {
    config.monitor ??= usualMonitor(this.run);
    const where = ["scheduler", ...path].join(".");
    if (this.laid.interval === "step")
      this.issues.push(
        issue(
          "misfit",
          at(path),
          `${where} follows a metric, which is measured once an epoch`,
          "write interval: epoch",
        ),
      );
    const wrong = monitorIssue(String(config.monitor), [...path, "monitor"], this.run);
    if (wrong) this.issues.push(wrong);
  }

  /** Lets the scheduler check itself. */
  private tryOut(config: PartConfig, window: number): void {
    const { path } = this.laid.resolved;
    const { base } = this.run;
    try {
      const made = builderOf(this.needs.registry.scheduler)(config, window);
      if (base) made.start({ base, last: base, due: base });
    } catch (error) {
      this.issues.push(misfitAt(error, "scheduler", path));
    }
  }
}

function neverTicks({ resolved: { path }, from, to, interval, frequency }: Laid): Issue<Within> {
  const where = ["scheduler", ...path].join(".");
  const every = frequency === 1 ? `${interval}` : `${frequency} ${interval}s`;
  const message = `${where} lasts ${to - from} steps, which is too short: it ticks once every ${every}`;
  return issue("misfit", at(path), message, "lower frequency, or make the run longer");
}

function usualMonitor({ validates, metrics = [], isReported }: Run): string {
  if (isReported) return ["val_loss", "train_loss"].find((name) => metrics.includes(name)) ?? metrics[0] ?? "val_loss";
  return validates ? "val_loss" : "train_loss";
}

function monitorIssue(metric: string, path: Path, run: Run): Issue<Within> | undefined {
  const where = ["scheduler", ...path].join(".");
  const { validates, metrics } = run;
  if (run.isReported) {
    if (metrics?.includes(metric)) return undefined;
    const message = `${where} is ${metric}, but metrics does not have it as one that each epoch reports`;
    return issue("misfit", at(path), message, oneOf(metric, metrics ?? [], at(path)));
  }
  if (isMetricColumn(metric) && metrics !== undefined && !metrics.includes(metric)) {
    const message = `${where} is ${metric}, but the run does not measure it`;
    const column = columnMeant(metric);
    if (metrics.includes(column)) return issue("misfit", at(path), message, rename(column, at(path)));
    return issue(
      "misfit",
      at(path),
      message,
      `add ${metricOfColumn(metric)} to metrics, or monitor ${listed(metrics)}`,
    );
  }
  if (!isMetricColumn(metric))
    return issue(
      "invalid",
      at(path),
      `${where}: there is no metric '${metric}'`,
      metricMeant(metric, metrics ?? COMMON_COLUMNS, at(path)),
    );
  if (!metric.startsWith("val_") || validates) return undefined;
  return issue(
    "misfit",
    at(path),
    `${where} is ${metric}, but no rows are held out for validation`,
    "set data.validation, or monitor train_loss",
  );
}

/** The column that was meant, if the run has it, else those that it has. */
function metricMeant(metric: string, columns: readonly string[], place: Within): Suggestion<Within> | undefined {
  const column = columnMeant(metric);
  return columns.includes(column) ? rename(column, place) : oneOf(metric, columns, place);
}

const at = (path: Path): Within => ({ path, of: "value" });
