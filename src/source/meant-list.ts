import { log } from "../numbers/math.ts";
import { isNumber, numbersMeant, type Reading } from "./meant-number.ts";
import { isText, isUnwritten, type ListNode, type MapNode } from "./tree.ts";

const BRACKETS = "a list stands in brackets";
const COMMAS = "values are separated by commas";
const RANGE = "a range says how many values";

/** How many values a range gets whose ends alone are written. */
const VALUES_OF_RANGE = 5;

const MOST_COUNTED = 100;

/** How a list without its brackets may be separated, the surest first. */
const SEPARATORS: readonly (readonly [RegExp, string])[] = [
  [/\s*;\s*/, COMMAS],
  [/\s*\|\s*/, COMMAS],
  [/,\s+/, BRACKETS],
  [/\s*,\s*/, BRACKETS],
  [/\s+(?:or|and|und|oder)\s+/, COMMAS],
  [/\s+/, COMMAS],
];

/** `0.1 to 0.01`, `1..5`, `1-5` */
const RANGE_OF = /^(\S+?)(?:\s+(?:to|bis|until|through|-)\s+|\s*(?:\.{2,}|…|:|–|—|->|→)\s*|(?<=\d)-(?=\d))(\S+)$/i;

/** A call of Python's or NumPy's: `np.linspace(0.1, 1, 3)`. */
const CALL = /^(?:[a-z]+\.)*(linspace|logspace|geomspace|arange|range)\s*\(([^()]*)\)$/i;

/** The list of numbers that a text may have been meant to be; undefined where it is none. */
export function numberListMeant(written: string): Reading | undefined {
  const [text, wasBracketed] = withoutBrackets(written.trim());
  for (const [separator, reason] of SEPARATORS) {
    const items = text.split(separator).filter((item) => item !== "");
    const numbers = items.map(numberOf);
    if (items.length < 2 || numbers.includes(undefined) || isDecimal(items)) continue;
    const isDashed = items.length > 1 && items.every((item) => /^-[\d.]/.test(item)) && reason === COMMAS;
    return isDashed
      ? { text: `[${numbers.map((number) => number?.slice(1)).join(", ")}]`, reason: "a dash needs a space after it" }
      : { text: `[${numbers.join(", ")}]`, reason: wasBracketed ? BRACKETS : reason };
  }
  return wasBracketed && isNumber(text) ? { text: `[${text}]`, reason: BRACKETS } : undefined;
}

/** The values of an axis that a text may have been meant to be: numbers, a generator, or names. */
export function axisMeant(written: string): Reading | undefined {
  const text = written.trim();
  const [one] = /^\D?\d*,\d/.test(text) && !/^\D?[1-9]/.test(text) ? numbersMeant(text) : [];
  if (one !== undefined) return listOfOne(one);
  return severalMeant(text) ?? namesMeant(text) ?? numbersMeant(text).map(listOfOne)[0];
}

/** The list, generator or range of numbers that a text may have been meant to be. */
export function severalMeant(written: string): Reading | undefined {
  const text = written.trim();
  return numberListMeant(text) ?? generatorMeant(text) ?? rangeMeant(text);
}

const ELLIPSIS = /^(?:\.{2,}|…)$/;

/** The generator that a list with an ellipsis may have been meant to be: `[0.1, ..., 0.01]`, `[1, 2, …, 10]`. */
export function ellipsisMeant({ items }: ListNode): Reading | undefined {
  const at = items.findIndex((item) => isText(item) && ELLIPSIS.test(item.value));
  const numbers = items.map((item) => (item.kind === "scalar" ? item.value : undefined)).toSpliced(at, 1);
  if (at < 1 || at !== items.length - 2 || !numbers.every((number) => typeof number === "number")) return undefined;
  const [first = 0, second = 0] = numbers;
  const last = numbers.at(-1) ?? 0;
  const generator = [first, second, last].every((number) => number > 0) ? "geomspace" : "linspace";
  if (at === 1) return { text: `{${generator}: [${first}, ${last}, ${VALUES_OF_RANGE}]}`, reason: RANGE };
  const counts = {
    linspace: 1 + (last - first) / (second - first),
    geomspace: generator === "geomspace" ? 1 + log(last / first) / log(second / first) : Number.NaN,
  };
  for (const [name, count] of Object.entries(counts))
    if (count >= 2 && count <= MOST_COUNTED && Math.abs(count - Math.round(count)) < 1e-6)
      return { text: `{${name}: [${first}, ${last}, ${Math.round(count)}]}`, reason: RANGE };
  return { text: `{${generator}: [${first}, ${last}, ${VALUES_OF_RANGE}]}`, reason: RANGE };
}

/** A list with its numbers as YAML has them; undefined where they are so already, or where an item is none. */
export function numbersInListMeant({ items }: ListNode): Reading | undefined {
  const meant = items.map((item) => (isText(item) ? numbersMeant(item.value)[0] : undefined));
  const texts = items.map((item, i) => meant[i]?.text ?? (item.kind === "scalar" ? String(item.value) : ""));
  const [first] = meant.filter((reading) => reading !== undefined);
  return first !== undefined && texts.every(isNumber)
    ? { text: `[${texts.join(", ")}]`, reason: first.reason }
    : undefined;
}

const listOfOne = ({ text, reason }: Reading): Reading => ({ text: `[${text}]`, reason });

/** The text of a mapping without values, `{0.1, 0.01}`: what people write for a list. Undefined for any other. */
export function writtenAsSet({ entries }: MapNode): string | undefined {
  const isSet = entries.size > 0 && [...entries.values()].every(({ value }) => isUnwritten(value));
  return isSet ? `{${[...entries.keys()].join(", ")}}` : undefined;
}

/** Whole numbers that a text counts up: `1-5`, `1..5`, `range(5)`. */
export function countedMeant(written: string): Reading | undefined {
  const call = CALL.exec(written.trim());
  const ends = call ? (call[2] ?? "").split(",").map(Number) : endsOf(written.trim())?.map(Number);
  if (ends === undefined || !ends.every(Number.isSafeInteger)) return undefined;
  const [from = 0, to = 0] = ends.length === 1 ? [0, ...ends] : ends;
  const count = call ? to - from : to - from + 1;
  if (count < 1 || count > MOST_COUNTED || ends.length > 2) return undefined;
  return { text: `[${Array.from({ length: count }, (_, i) => from + i).join(", ")}]`, reason: "each one is listed" };
}

/** 0,1 without a space is a number, not two. */
const isDecimal = ([first = "", ...others]: readonly string[]) => others.length === 1 && /^[-+]?0$/.test(first);

function numberOf(item: string): string | undefined {
  return isNumber(item) ? item : numbersMeant(item)[0]?.text;
}

/** The text between parentheses, braces or brackets, or with one of the two missing. */
function withoutBrackets(text: string): readonly [string, boolean] {
  const inner = text.replace(/^[[({<]\s*/, "").replace(/\s*[\])}>]$/, "");
  return [inner, inner !== text];
}

function endsOf(text: string): readonly [string, string] | undefined {
  const [, first = "", last = ""] = RANGE_OF.exec(withoutBrackets(text)[0]) ?? [];
  const [from, to] = [numberOf(first), numberOf(last)];
  return from === undefined || to === undefined ? undefined : [from, to];
}

function rangeMeant(text: string): Reading | undefined {
  const ends = endsOf(text);
  if (ends === undefined) return undefined;
  const counted = countedMeant(text);
  if (counted !== undefined) return counted;
  const generator = ends.every((end) => Number(end) > 0) ? "geomspace" : "linspace";
  return { text: `{${generator}: [${ends.join(", ")}, ${VALUES_OF_RANGE}]}`, reason: RANGE };
}

function generatorMeant(text: string): Reading | undefined {
  const [, name = "", inner = ""] = CALL.exec(text) ?? [];
  const numbers = inner.split(",").map((item) => numberOf(item.trim()));
  if (name === "" || numbers.includes(undefined)) return undefined;
  const generator = name.toLowerCase() === "arange" ? "range" : name.toLowerCase();
  const [first = "", end, step] = numbers;
  const three =
    generator === "range" ? (end === undefined ? ["0", first, "1"] : [first, end, step ?? "1"]) : [first, end, step];
  if (three.includes(undefined)) return undefined;
  return { text: `{${generator}: [${three.join(", ")}]}`, reason: "a generator is a key" };
}

function namesMeant(written: string): Reading | undefined {
  const [text, wasBracketed] = withoutBrackets(written.trim());
  const names = text.split(/\s*[,;|]\s*/).filter((name) => name !== "");
  if (names.length < (wasBracketed ? 1 : 2) || !names.every((name) => /^[A-Za-z_]\w*$/.test(name))) return undefined;
  return { text: `[${names.join(", ")}]`, reason: BRACKETS };
}
