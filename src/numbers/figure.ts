/** A number, or none, as JSON holds it. JSON has no NaN, no infinities and no undefined. */
export type Figure = number | "NaN" | "Infinity" | "-Infinity" | null;

export function toFigure(value: number | undefined): Figure {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : (String(value) as Figure);
}

/** The number of a figure; undefined where there is none. */
export const fromFigure = (figure: Figure): number | undefined => (figure === null ? undefined : Number(figure));

/** The number of a figure; NaN where there is none. */
export const toNumber = (figure: Figure | undefined): number => fromFigure(figure ?? null) ?? Number.NaN;
