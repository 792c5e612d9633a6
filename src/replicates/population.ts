import type { Sampling } from "../contracts/sampling.ts";
import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";

/** What n of a comparison counts. */
export type UnitName = "seed" | "data set" | "split" | "fold";

/** What a variant's figures are a sample of. */
export interface Population {
  readonly unit: UnitName;
  /** Where all units are from: "of one data set". "" where each has data of its own, or nothing is known. */
  readonly within: string;
  /** The places of the plan's seeds that make a unit, because their data are the same. */
  readonly units: readonly (readonly number[])[];
  /** Rows held out over rows trained on, where units share rows, so that their figures are correlated; else 0. */
  readonly overlap: number;
}

/** Of a plan: what is known of its variants. */
interface KnownPopulations {
  /** Whether all variants have the same data. */
  readonly isCommon: boolean;
  readonly byVariant: Map<number, Population>;
  readonly bySampling: Map<string, Population>;
}

const known = new WeakMap<Plan, KnownPopulations>();

/**
 * What the figures of a variant are a sample of. Drawn data are a unit, whatever else is drawn beside them; splits and folds
 * of one data set are units that share rows.
 * @param plan whose replicates are pooled
 */
export function populationOf(plan: Plan, variant: number): Population {
  const { isCommon, byVariant, bySampling } = known.get(plan) ?? begin(plan);
  const asked = isCommon ? 0 : variant;
  const found = byVariant.get(asked);
  if (found !== undefined) return found;
  const samplings = samplingsOf(plan, asked);
  const key = JSON.stringify(samplings);
  const population = bySampling.get(key) ?? make(plan, samplings);
  bySampling.set(key, population);
  byVariant.set(asked, population);
  return population;
}

function begin(plan: Plan): KnownPopulations {
  const isCommon = !plan.heads.some((head) => /(?:^|\+ )data\b/.test(head));
  const own = { isCommon, byVariant: new Map(), bySampling: new Map() };
  known.set(plan, own);
  return own;
}

/** Where the rows of each replicate come from. One that the grid excludes is like that of another variant. */
function samplingsOf(plan: Plan, variant: number): readonly (Sampling | undefined)[] {
  const { draws } = plan;
  if (draws === undefined) return [plan.variants === 0 ? undefined : plan.variant(variant).sampling];
  return draws.cells.map((_, replicate) => {
    let member = draws.memberOf(variant, replicate);
    for (let other = 0; member === undefined && other < plan.variants; other++)
      member = draws.memberOf(other, replicate);
    return draws.whole.variant(member ?? 0).sampling;
  });
}

function make(plan: Plan, samplings: readonly (Sampling | undefined)[]): Population {
  const replicates = samplings.length;
  const places = plan.seeds.length;
  const [first] = samplings;
  const bySeed = grouped(places, (place) => Math.floor(place / replicates));
  const plain = { unit: "seed", units: bySeed, overlap: 0 } as const;
  if (first === undefined) return { ...plain, within: "" };
  const byReplicate = grouped(places, (place) => place % replicates);
  const paths = plan.draws?.heads.flatMap((head) => head.split(" + ")) ?? [];
  const isFolded = paths.some((path) => path.endsWith(".fold"));
  const within = first.isDrawn ? "of one data set" : "of this data set";
  if (first.isDrawn) {
    if (first.seed === "per seed") return { ...plain, unit: "data set", within: "" };
    const seeds = samplings.map((sampling) => sampling?.seed);
    if (new Set(seeds).size > 1) {
      const units = grouped(places, (place) => seeds.indexOf(itemAt(seeds, place % replicates)));
      return { unit: "data set", within: "", units, overlap: 0 };
    }
  } else if (first.seed === "per seed" && bySeed.length > 1)
    return { ...plain, unit: "split", within, overlap: first.ratio };
  if (replicates > 1 && (isFolded || first.seed !== undefined))
    return { unit: isFolded ? "fold" : "split", within, units: byReplicate, overlap: first.ratio };
  return { ...plain, within: !first.isDrawn && first.ratio > 0 ? "of one split of this data set" : within };
}

/** Places with the same key, in their order. */
function grouped(places: number, keyOf: (place: number) => number): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (let place = 0; place < places; place++) {
    const key = keyOf(place);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  }
  return [...groups.values()];
}
