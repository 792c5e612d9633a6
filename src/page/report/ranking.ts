import type { View } from "../../charts/view.ts";
import { toNumber } from "../../numbers/figure.ts";
import { itemAt } from "../../numbers/item-at.ts";
import type { MeanInterval, ReportData, ReportVariant } from "../../report/data.ts";
import { figureText, intervalText } from "../../report/figure-text.ts";
import { cellText, cellTexts } from "../../report/label.ts";
import { differenceKey, differenceText, pairedOf, pOf, pText } from "./difference.ts";
import { h, svg } from "./element.ts";
import { section } from "./section.ts";
import { SortableTable, type TableColumn } from "./table.ts";

/**
 * The variants by rank. The interval of each is shown as numbers and as a picture.
 * @param open shows all that is known of a variant
 */
export function ranking(view: View, open: (variant: number) => void): HTMLElement {
  const { data } = view;
  const { heads, variants, objective } = data;
  const of = (row: number) => itemAt(variants, row);
  const axes = [...heads.map((_, column) => axisColumn(data, column)), variantColumn(view)];
  const scale = scaleOf(variants.map((variant) => variant.objective));
  const hasDiverged = variants.some(({ diverged }) => diverged > 0);
  const hasFailed = variants.some(({ failed }) => failed > 0);
  const hasPruned = variants.some(({ pruned }) => pruned > 0);
  const isCompared = variants.some(({ verdict }) => verdict !== "untested");
  const hasTies = variants.filter(({ isTied }) => isTied).length > 1;
  const hasSeeds = variants.some((variant) => variant.objective.low !== null);
  const columns: readonly TableColumn[] = [
    {
      head: "rank",
      isNumeric: true,
      about:
        "Place by the figure; press it for all that is known of the variant. Variants with a smaller share of diverged runs come first.",
      key: (row) => of(row).rank ?? Number.NaN,
      cell: (row) => {
        const text = `${of(row).rank ?? "–"}${of(row).isTied && hasTies ? " =" : ""}`;
        const label = `${text}: details of ${itemAt(view.labels, row)}`;
        return h("button", { type: "button", "aria-label": label, onclick: () => open(row) }, text);
      },
    },
    ...axes,
    {
      head: `${objective.at} ${objective.metric}`,
      isNumeric: true,
      about: `Mean over the ${data.unit}s that ended ok, ± half the width of its 95 % interval (Student's t).`,
      key: (row) => toNumber(of(row).objective.mean),
      cell: (row) => intervalText(of(row).objective),
    },
    ...(hasSeeds
      ? [
          {
            head: "95 % interval",
            isNumeric: false,
            isFixed: true,
            weight: 2,
            about: "The same as a picture: the mean, and the interval around it.",
            key: () => "",
            cell: (row: number) => whisker(of(row).objective, scale),
          },
        ]
      : []),
    {
      head: "median",
      isNumeric: true,
      weight: 1,
      about: `Median over the ${data.unit}s that ended ok.`,
      key: (row) => toNumber(of(row).median),
      cell: (row) => figureText(of(row).median),
    },
    {
      head: "n",
      isNumeric: true,
      weight: 6,
      about: "Runs that ended ok.",
      key: (row) => of(row).n,
      cell: (row) => String(of(row).n),
    },
    ...(hasDiverged
      ? [countColumn("diverged", "Runs that diverged. They are in no mean.", (row) => of(row).diverged)]
      : []),
    ...(hasFailed ? [countColumn("failed", "Runs that failed or ran out of time.", (row) => of(row).failed)] : []),
    ...(hasPruned ? [countColumn("pruned", "Runs that were stopped early.", (row) => of(row).pruned)] : []),
    ...(hasSeeds ? testColumns(of, isCompared, data.unit) : []),
  ];
  const table = new SortableTable(captionOf(view), columns, "variants");
  const show = () => table.show([...variants.keys()].filter(view.isShown));
  view.onChange(show);
  show();
  return section("Ranking", "ranking", table.element);
}

function axisColumn({ heads, variants }: ReportData, column: number): TableColumn {
  const values = variants.map(({ cells }) => cells[column] ?? null);
  const textOf = cellTexts(values);
  return {
    head: itemAt(heads, column),
    isNumeric: values.every((cell) => cell === null || typeof cell === "number"),
    only: "wide",
    key: (row) => keyOf(values[row]),
    cell: (row) => textOf(values[row]),
  };
}

/** All axes in one column, whose text is wrapped. */
const variantColumn = ({ labels }: View): TableColumn => ({
  ...{ head: "variant", isNumeric: false, only: "narrow" },
  key: (row) => itemAt(labels, row),
  cell: (row) => itemAt(labels, row),
});

const countColumn = (head: string, about: string, count: (row: number) => number): TableColumn => ({
  ...{ head, about, weight: 7 },
  isNumeric: true,
  key: count,
  cell: (row) => String(count(row) || ""),
});

/** Columns that compare each variant with its baseline. @param unit what its figures are over */
function testColumns(of: (row: number) => ReportVariant, isCompared: boolean, unit: string): readonly TableColumn[] {
  const number = (
    [head, weight, about]: readonly [string, number, string],
    key: (row: number) => number,
    cell: (row: number) => string,
  ): TableColumn => ({ head, weight, about, isNumeric: true, key, cell });
  const effectOf = (row: number) => pairedOf(of(row).difference)?.effect;
  const won = number(
    [`${unit}s won`, 3, `Share of the ${unit}s at which no other variant was better.`],
    (row) => of(row).seedsWon,
    (row) => `${figureText(100 * of(row).seedsWon, 3)} %`,
  );
  if (!isCompared) return [won];
  return [
    {
      head: "verdict",
      weight: 9,
      isNumeric: false,
      about: "Better or worse than the baseline where p (Holm) is below 0.05.",
      key: (row) => of(row).verdict,
      cell: (row) => of(row).verdict,
    },
    won,
    number(
      [
        "difference",
        8,
        `Mean difference from the baseline at the same ${unit}s, ± half the width of its 95 % interval.`,
      ],
      (row) => differenceKey(of(row).difference),
      (row) => differenceText(of(row).difference),
    ),
    number(
      ["p (corrected)", 5, "p-value of the test, corrected for all comparisons."],
      (row) => pOf(of(row).difference),
      (row) => pText(pOf(of(row).difference)),
    ),
    number(
      [
        "g_z",
        0,
        "Effect size: the mean difference over the standard deviation of the differences, with Hedges' correction.",
      ],
      (row) => toNumber(effectOf(row)),
      (row) => figureText(effectOf(row), 2),
    ),
  ];
}

function captionOf({ data }: View): string {
  const { objective } = data;
  const order = `Sorted by ${objective.at} ${objective.metric}, ${objective.mode === "min" ? "smallest" : "largest"} first.`;
  if (data.variants.every((variant) => variant.objective.low === null)) return order;
  const interval = `Values are means over ${data.unit}s with 95 % intervals (Student's t).`;
  if (data.variants.every(({ verdict }) => verdict === "untested")) return `${order} ${interval}`;
  const isRatio = data.variants.some(({ difference }) => pairedOf(difference)?.isRatio);
  const difference =
    `Differences ${isRatio ? "are ratios minus 1, " : "are "}from the baseline at the same ${data.unit}s. ` +
    `p is ${testText(data.variants)}, corrected for all comparisons, and g_z is the effect size. ` +
    "Variants marked = may be the best: they cannot be told from the first.";
  return `${order} ${interval} ${difference}`;
}

const TESTS = {
  permutation: "of sign flips",
  t: "of a paired t-test",
  "corrected t": "of Nadeau and Bengio's corrected t-test",
  wilcoxon: "of Wilcoxon's test",
} as const;

/** What the p-values are of. */
function testText(variants: readonly ReportVariant[]): string {
  const used = new Set(variants.map(({ difference }) => pairedOf(difference)?.test ?? null));
  return Object.entries(TESTS)
    .flatMap(([name, text]) => (used.has(name as keyof typeof TESTS) ? [text] : []))
    .join(" or ");
}

const keyOf = (cell: string | number | boolean | null | undefined) =>
  typeof cell === "number" ? cell : cellText(cell ?? null);

const WIDTH = 150;
const HEIGHT = 14;

interface BarScale {
  readonly low: number;
  readonly high: number;
}

/** From the smallest end of any interval to the 90th percentile of the means, so that an outlier does not squeeze all others. */
function scaleOf(intervals: readonly MeanInterval[]): BarScale {
  const known = intervals.filter(({ mean }) => Number.isFinite(toNumber(mean)));
  const means = known.map(({ mean }) => toNumber(mean)).sort((a, b) => a - b);
  const low = Math.min(...means.slice(0, 1), ...known.slice(0, 200).map(({ low, mean }) => toNumber(low ?? mean)));
  const most = mostShown(means);
  const highs = known.filter(({ mean }) => toNumber(mean) <= most).map(({ high, mean }) => toNumber(high ?? mean));
  const high = highs.reduce((a, b) => Math.max(a, b), most);
  return { low, high: high > low ? high : low + 1 };
}

/** The largest mean, unless it lies so far beyond the others that these would fall together: then the largest of most. */
function mostShown(means: readonly number[]): number {
  const [first = 0, last = 1] = [means[0], means.at(-1)];
  const trimmed = means[Math.floor(0.9 * (means.length - 1))] ?? last;
  return last - first <= 3 * (trimmed - first) ? last : trimmed;
}

/** A dot for the mean on the line of its interval, or an arrow if it is beyond the scale. */
function whisker({ mean, low, high }: MeanInterval, scale: BarScale): Node {
  const x = (value: number) => 4 + ((value - scale.low) / (scale.high - scale.low)) * (WIDTH - 8);
  const within = (value: number) => Math.min(WIDTH - 1, Math.max(1, x(value)));
  const at = toNumber(mean);
  const picture = svg("svg", {
    width: WIDTH,
    height: HEIGHT,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: "whisker",
    "aria-hidden": "true",
  });
  if (!Number.isFinite(at)) return picture;
  if (at > scale.high) {
    picture.append(svg("path", { d: `M${WIDTH - 12} 3 L${WIDTH - 4} 7 L${WIDTH - 12} 11`, class: "beyond" }));
    return picture;
  }
  const [from, to] = [toNumber(low), toNumber(high)];
  if (Number.isFinite(from) && Number.isFinite(to))
    picture.append(svg("line", { x1: within(from), x2: within(to), y1: 7, y2: 7 }));
  picture.append(svg("circle", { cx: within(at), cy: 7, r: 3.5 }));
  return picture;
}
