/** Digits that are shown of every number that has as many. */
const DIGITS = 6;

/** A number with at most so many significant digits, in its shortest form. */
export const numberText = (value: number, digits = DIGITS): string => String(Number(value.toPrecision(digits)));

/** Texts of numbers, as short as they stay distinct: with six significant digits, or more where two would read the same. */
export function distinctTexts(values: Iterable<number>): (value: number) => string {
  const different = [...new Set(values)];
  const areApart = (digits: number) =>
    new Set(different.map((value) => numberText(value, digits))).size === different.length;
  const enough = Array.from({ length: 12 }, (_, i) => DIGITS + i).find(areApart) ?? 17;
  return (value) => numberText(value, enough);
}
