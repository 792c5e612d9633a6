import { type CheckedPoint, checkedPoint } from "../check/checked-point.ts";
import type { CheckNeeds } from "../check/checker.ts";
import { extremeRates } from "../check/extreme-rate.ts";
import { idleParameters } from "../check/idle-parameters.ts";
import { type Run, ticking } from "../check/phases.ts";
import type { Piece } from "../check/piece.ts";
import { issueIn, type Resolution } from "../check/places.ts";
import type { PointChecker } from "../check/point-checker.ts";
import { ScheduleColumns } from "../check/schedule-columns.ts";
import { type SchedulePiece, schedulePiece } from "../check/schedule-piece.ts";
import { sectionParts } from "../check/section-parts.ts";
import { stepsIssue } from "../check/step-limit.ts";
import type { ScriptConfig } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import type { Composer, Point } from "../grid/composer.ts";
import { once } from "../grid/memo.ts";
import type { Section } from "../grid/sections.ts";
import { type Issue, issue, type Span, type Within } from "../issues/issue.ts";
import { pluginsUsed } from "../schedule/plugins-used.ts";
import { scheduleWarnings } from "../schedule/schedule-warnings.ts";
import { scriptMisfits, scriptPiece } from "./call.ts";
import { reportedObjectiveIssue, requiredOf, usualMetric } from "./metrics.ts";
import { type FreeOptimizerPiece, freeOptimizerPiece } from "./optimizer.ts";
import type { SharedScript } from "./shared.ts";
import { scriptTrainingPiece } from "./training.ts";

type LengthPiece = Piece<ScriptConfig["training"]>;

/** Checks points whose runs a program of the user's trains. It starts no program. */
export class ScriptChecker implements PointChecker {
  readonly findings = [];
  readonly #scheduled = new ScheduleColumns();

  constructor(
    private readonly composer: Composer,
    private readonly needs: CheckNeeds,
    private readonly shared: SharedScript,
  ) {}

  get trainer() {
    return this.shared.program;
  }

  get metrics(): readonly string[] {
    return this.shared.metrics.names;
  }

  get tests(): readonly string[] {
    return this.shared.metrics.tests;
  }

  get directions() {
    return this.shared.metrics.directions;
  }

  get usualMetric(): string {
    return usualMetric(this.shared.metrics);
  }

  /** Those that every epoch reports. */
  get #required(): readonly string[] {
    return requiredOf(this.shared.metrics);
  }

  get plugins(): readonly string[] {
    return this.#scheduled.plugins;
  }

  get rates(): readonly string[] {
    return this.#scheduled.rates;
  }

  objectiveIssue(metric: string, at: Span): Issue<Span> | undefined {
    return reportedObjectiveIssue(this.shared.metrics, metric, at);
  }

  checkSection(composed: Composed): Resolution<unknown> {
    switch (composed.section) {
      case "script":
        return scriptPiece(composed);
      case "training":
        return scriptTrainingPiece(composed);
      case "optimizer":
        return freeOptimizerPiece(composed);
      default:
        return sectionParts(composed, this.needs.registry);
    }
  }

  check(point: Point): Resolution<CheckedPoint> {
    const at = (section: Section) => this.composer.at(section, point);
    const [scriptAt, optimizerAt, trainingAt, schedulerAt] = [
      at("script"),
      at("optimizer"),
      at("training"),
      at("scheduler"),
    ];
    const script = once(scriptAt, "own", () => scriptPiece(scriptAt));
    const optimizer = once(optimizerAt, "own", () => freeOptimizerPiece(optimizerAt));
    const training = once(trainingAt, "own", () => scriptTrainingPiece(trainingAt));
    const ready = "value" in training && "value" in optimizer;
    const scheduler = ready
      ? this.#schedule(schedulerAt, training.value, optimizer.value, [trainingAt, optimizerAt])
      : once(schedulerAt, "own", () => sectionParts(schedulerAt, this.needs.registry));
    const wrong = [script, optimizer, training, scheduler].flatMap((one) => ("issues" in one ? one.issues : []));
    if (wrong.length > 0 || !("value" in script) || !ready || !("value" in scheduler)) return { issues: wrong };
    const schedule = scheduler.value as SchedulePiece;
    const { epochs, steps_per_epoch } = training.value.value;
    const misfits = scriptMisfits(script.value.value, optimizer.value.value).map((one) =>
      issueIn(scriptAt, one, [optimizerAt]),
    );
    const unheard = script.value.value.output === undefined ? [] : unfollowed(schedule, schedulerAt, scriptAt);
    const tooLong = stepsIssue(epochs, steps_per_epoch ?? 1, trainingAt, []);
    const limits = [...misfits, ...unheard, ...(tooLong ? [tooLong] : [])];
    if (limits.length > 0) return { issues: limits };
    return { value: this.#assemble(script.value, optimizer.value, training.value, schedule, schedulerAt, trainingAt) };
  }

  #schedule(
    composed: Composed,
    { value: { epochs, steps_per_epoch } }: LengthPiece,
    { base, groups }: FreeOptimizerPiece,
    beside: readonly Composed[],
  ): Resolution<SchedulePiece> {
    const { registry } = this.needs;
    const key = `run ${epochs} ${steps_per_epoch} ${base.lr.join()} ${base.momentum?.join()}`;
    const run: Run = {
      epochs,
      perEpoch: steps_per_epoch ?? 1,
      validates: true,
      isReported: true,
      metrics: this.#required,
      base,
    };
    const scheduled = once(composed, key, (): Resolution<SchedulePiece> => {
      const parts = sectionParts(composed, registry);
      if ("issues" in parts) return parts;
      const byStep =
        steps_per_epoch === null ? parts.value.find((part) => ticking(part).interval === "step") : undefined;
      if (byStep === undefined) return schedulePiece(composed, this.needs, run, beside);
      const where = ["scheduler", ...byStep.path].join(".");
      const place: Within = { path: byStep.path, of: "value" };
      const advice = "add steps_per_epoch to training: optimizer steps that the program makes in an epoch";
      return {
        issues: [
          issueIn(
            composed,
            issue("missing", place, `${where} goes by step, and training does not say how many an epoch has`, advice),
            beside,
          ),
        ],
      };
    });
    this.#scheduled.addGroups(groups);
    if ("value" in scheduled) this.#scheduled.addSchedule(scheduled.value, registry.scheduler);
    return scheduled;
  }

  #assemble(
    script: Piece<ScriptConfig["script"]>,
    optimizer: FreeOptimizerPiece,
    training: LengthPiece,
    schedule: SchedulePiece,
    schedulerAt: Composed,
    trainingAt: Composed,
  ): CheckedPoint {
    const { registry } = this.needs;
    const config: ScriptConfig = {
      script: script.value,
      optimizer: optimizer.value,
      scheduler: schedule.value,
      training: training.value,
    };
    const warn = () => [
      ...scheduleWarningsAt(config, schedule, schedulerAt, trainingAt, optimizer.base.lr, registry),
      ...extremeRates(schedulerAt, schedule.parts),
      ...idleParameters(
        schedulerAt,
        schedule.parts,
        { cyclesMomentum: schedule.cycles, keepsStatistics: false },
        registry,
      ),
    ];
    const facts = {
      config,
      digest: this.shared.digest,
      stepsPerEpoch: training.value.steps_per_epoch ?? 1,
      sampling: undefined,
      plugins: pluginsUsed(schedule.value, registry.scheduler),
      base: optimizer.base,
    };
    const textOf = () =>
      `{"optimizer":${optimizer.text},"scheduler":${schedule.text},"script":${script.text},"training":${training.text}}`;
    return checkedPoint(facts, textOf, warn);
  }
}

/** A program that reads no rates follows no schedule. */
function unfollowed(schedule: SchedulePiece, schedulerAt: Composed, scriptAt: Composed): readonly Issue<Span>[] {
  if (schedule.value.length === 0) return [];
  const message = "scheduler: a program with script.output reads no rates, so none would follow the schedule";
  const advice = "remove the scheduler, or let the program read its rates by the adapter and remove script.output";
  return [issueIn(schedulerAt, issue("misfit", { path: [], of: "value" }, message, advice), [scriptAt])];
}

function scheduleWarningsAt(
  { scheduler, training }: ScriptConfig,
  { cycles }: SchedulePiece,
  composed: Composed,
  trainingAt: Composed,
  base: readonly number[],
  registry: CheckNeeds["registry"],
): readonly Issue<Span>[] {
  const key = `warnings ${training.epochs} ${training.steps_per_epoch} ${cycles} ${base.join()}`;
  return once(composed, key, () =>
    scheduleWarnings(scheduler, registry.scheduler, training.steps_per_epoch ?? 1, () => false, base).map(
      ({ phase, path, message, remedy }) => {
        const within = composed.node?.kind === "list" ? [String(phase), ...path] : path;
        const where = ["scheduler", ...within.slice(0, -1)].join(".");
        return issueIn(composed, issue("warning", { path: within, of: "value" }, `${where}: ${message}`, remedy), [
          trainingAt,
        ]);
      },
    ),
  );
}
