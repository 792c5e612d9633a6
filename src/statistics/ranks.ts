/** Twice the ranks of sorted values, so that those that equal ones share are integers. */
export function doubledRanks(sorted: readonly number[]): readonly number[] {
  const first = new Map<number, number>();
  const count = new Map<number, number>();
  for (const [place, value] of sorted.entries()) {
    if (!first.has(value)) first.set(value, place);
    count.set(value, (count.get(value) ?? 0) + 1);
  }
  return sorted.map((value) => 2 * (first.get(value) as number) + (count.get(value) as number) + 1);
}

/** The same of values in any order. */
export function ranksOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const ranks = new Map(doubledRanks(sorted).map((rank, place) => [sorted[place], rank]));
  return values.map((value) => ranks.get(value) as number);
}
