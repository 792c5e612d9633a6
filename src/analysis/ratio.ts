import { exp } from "../numbers/math.ts";
import type { Compared } from "./comparisons.ts";

/** A ratio minus 1, from its logarithm: by what share it is larger. */
export const ratioOf = (logarithm: number) => exp(logarithm) - 1;

/** A difference as it is told: as it is, or the ratio minus 1 in place of its logarithm. */
export const toldDifference = (difference: number, isRatio: boolean) => (isRatio ? ratioOf(difference) : difference);

type ToldFigures = Pick<Compared, "difference" | "smallest">;

/** Differences as they are told: as they are, or ratios minus 1 in place of logarithms. */
export function inFigures({ difference, smallest, isRatio }: ToldFigures & Pick<Compared, "isRatio">): ToldFigures {
  if (!isRatio) return { difference, smallest };
  const told = smallest && ratioOf(smallest);
  switch (difference.kind) {
    case "none":
    case "identical":
      return { difference, smallest: told };
    case "single":
      return { difference: { ...difference, difference: ratioOf(difference.difference) }, smallest: told };
    case "paired": {
      const [mean, low, high, median] = [difference.difference, difference.low, difference.high, difference.median].map(
        ratioOf,
      ) as [number, number, number, number];
      return { difference: { ...difference, difference: mean, low, high, median }, smallest: told };
    }
  }
}
