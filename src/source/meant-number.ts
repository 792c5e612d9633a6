import { pow } from "../numbers/math.ts";
import { ownValue } from "../numbers/own.ts";

/** What a text was meant to be, in YAML. */
export interface Reading {
  /** As it is to be written: "0.01", "[0.1, 0.01]". */
  readonly text: string;
  /** What is wrong with what was written. */
  readonly reason: string;
}

/** A way of writing a number that YAML reads as text. */
interface Slip {
  readonly pattern: RegExp;
  readonly reason: string;
  /** The number, or several where the text may mean either. @param groups of the pattern */
  readonly means: (...groups: readonly string[]) => string | readonly string[];
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;

/** Whether YAML reads a text as a decimal number. */
export const isNumber = (text: string): boolean => new RegExp(`^${NUMBER}$`).test(text);

/** A pattern of a whole text, in which N stands for a number. */
const whole = (pattern: string) => new RegExp(`^(?:${pattern.replaceAll("N", `(${NUMBER})`)})$`, "i");

const NO_SEPARATORS = "thousands are not separated";
const NOT_CALCULATED = "values are not calculated";
const COMMENT = "a comment begins with a space and #";
const ALONE = "the number must stand alone";

/** Enough digits for anyone, and none that come from rounding. */
const calculated = (value: number) => String(Number(value.toPrecision(9)));

const WRITINGS: readonly Slip[] = [
  {
    // In English a thousand, elsewhere one: the parameter may decide.
    pattern: whole("([-+]?[1-9]\\d{0,2}),(\\d{3})"),
    reason: "numbers have no commas",
    means: (ones = "", thousandths = "") => [`${ones}.${thousandths}`, `${ones}${thousandths}`],
  },
  { pattern: whole("([-+]?\\d+),0+"), reason: "numbers have no commas", means: (number = "") => number },
  {
    pattern: whole("([-+]?)(\\d*),(\\d+(?:e[-+]?\\d+)?)"),
    reason: "decimals take a point",
    means: (sign, ones, rest) => `${sign}${ones || "0"}.${rest}`,
  },
  {
    pattern: whole("([-+]?\\d{1,3}(?:[ _'’,]\\d{3})+(?:\\.\\d+)?|\\d+(?:_\\d+)+)"),
    reason: NO_SEPARATORS,
    means: (number = "") => number.replace(/[ _'’,]/g, ""),
  },
  {
    pattern: whole("([-+]?\\d{1,3}(?:\\.\\d{3})+),(\\d+)"),
    reason: `${NO_SEPARATORS}, and decimals take a point`,
    means: (ones = "", decimals = "") => `${ones.replaceAll(".", "")}.${decimals}`,
  },
  {
    pattern: whole("([-+]?\\d{1,3}(?:\\.\\d{3}){2,})"),
    reason: NO_SEPARATORS,
    means: (number = "") => number.replaceAll(".", ""),
  },
  {
    pattern: whole("(?:N *[*×x·]? *)?\\b10 *(?:\\^|\\*\\*) *[({]?([-+]?\\d+)[)}]?"),
    reason: "a power of ten is written with e",
    means: (factor = "1", exponent = "") => `${factor}e${exponent.replace("+", "")}`,
  },
  {
    pattern: whole("N *[*×x·] *10 *([-+]\\d+)"),
    reason: "a power of ten is written with e",
    means: (factor = "1", exponent = "") => `${factor}e${exponent.replace("+", "")}`,
  },
  {
    pattern: whole("N *(?:\\^|\\*\\*) *N"),
    reason: NOT_CALCULATED,
    means: (base, exponent) => calculated(pow(Number(base), Number(exponent))),
  },
  { pattern: whole("N *[/÷⁄] *N"), reason: NOT_CALCULATED, means: (a, b) => calculated(Number(a) / Number(b)) },
  { pattern: whole("N *[*×·] *N"), reason: NOT_CALCULATED, means: (a, b) => calculated(Number(a) * Number(b)) },
  {
    pattern: whole("N *%"),
    reason: "shares are written without %",
    means: (number) => calculated(Number(number) / 100),
  },
  // Without the comment: between braces it would hide the one that closes.
  { pattern: whole("N *(?:#|\\/\\/|--|/\\*|; *[a-z]).*"), reason: COMMENT, means: (number = "") => number },
  { pattern: whole("N *[;,]"), reason: "nothing may follow the value", means: (number = "") => number },
  { pattern: whole("\\( *N *\\)"), reason: ALONE, means: (number = "") => number },
  { pattern: whole("[=:~≈<>≤≥$+] *N"), reason: ALONE, means: (number = "") => number },
  {
    pattern: whole("([-+]?\\d+\\.?\\d*|[-+]?\\.\\d+) *(?:e|d|\\*e) *([-+]?) *(\\d+)"),
    reason: "an exponent is written with e, and without spaces",
    means: (number, sign, exponent) => `${number}e${sign}${exponent}`,
  },
  {
    pattern: whole("([-+]?\\d+(?:\\.\\d+)?)k"),
    reason: ALONE,
    means: (number) => calculated(Number(number) * 1000),
  },
  {
    pattern: whole("N *(?:f|epochs?|steps?|batch(?:es)?|rows?|samples?|seeds?|runs?|times|\\([a-z]+\\))"),
    reason: ALONE,
    means: (number = "") => number,
  },
];

/** Small numbers in words. */
const WORDS: Readonly<Record<string, string>> = Object.fromEntries([
  ..."zero one two three four five six seven eight nine ten eleven twelve".split(" ").map((word, i) => [word, `${i}`]),
  ...Object.entries({ fifteen: "15", twenty: "20", thirty: "30", fifty: "50", hundred: "100", thousand: "1000" }),
]);

/** What other keyboards and word processors put for the characters of a number. */
const LOOKALIKES: readonly (readonly [RegExp, string, string])[] = [
  [/[\u2010-\u2015\u2212\uFE63\uFF0D]/g, "-", "its minus is another character than '-'"],
  [/(?<=[\d.eE-]|^)[oO](?=[\d.,oO]|$)/g, "0", "a letter O stands for a zero"],
  [/(?<=\d)[。．٫](?=\d)/g, ".", "its point is another character than '.'"],
  [/\s+/g, " ", "it has a space of another kind"],
];

/** An exponent above the line: 10⁻³. */
const RAISED = /(?<=10)[⁺⁻]?[⁰¹²³⁴-⁹]+/g;

/**
 * The numbers that a text may have been meant to be, the likeliest first. None for what is a number already, or none at all.
 */
export function numbersMeant(written: string): readonly Reading[] {
  let text = written.trim().replace(RAISED, (digits) => `^${digits.normalize("NFKC").replace("\u2212", "-")}`);
  let reason: string | undefined;
  for (const [pattern, plain, what] of LOOKALIKES) {
    const replaced = text.replace(pattern, plain);
    if (replaced !== text) reason ??= what;
    text = replaced;
  }
  const compatible = text.normalize("NFKC");
  if (compatible !== text && isNumber(compatible)) return [{ text: compatible, reason: "its digits are not 0 to 9" }];
  if (isNumber(text)) return reason === undefined ? [] : [{ text, reason }];
  const digits = ownValue(WORDS, compatible.toLowerCase());
  if (digits !== undefined) return [{ text: digits, reason: "numbers are written in digits" }];
  for (const slip of WRITINGS) {
    const match = slip.pattern.exec(compatible);
    if (match === null) continue;
    const texts = [slip.means(...(match.slice(1) as string[]))].flat();
    return texts.filter((text) => isNumber(text)).map((text) => ({ text, reason: slip.reason }));
  }
  return [];
}
