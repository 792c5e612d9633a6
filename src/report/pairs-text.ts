import { amountText } from "../analysis/claim.ts";
import type { Verdict } from "../analysis/verdict.ts";
import { countsText, pText, short } from "../analysis/wording.ts";
import { counted } from "../numbers/counted.ts";
import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { ReportData, ReportVariant, TextTable } from "./data.ts";
import { intervalText } from "./figure-text.ts";
import { labelsOf } from "./label.ts";
import type { SweepPair } from "./paired-sweeps.ts";

/** A sweep by its name. */
interface NamedSweep {
  readonly name: string;
  readonly data: ReportData;
}

/** Sentences on the variants that sweeps have in common, for each sweep behind the first. */
export function pairSentences(sweeps: readonly NamedSweep[], pairs: readonly SweepPair[]): readonly string[] {
  const [first] = sweeps;
  return sweeps.flatMap(({ name }, sweep) => {
    const own = pairs.filter((pair) => pair.sweep === sweep);
    if (first === undefined || own.length === 0) return [];
    const counts: Partial<Record<Verdict, number>> = {};
    for (const { verdict } of own) counts[verdict] = (counts[verdict] ?? 0) + 1;
    const untested = counts.untested === own.length;
    const found = untested ? "no test is possible" : countsText(first.data.unit, counts);
    const one = own.length === 1 ? "One variant is" : `${own.length} variants are`;
    return [`${one} in both ${first.name} and ${name}: in ${name}, ${found}.`, largestText(sweeps, own)].filter(
      Boolean,
    );
  });
}

/** The pair with the smallest p, if it shows a difference. */
function largestText(sweeps: readonly NamedSweep[], pairs: readonly SweepPair[]): string {
  const [shown] = pairs
    .filter(({ verdict }) => verdict === "better" || verdict === "worse")
    .sort((a, b) => (a.tested?.adjusted ?? 1) - (b.tested?.adjusted ?? 1));
  if (shown?.difference.kind !== "paired" || shown.tested === undefined) return "";
  const [first, other] = [itemAt(sweeps, 0), itemAt(sweeps, shown.sweep)];
  const { metric, at } = first.data.objective;
  const [own, counterpart] = variantsOf(sweeps, shown);
  const { difference, n } = shown.difference;
  const size = amountText(difference, toNumber(own.objective.mean));
  const label = itemAt(labelsOf(first.data), shown.variants[0]);
  const [ownText, otherText] = [own, counterpart].map(({ objective }) => short(toNumber(objective.mean)));
  return (
    `The surest difference is that of ${label}: ${at} ${metric} is ${shown.verdict} by ${size} in ${other.name} ` +
    `(${otherText}, in ${first.name} ${ownText}; over ${counted(n, first.data.unit)}: ${pText(shown.tested.adjusted)}).`
  );
}

function variantsOf(sweeps: readonly NamedSweep[], { sweep, variants: [own, other] }: SweepPair) {
  const at = (place: number, variant: number): ReportVariant => itemAt(itemAt(sweeps, place).data.variants, variant);
  return [at(0, own), at(sweep, other)] as const;
}

/** A row for each pair, in the order of the first sweep's ranking. null where there are none. */
export function pairsTable(sweeps: readonly NamedSweep[], pairs: readonly SweepPair[]): TextTable | null {
  const [first] = sweeps;
  if (first === undefined || pairs.length === 0) return null;
  const labels = labelsOf(first.data);
  const isSeveral = sweeps.length > 2;
  const rows = pairs.toSorted((a, b) => a.variants[0] - b.variants[0] || a.sweep - b.sweep);
  const other = isSeveral ? ["sweep", "there"] : [itemAt(sweeps, 1).name];
  const heads = ["variant", first.name, ...other, "difference", "p", "verdict"];
  return {
    heads,
    rows: rows.map((pair) => [
      itemAt(labels, pair.variants[0]),
      ...variantsOf(sweeps, pair).flatMap(({ objective }, i) => [
        ...(isSeveral && i === 1 ? [itemAt(sweeps, pair.sweep).name] : []),
        intervalText(objective),
      ]),
      "difference" in pair.difference ? short(pair.difference.difference) : "",
      pair.tested === undefined ? "" : pText(pair.tested.adjusted).replace(/^p /, ""),
      pair.verdict === "untested" ? "" : pair.verdict,
    ]),
    numeric: heads.flatMap((head, column) => (["variant", "sweep", "verdict"].includes(head) ? [] : [column])),
  };
}
