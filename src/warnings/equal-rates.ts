import type { CheckedPoint } from "../check/checked-point.ts";
import type { PointChecker } from "../check/point-checker.ts";
import type { Json, PartConfig, Training } from "../contracts/config.ts";
import { GROUPS, REST } from "../contracts/groups.ts";
import { optimizerIn } from "../contracts/optimizer.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Memory, Rates } from "../contracts/scheduler.ts";
import type { Point } from "../grid/composer.ts";
import type { Grid } from "../grid/grid.ts";
import { ownValue } from "../numbers/own.ts";
import { schedulersIn } from "../schedule/in-turn.ts";
import { createRunSchedule, type Moment, type RunSchedule } from "../schedule/run-schedule.ts";
import { canonical } from "../source/tree.ts";

/** A point of the grid, good and with its rates. */
export interface RatedPoint {
  readonly point: Point;
  readonly checked: CheckedPoint;
}

/** A point with its schedule under way. */
interface RatedCourse extends RatedPoint {
  readonly schedule: RunSchedule;
  state: readonly [Rates, Memory];
}

/** The most ticks in all. Beyond them, equal rates in a large grid go unreported. */
const MOST_TICKS = 200_000;

/** The most points that are compared. */
const MOST_POINTS = 10_000;

/**
 * Points that differ in nothing but what decides their rates, and have the same rates at every step: two or more each.
 * Points that come to the same run are one.
 */
export function pointsOfEqualRates(
  grid: Grid,
  checker: PointChecker,
  registry: Registry,
): readonly (readonly RatedPoint[])[] {
  const found: (readonly RatedPoint[])[] = [];
  let left = MOST_TICKS;
  const scheduleOf = schedulesBy(registry);
  for (const points of alikeButForRates(grid, checker, registry)) {
    if (points.length < 2) continue;
    const { config, stepsPerEpoch: perEpoch } = (points[0] as RatedPoint).checked;
    const { training } = config;
    const all = points.map((point) => courseOf(point, scheduleOf(point.checked.config.scheduler, perEpoch)));
    const isPerStep = all.some(({ schedule }) => schedule.isPerStep);
    let together = split(all);
    for (const moment of momentsOf(training.epochs, perEpoch, isPerStep)) {
      const courses = together.flat();
      left -= courses.length;
      if (courses.length === 0 || left < 0) break;
      for (const course of courses) course.state = course.schedule.next(...course.state, moment);
      together = together.flatMap(split);
    }
    if (left < 0) return found;
    found.push(...together.map(distinct).filter(({ length }) => length > 1));
  }
  return found;
}

/** Of a search, what is known of it and the ends of its space. */
export function* pointsOf({ composer, points, search }: Grid): Generator<Point> {
  let left = MOST_POINTS;
  const isLarge = points.count > MOST_POINTS;
  const axes = composer.axes.map((_, axis) => axis);
  for (let i = 0; i < points.count && left > 0; i++) {
    const point = points.at(i);
    // Of a large grid those near the first point: a value without effect there has none elsewhere, as a rule.
    if (isLarge && axes.filter((axis) => composer.indexAt(point.flat, axis) > 0).length > 2) continue;
    left -= 1;
    yield point;
  }
  if (search !== undefined) yield* search.ends();
}

/** One point of each run. */
function distinct(points: readonly RatedPoint[]): readonly RatedPoint[] {
  return [...new Map(points.map((point) => [point.checked.text, point])).values()];
}

/** Points that are equal in all but their schedule and the optimizer's rate. */
function alikeButForRates(grid: Grid, checker: PointChecker, registry: Registry): Iterable<readonly RatedPoint[]> {
  const numbers = new Map<string, number>();
  const known = new Map<object, number>();
  /** Equal for equal values. Sections are shared between points. */
  const numberOf = (value: object) => {
    const text = known.has(value) ? "" : canonical(value as Json);
    const number = known.get(value) ?? numbers.get(text) ?? numbers.size;
    if (!known.has(value)) numbers.set(text, number);
    known.set(value, number);
    return number;
  };
  const alike = new Map<string, RatedPoint[]>();
  const inOneBatch = onceOf<Training>((training) => ({ ...training, batch_size: "full" }));
  for (const point of pointsOf(grid)) {
    const result = checker.check(point);
    if ("issues" in result) continue;
    const { scheduler, optimizer, ...others } = result.value.config;
    const isWhole = checker.trainer.kind !== "script" && result.value.stepsPerEpoch === 1;
    const training =
      isWhole && "batch_size" in others.training && !others.training.drop_last
        ? inOneBatch(others.training as Training)
        : others.training;
    const followed = followsMetric(scheduler, registry) ? scheduler : NONE;
    const isCycled = cycles(scheduler, registry);
    const unrated = [optimizer].flat().map((part) => withoutRates(part as PartConfig, isCycled, registry));
    const key = [...Object.values({ ...others, training }), followed, unrated].map((one) => numberOf(one)).join(" ");
    const points = alike.get(key);
    if (points === undefined) alike.set(key, [{ point, checked: result.value }]);
    else points.push({ point, checked: result.value });
  }
  return alike.values();
}

const NONE: readonly never[] = [];

/** A function of objects, worked out once for each. */
function onceOf<T extends object>(make: (value: T) => T): (value: T) => T {
  const known = new Map<T, T>();
  return (value) => {
    const made = known.get(value) ?? make(value);
    known.set(value, made);
    return made;
  };
}

type Phases = CheckedPoint["config"]["scheduler"];

const schedulersOf = (phases: Phases, { scheduler }: Registry) => [
  ...schedulersIn(
    phases.map((phase) => phase.scheduler),
    scheduler,
  ),
];

/** What metrics make of a schedule is not known; that of equal ones is the same. */
const followsMetric = (phases: Phases, registry: Registry) =>
  schedulersOf(phases, registry).some(([part]) => part.monitors);

const cycles = (phases: Phases, registry: Registry) =>
  schedulersOf(phases, registry).some(([part, config]) => part.cycles(config));

/** An optimizer without the rate that a schedule starts from, and without the momentum if it cycles that. */
function withoutRates(config: PartConfig, isCycled: boolean, registry: Registry): PartConfig {
  const part = ownValue(registry.optimizer, config.type);
  if (part === undefined || part.role !== "optimizer") return config;
  const { cycled, wraps } = optimizerIn(registry.optimizer, config.type);
  const bare = (values: Readonly<Record<string, Json>>) => {
    const { lr: _, ...own } = values;
    const [name = "", index] = isCycled && cycled !== undefined ? cycled.split(".") : [];
    if (own[name] === undefined) return own;
    return { ...own, [name]: index === undefined ? null : (own[name] as readonly Json[]).with(Number(index), null) };
  };
  const inner = Object.fromEntries(
    [wraps, REST].flatMap((name) => {
      const held = name === undefined ? undefined : (config[name] as PartConfig | undefined);
      return name === undefined || !held ? [] : [[name, withoutRates(held, isCycled, registry)]];
    }),
  );
  const groups = config[GROUPS] as readonly Readonly<Record<string, Json>>[] | undefined;
  return { ...bare(config), type: config.type, ...inner, ...(groups && { [GROUPS]: groups.map(bare) }) };
}

function courseOf({ point, checked }: RatedPoint, schedule: RunSchedule): RatedCourse {
  return { point, checked, schedule, state: schedule.start(checked.base) };
}

/** Makes the schedule of phases, once for all points that share them. */
function schedulesBy({ scheduler }: Registry): (phases: Phases, perEpoch: number) => RunSchedule {
  const known = new Map<Phases, Map<number, RunSchedule>>();
  return (phases, perEpoch) => {
    const own = known.get(phases) ?? new Map<number, RunSchedule>();
    known.set(phases, own);
    const schedule = own.get(perEpoch) ?? createRunSchedule(phases, scheduler, perEpoch);
    own.set(perEpoch, schedule);
    return schedule;
  };
}

/** Those of a list that have the same rates now, two or more. */
function split(courses: readonly RatedCourse[]): readonly (readonly RatedCourse[])[] {
  const [first, ...others] = courses;
  if (first === undefined) return [];
  const rates = first.state[0];
  if (others.every(({ state }) => isEqual(state[0], rates))) return others.length > 0 ? [courses] : [];
  const byRates = new Map<string, RatedCourse[]>();
  for (const course of courses) {
    const key = JSON.stringify(course.state[0], (_, value: unknown) =>
      typeof value === "number" ? value.toPrecision(DIGITS) : value,
    );
    const equal = byRates.get(key);
    if (equal === undefined) byRates.set(key, [course]);
    else equal.push(course);
  }
  return [...byRates.values()].filter(({ length }) => length > 1);
}

/** Rates that two formulas give differ in their last digits only. */
const DIGITS = 12;

const isClose = (a: number, b = Number.NaN) => a.toPrecision(DIGITS) === b.toPrecision(DIGITS);

const sameNumbers = (a: readonly number[] = [], b: readonly number[] = []) =>
  a === b || (a.length === b.length && a.every((value, i) => value === b[i] || isClose(value, b[i])));

const isEqual = (a: Rates, b: Rates) => sameNumbers(a.lr, b.lr) && sameNumbers(a.momentum, b.momentum);

/** What a run's schedule ticks at, its last epoch's end apart: the rates after it are not used. */
function* momentsOf(epochs: number, perEpoch: number, isPerStep: boolean): Generator<Moment> {
  const metrics = new Proxy({}, { get: () => 1 }) as Readonly<Record<string, number>>;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const end = epoch * perEpoch;
    for (let step = end - perEpoch + 1; isPerStep && step <= end; step++)
      if (step < epochs * perEpoch) yield { kind: "step", step };
    if (epoch < epochs) yield { kind: "epoch", step: end, metrics };
  }
}
