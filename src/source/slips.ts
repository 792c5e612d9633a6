import { betweenItems, indentMends, unindentedMends } from "./indents.ts";
import { bare, indentOf, isBlank, type Mend, replaceBare } from "./lines.ts";
import { numbersMeant } from "./meant-number.ts";

/** A kind of slip that people make who are new to YAML. */
export interface SlipKind {
  readonly name: string;
  /** What a line may be meant to be: the likeliest first, nothing where it has no such slip. */
  readonly mends: (lines: readonly string[], at: number) => readonly Mend[];
  /** Whether it is one even if no less is wrong without it, but something else. */
  readonly isSure?: boolean;
  /** Whether nothing else may be wrong with the mended line. */
  readonly mustFit?: boolean;
  /** Whether any line may have it: one at a time is tried, and none far from the error. */
  readonly isAnywhere?: boolean;
}

/** A kind that shows in a line alone. */
function within(
  name: string,
  message: string | ((line: string) => string),
  meant: (line: string) => string | readonly string[],
  more: Pick<SlipKind, "isSure" | "mustFit"> & {
    readonly column?: (line: string) => number | undefined;
    readonly advice?: string;
  } = {},
): SlipKind {
  const mends = (lines: readonly string[], from: number) => {
    const line = lines[from] ?? "";
    const changed = [meant(line)].flat().filter((one) => one !== line);
    const column = more.column?.(line);
    const told = {
      message: typeof message === "string" ? message : message(line),
      ...(column !== undefined && { column }),
      ...(more.advice !== undefined && { advice: more.advice }),
    };
    return changed.map((one) => ({ from, lines: [one], ...told }));
  };
  return { name, mends, isSure: more.isSure ?? false, mustFit: more.mustFit ?? false };
}

const KEY = String.raw`[A-Za-z_][\w.]*(?: \+ [\w.]+)*`;
const START = String.raw`^\s*(?:- +)*`;
const OPEN = String.raw`[{,]\s*`;
const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
/** A value without a comma or a bracket. */
const VALUE = String.raw`[^,:{}[\]\s](?:[^,:{}[\]]*[^,:{}[\]\s])?`;
const PAIR = String.raw`\w+:\s+${VALUE}`;

const pattern = (text: string, flags = "g") => new RegExp(text, flags);

const SURE = { isSure: true };

const CLOSERS: Readonly<Record<string, string>> = { "[": "]", "{": "}" };

/** What comes of the slips of people who are new to YAML, the surest kinds first. */
export const SLIPS: readonly SlipKind[] = [
  {
    name: "tab",
    isSure: true,
    mends: (lines, from) => {
      const line = lines[from] ?? "";
      const indent = indentOf(line);
      if (!indent.includes("\t") || isBlank(line)) return [];
      const rest = line.slice(indent.length);
      const widths = ["  ", "    ", "        ", " "].map((spaces) => indent.replaceAll("\t", spaces));
      widths.push(...[lines[from - 1], lines[from + 1]].map((beside = "") => indentOf(beside)));
      const message = "a tab is used for indentation";
      return [...new Set(widths)].map((width) => ({
        from,
        lines: [width + rest],
        message,
        advice: "indent with spaces",
      }));
    },
  },
  within(
    "other space",
    "a space of another kind: no-break, zero-width or wide",
    (line) => {
      const plain = line.replace(/[\u0085\u200b\u2028\u2029\u2060\ufeff]/g, "");
      return [" ", "  "].map((space) => plain.replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, space));
    },
    { isSure: true, advice: "type it anew with the space bar" },
  ),
  within(
    "placeholder",
    "nothing fills this in: it is a placeholder of another program",
    (line) => replaceBare(line, /\$\{[^{}]*\}|\{\{[^{}]*\}\}/g, (text) => JSON.stringify(text)),
    { isSure: true, advice: "write the value itself", column: (line) => bare(line).search(/\$\{|\{\{/) },
  ),
  within("other quotes", "quotes of a word processor are no quotes", (line) =>
    line.replace(/[“”„‟«»]/g, '"').replace(/[‘’‚‛]/g, "'"),
  ),
  within("fence", "a code fence is Markdown: remove the line", (line) => (/^\s*(```|~~~)/.test(line) ? "" : line)),
  within("other colon", "a colon of another kind", (line) => line.replace(/[：﹕꞉]\s*/g, ": ").trimEnd(), SURE),
  within(
    "colon",
    "a space is missing after the colon",
    (line) =>
      replaceBare(
        line,
        pattern(`(${START}|${OPEN})(${KEY})\\s*:(?=[^\\s:\\\\/])`),
        (_, before, key) => `${before}${key}: `,
      ),
    SURE,
  ),
  within(
    "equals",
    "a key is followed by a colon",
    (line) =>
      replaceBare(
        line,
        pattern(`(${START}|${OPEN})(${KEY})\\s*(?::?=>?|->)\\s*(?=\\S)`),
        (_, before, key) => `${before}${key}: `,
      ),
    SURE,
  ),
  within("semicolon after a key", "a key is followed by a colon", (line) =>
    replaceBare(line, pattern(`(${START})(${KEY})\\s*;\\s*(?=\\S)`), (_, before, key) => `${before}${key}: `),
  ),
  within(
    "dash",
    "a list item needs a space after its dash",
    (line) => replaceBare(line, /^(\s*(?:- +)*)-(?=[^\s-])/g, (_, before) => `${before}- `),
    SURE,
  ),
  within("bullet", "a list item begins with a dash", (line) =>
    replaceBare(line, /^(\s*)(?:[•‣∙·●▪*+–—]\s*|\d+[.)]\s+)(?=\S)/g, (_, before) => `${before}- `),
  ),
  // A key at the margin stands beside the items of the list before it, as yaml.safe_dump writes them.
  { name: "no dash", mends: undashed, mustFit: true },
  { name: "key between items", mends: betweenItems },
  within("escape", "a backslash between double quotes begins an escape", (line) =>
    line.replace(/"([^"']*\\[^"']*)"/g, "'$1'"),
  ),
  within("comment", "a comment begins with #", (line) => [
    line.replace(/^(\s*)(?:\/\/|--(?!-)|;|\/\*|<!--)\s*(.*?)\s*(?:\*\/|-->)?$/, "$1# $2"),
    line.replace(/^(.*\S)\s+(?:\/\/|--|\/\*)\s*(.*?)\s*(?:\*\/)?$/, "$1 # $2"),
  ]),
  within("semicolon", "values are separated by commas", (line) => {
    const commas = replaceBare(line, /\s*[;|]\s*(?=\S)/g, () => ", ");
    return /[[{]/.test(line) ? commas : line;
  }),
  within("comma", "a comma is missing", (line) => {
    if (!/[[{]/.test(bare(line))) return line;
    const keys = replaceBare(line, pattern(`([^\\s,{[:])\\s+(?=${KEY}:\\s)`), (_, before) => `${before}, `);
    return [
      keys,
      replaceBare(line, pattern(`(?<=[[,]\\s*)(${NUMBER})\\s+(?=${NUMBER})`, "gi"), (_, number) => `${number}, `),
      replaceBare(line, /([}\]])\s*(?=[{[])/g, (_, closer) => `${closer}, `),
    ];
  }),
  within("two commas", "a value is missing between two commas", (line) => replaceBare(line, /,\s*,/g, () => ",")),
  within("leading comma", "a value is missing before the comma", (line) => [
    replaceBare(line, /\[\s*,\s*([^\s,[\]{}]+)\s*\]/g, (_, only) => only),
    replaceBare(line, /([[{]\s*),\s*/g, (_, opener) => opener),
  ]),
  within("trailing comma", "nothing may follow a value", (line) => [
    line.replace(pattern(`^(${START.slice(1)}${KEY}:\\s+[^{}[\\]#]*?)\\s*[,;]\\s*$`, ""), "$1"),
    line.replace(/^(.*[}\]])\s*[,;.]\s*$/, "$1"),
  ]),
  within("parentheses", "a list stands in brackets", (line) =>
    replaceBare(line, /\(([^()[\]{}]*,[^()[\]{}]*)\)/g, (_, items) => `[${items}]`),
  ),
  within("keys in brackets", "keys stand in braces", (line) =>
    replaceBare(line, pattern(`\\[\\s*(${PAIR}(?:,\\s*${PAIR})*)\\s*\\]`), (_, pairs) => `{${pairs}}`),
  ),
  within("list in braces", "a list stands in brackets", (line) => line.replace(/\{(\s*\{.*\}\s*)\}/, "[$1]")),
  within("list beside its key", "a list begins beneath its key, or stands in brackets", (line) =>
    line.replace(/^(\s*(?:- +)*[\w.]+:\s+)-\s+(.*\S)\s*$/, "$1[$2]"),
  ),
  within("type before keys", "a part with parameters stands in braces, with its type", typedBraces),
  within(
    "lambda",
    "a formula of epoch is no Python: it stands alone",
    (line) =>
      line.replace(
        /^(.*:\s+)lambda\s+(\w+)\s*:\s*([^{}#]*[^{}#\s,])/,
        (_, before, name, formula) => before + formula.replace(new RegExp(`\\b${name}\\b`, "g"), "epoch"),
      ),
    SURE,
  ),
  within("keys on one line", "several keys on one line stand in braces", (line) => [
    line.replace(pattern(`^(${START.slice(1)}${KEY}:\\s+)(${PAIR}(?:,\\s*${PAIR})*)\\s*$`, ""), "$1{$2}"),
    line.replace(pattern(`^(\\s*(?:- +)+)(${PAIR}(?:,\\s*${PAIR})+)\\s*$`, ""), "$1{$2}"),
  ]),
  within("no colon", "a colon is missing after the key", (line) => [
    line.replace(pattern(`^(${START.slice(1)})(${KEY})\\s+(?=[^\\s:=])`, ""), "$1$2: "),
    line.replace(pattern(`^(${START.slice(1)})(${KEY})\\s*$`, ""), "$1$2:"),
    replaceBare(
      line,
      pattern(`(${OPEN})(\\w+)\\s+(?=[^\\s:,{}[\\]]+\\s*[,}])`),
      (_, before, key) => `${before}${key}: `,
    ),
  ]),
  within("glued comment", "a comment begins with a space and #", (line) =>
    replaceBare(line, /([^\s#])#/g, (_, before) => `${before} #`),
  ),
  within("decimal comma", commaProblem, decimalPoints),
  within("values between braces", "a list stands in brackets", (line) =>
    replaceBare(
      line,
      pattern(`(${OPEN}${KEY}:\\s+)(${NUMBER}(?:\\s*,\\s*${NUMBER})+)(?=\\s*[,}])`, "gi"),
      (_, before, items) => `${before}[${items.replace(/\s*,\s*/g, ", ")}]`,
    ),
  ),
  within("two quotes", "a text with a quote stands between quotes of the other kind", (line) => [
    line.replace(/^(.*?[:,[{-]\s+)(['"])(.*[^\s,\]}])\2(\s*[,\]}]*\s*)$/, requoted),
    line.replace(/^(.*[:,[{]\s+)(['"])([^'",[\]{}]*\w['"]\w[^'",[\]{}]*)\2(\s*[,\]}].*)$/, requoted),
  ]),
  within("open quote", "a quote is opened and never closed", closedQuotes, { column: openQuoteAt }),
  within("open bracket", openBracket, closedBrackets, { column: bracketAt }),
  { name: "not indented", mends: unindentedMends, isAnywhere: true },
  { name: "indentation", mends: indentMends, isAnywhere: true },
  within("digits for text", "without quotes this is not text", quotedDigits, { mustFit: true }),
  within(
    "plain text",
    unquoted,
    (line) => line.replace(VALUE_OF_LINE, (_, before, text) => before + quotedText(text)),
    {
      mustFit: true,
    },
  ),
];

/** A text with one of its quotes within, between the other ones. */
function requoted(whole: string, before: string, quote: string, text: string, after: string): string {
  const other = quote === "'" ? '"' : "'";
  return text.includes(quote) && !text.includes(other) ? before + other + text + other + after : whole;
}

/** The line with one of its numbers between quotes. */
function quotedDigits(line: string): readonly string[] {
  const shown = bare(line);
  return [...shown.matchAll(/(?<=:\s+)(?:[-+]?[\d.][\w.+-]*|true|false)(?=\s*(?:[,}\]]|$))/g)].map(
    ({ index, 0: digits }) => `${line.slice(0, index)}"${digits}"${line.slice(index + digits.length)}`,
  );
}

const VALUE_OF_LINE = /^(\s*(?:- +)*[\w.]+:\s+|\s*- +)(.*\S)\s*$/;

/** A quote or bracket that is closed, with text after it. */
const FOLLOWED = /^(?:"[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}) *[^\s,\]}]/;

/** Why a text cannot stand without quotes. */
function unquoted(line: string): string {
  const text = VALUE_OF_LINE.exec(line)?.[2] ?? "";
  if (FOLLOWED.test(text)) return "text follows what is closed already";
  return /:\s/.test(text)
    ? "there is a second ': ' on this line"
    : `text without quotes cannot begin with ${text.charAt(0)}`;
}

/** A text between quotes, if it cannot stand without. */
function quotedText(text: string): string {
  if (!FOLLOWED.test(text) && (/^["'[{]/.test(text) || !/^[@`%*&!|>,\]}#?]|^[-:](?=\s|$)|:\s/.test(text))) return text;
  return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}

/** `StepLR, step_size: 10`, `StepLR: {step_size: 10}` and `StepLR step_size=10` as `{type: StepLR, step_size: 10}`. */
function typedBraces(line: string): string {
  return line.replace(
    /^(\s*(?:- +)*[\w.]+:\s+|\s*- +)((?!lambda\b)[A-Za-z]\w*)(?:[,:]\s*|\s+)(?:\{(.+)\}|(\w+\s*[:=]\s*[^{}]+))\s*$/,
    (_, before, type, inner = "", pairs = "") =>
      `${before}{type: ${type}, ${(inner || pairs).trim().replace(/(\w)\s*=\s*/g, "$1: ")}}`,
  );
}

/** A comma before three digits may be that of thousands. */
function commaProblem(line: string): string {
  const mayBeThousands = /(?<=[[{,:]\s*)[-+]?[1-9]\d{0,2},\d{3}(?=\s*[,\]}])/.test(bare(line));
  return mayBeThousands ? "numbers have no commas" : "decimals take a point";
}

/** A list item without its dash, between others. */
function undashed(lines: readonly string[], from: number): readonly Mend[] {
  const line = lines[from] ?? "";
  const indent = indentOf(line);
  const dashed = (other = "") => other.startsWith(`${indent}- `);
  // A key without a value lacks that: it is no item.
  if (isBlank(line) || dashed(line) || /:\s*$/.test(bare(line)) || ![lines[from - 1], lines[from + 1]].some(dashed))
    return [];
  const mended = `${indent}- ${line.slice(indent.length)}`;
  return [{ from, lines: [mended], message: "a list item begins with a dash", column: indent.length }];
}

/** Commas between digits, in a list or between braces. */
function decimalPoints(line: string): readonly string[] {
  const COMMA = /(?<=[[{,:]\s*)([-+]?\d+,\d+(?:e[-+]?\d+)?)(?=\s*[,\]}])/gi;
  const meant = (text: string) => numbersMeant(text).map((reading) => reading.text);
  const points = replaceBare(line, COMMA, (text) => meant(text)[0] ?? text);
  return [replaceBare(line, COMMA, (text) => meant(text).at(-1) ?? text), points];
}

/** The line with a quote at its end, or before what closes a list there. */
function closedQuotes(line: string): readonly string[] {
  const at = openQuoteAt(line);
  if (at === undefined) return [line];
  const quote = line.charAt(at);
  const [, text = "", closers = ""] = /^(.*?)(\s*[\]},]*\s*)$/.exec(line) ?? [];
  const first = line.slice(at).replace(/^(.[^,\]}]*)/, `$1${quote}`);
  return [text + quote + closers, line.trimEnd() + quote, line.slice(0, at) + first];
}

function openQuoteAt(line: string): number | undefined {
  const at = bare(line).search(/(?<=^|[\s[{,:(])["']/);
  return at === -1 ? undefined : at;
}

function openBracket(line: string): string {
  const { open, extra } = brackets(line);
  const [first] = open;
  if (first !== undefined) return `the '${first.bracket}' is not closed`;
  return extra === undefined ? "a bracket is missing" : `the '${line.charAt(extra)}' closes nothing`;
}

function bracketAt(line: string): number | undefined {
  const { open, extra } = brackets(line);
  return open[0]?.at ?? extra;
}

/** The line with what closes its brackets, or without one that closes nothing. */
function closedBrackets(line: string): readonly string[] {
  const { open, extra } = brackets(line);
  const closers = open
    .map(({ bracket }) => CLOSERS[bracket])
    .reverse()
    .join("");
  const [, text = "", comment = ""] = /^(.*?)(\s*)$/.exec(line) ?? [];
  const round = text.endsWith(")") ? [text.slice(0, -1) + closers + comment] : [];
  const closed = open.length === 0 ? [] : [...round, text + closers + comment];
  if (extra === undefined) return closed;
  const opener = line.charAt(extra) === "]" ? "[" : "{";
  const without = line.slice(0, extra) + line.slice(extra + 1);
  const wanted = open.length === 1 ? line.slice(0, extra) + closers + line.slice(extra + 1) : without;
  return [wanted, without, line.replace(/^(\s*(?:- +)*[\w.]+:\s+)/, `$1${opener}`)];
}

interface Brackets {
  readonly open: readonly { readonly bracket: string; readonly at: number }[];
  /** The first that closes nothing. */
  readonly extra: number | undefined;
}

function brackets(line: string): Brackets {
  const open: { bracket: string; at: number }[] = [];
  let extra: number | undefined;
  for (const { index, 0: bracket } of bare(line).matchAll(/[[\]{}]/g)) {
    if (bracket === "[" || bracket === "{") open.push({ bracket, at: index });
    else if (CLOSERS[open.at(-1)?.bracket ?? ""] === bracket) open.pop();
    else extra ??= index;
  }
  return { open, extra };
}
