import type { Cell } from "../experiment/plan.ts";
import { ascending, asLoss, type Direction } from "../numbers/direction.ts";
import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Course, REPORT_FORMAT, type ReportData, type ReportRuns, type ReportVariant } from "./data.ts";
import { figureText } from "./figure-text.ts";
import { labelsOf } from "./label.ts";
import { pairSweeps } from "./paired-sweeps.ts";
import { pairSentences, pairsTable } from "./pairs-text.ts";

/** The axis that holds the name of the sweep. */
const SWEEP = "sweep";

/** A sweep in a comparison. */
export interface ComparedSweep {
  /** Unique among the compared sweeps. */
  readonly name: string;
  readonly data: ReportData;
  /** Where its files are, relative to the page; ends in a slash. */
  readonly at: string;
}

/** Thrown for sweeps with different objectives, which have no common order. */
export class NotComparable extends Error {}

/**
 * Joins several sweeps into one report: all variants in one order, with the sweep as the first axis. Differences in the ranking remain
 * those from each sweep's own baseline; variants that the first sweep has in common with another are compared with each other besides.
 * @throws NotComparable if the sweeps have different objectives
 */
export function compareReports(sweeps: readonly ComparedSweep[]): ReportData {
  const [first] = sweeps;
  if (first === undefined) throw new NotComparable("no sweep is named");
  for (const { name, data } of sweeps) assertComparable(first, name, data);
  const heads = [SWEEP, ...new Set(sweeps.flatMap(({ data }) => data.heads))];
  const all = sweeps.flatMap(({ name, data }, sweep) =>
    data.variants.map((variant, place) => ({ sweep, place, variant: moved(variant, name, data, heads) })),
  );
  const order = all.toSorted((a, b) => compareVariants(a.variant, b.variant, first.data.objective.mode));
  const places = new Map(order.map(({ sweep, place }, i) => [`${sweep} ${place}`, i]));
  const placeOf = (sweep: number, place: number) => places.get(`${sweep} ${place}`) as number;
  const variants = ranked(order.map(({ variant }) => variant));
  const pairs = pairSweeps(sweeps.map(({ data }) => data));
  const metrics = first.data.metrics.filter((metric) => sweeps.every(({ data }) => data.metrics.includes(metric)));
  return {
    format: REPORT_FORMAT,
    title: sweeps.map(({ name }) => name).join(" and "),
    description: "",
    answer: [...pairSentences(sweeps, pairs), ...answerOf(heads, variants, first.data)],
    heads,
    draws: drawsOf(sweeps),
    unit: sweeps.every(({ data }) => data.unit === first.data.unit) ? first.data.unit : "seed",
    objective: first.data.objective,
    metrics,
    variants,
    tuned: null,
    pairs: pairsTable(sweeps, pairs),
    axes: null,
    courses: joinCourses(sweeps, order),
    runs: joinRuns(sweeps, metrics, placeOf),
    total: {
      variants: sum(sweeps.map(({ data }) => data.total.variants)),
      runs: sum(sweeps.map(({ data }) => data.total.runs)),
      statuses: joinStatuses(sweeps),
      repeats: [],
    },
    sources: sweeps.flatMap(({ name, data, at }) =>
      data.sources.map((source) => ({ ...source, name, files: source.files.map((file) => at + file) })),
    ),
  };
}

/** Heads of the axes that draw data in some sweep. */
const drawsOf = (sweeps: readonly ComparedSweep[]) => [...new Set(sweeps.flatMap(({ data }) => data.draws))];

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function assertComparable(first: ComparedSweep, name: string, { objective }: ReportData): void {
  const say = ({ mode, at, metric }: ReportData["objective"]) =>
    `the ${mode === "min" ? "smallest" : "largest"} ${at} ${metric}`;
  if (say(first.data.objective) !== say(objective))
    throw new NotComparable(
      `${first.name} ranks by ${say(first.data.objective)}, ${name} by ${say(objective)}: ` +
        "give both the same objective, sweep again (which trains nothing again), then compare",
    );
}

/** The variant with its cells under the common heads. */
function moved(variant: ReportVariant, name: string, { heads }: ReportData, common: readonly string[]): ReportVariant {
  const cells = common.map((head): Cell => (head === SWEEP ? name : (variant.cells[heads.indexOf(head)] ?? null)));
  return { ...variant, cells };
}

/** The order within a sweep: by the share of diverged runs, then by the mean. */
function compareVariants(a: ReportVariant, b: ReportVariant, mode: Direction): number {
  const share = ({ diverged, n }: ReportVariant) => diverged / (diverged + n);
  const mean = ({ objective }: ReportVariant) => asLoss(mode, toNumber(objective.mean));
  return ascending(share(a), share(b)) || ascending(mean(a), mean(b));
}

function ranked(variants: readonly ReportVariant[]): readonly ReportVariant[] {
  return variants.map((variant, place) => ({ ...variant, rank: variant.rank === null ? null : place + 1 }));
}

function answerOf(
  heads: readonly string[],
  variants: readonly ReportVariant[],
  { objective }: ReportData,
): readonly string[] {
  const [best] = variants;
  if (best === undefined || best.rank === null) return ["No run finished, so there is no result."];
  const label = labelsOf({ heads, variants })[0];
  return [
    `${label} ranks first by ${objective.at} ${objective.metric}: ${figureText(best.objective.mean)}.`,
    "Differences in the ranking are from each sweep's own baseline.",
  ];
}

function joinStatuses(sweeps: readonly ComparedSweep[]): Record<string, number> {
  const joined: Record<string, number> = {};
  for (const { data } of sweeps)
    for (const [status, count] of Object.entries(data.total.statuses)) joined[status] = (joined[status] ?? 0) + count;
  return joined;
}

/** Joins the columns that all sweeps have, over the epochs of all. An epoch that a sweep did not draw has no value. */
function joinCourses(
  sweeps: readonly ComparedSweep[],
  order: readonly { readonly sweep: number; readonly place: number }[],
): ReportData["courses"] {
  const common = (of: (data: ReportData) => readonly string[]) => {
    const [first, ...others] = sweeps.map(({ data }) => of(data));
    return (first ?? []).filter((name) => others.every((names) => names.includes(name)));
  };
  const rates = common(({ courses }) => courses.rates);
  const metrics = common(({ courses }) => courses.metrics);
  const epochs = [...new Set(sweeps.flatMap(({ data }) => data.courses.epochs))].sort((a, b) => a - b);
  const drawn = order.map(({ sweep, place }) => {
    const { courses } = itemAt(sweeps, sweep).data;
    const own = courses.of[place];
    if (own === undefined) return [];
    const names = [...courses.rates, ...courses.metrics];
    const spread = (values: Course["mean"]) => {
      const byEpoch = new Map(courses.epochs.map((epoch, i) => [epoch, values[i] ?? null]));
      return epochs.map((epoch) => byEpoch.get(epoch) ?? null);
    };
    return [...rates, ...metrics].map((name): Course => {
      const { mean, band } = itemAt(own, names.indexOf(name));
      return { mean: spread(mean), band: band && { low: spread(band.low), high: spread(band.high) } };
    });
  });
  const steps = order.map(({ sweep, place }) => itemAt(sweeps, sweep).data.courses.steps[place] ?? 1);
  return { epochs, steps, rates, metrics, of: drawn };
}

function joinRuns(
  sweeps: readonly ComparedSweep[],
  metrics: readonly string[],
  placeOf: (sweep: number, place: number) => number,
): ReportRuns {
  const join = <T>(of: (runs: ReportRuns) => readonly T[]) => sweeps.flatMap(({ data }) => of(data.runs));
  const figures = (of: (runs: ReportRuns) => ReportRuns["final"]) =>
    metrics.map((metric) => sweeps.flatMap(({ data }) => of(data.runs)[data.metrics.indexOf(metric)] ?? []));
  const errors: Record<number, string> = {};
  let before = 0;
  for (const { data } of sweeps) {
    for (const [run, error] of Object.entries(data.runs.errors)) errors[before + Number(run)] = error;
    before += data.runs.id.length;
  }
  return {
    id: join(({ id }) => id),
    variant: sweeps.flatMap(({ data }, sweep) => data.runs.variant.map((place) => placeOf(sweep, place))),
    seed: join(({ seed }) => seed),
    drawn: drawsOf(sweeps).map((head) =>
      sweeps.flatMap(({ data }) => data.runs.drawn[data.draws.indexOf(head)] ?? data.runs.id.map(() => null)),
    ),
    status: join(({ status }) => status),
    epochs: join(({ epochs }) => epochs),
    final: figures(({ final }) => final),
    best: figures(({ best }) => best),
    bestEpoch: join(({ bestEpoch }) => bestEpoch),
    errors,
  };
}
