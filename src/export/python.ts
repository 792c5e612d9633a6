import {
  Entries,
  Float,
  type Keywords,
  Later,
  Python,
  type TorchArgument,
  type TorchCall,
} from "../contracts/torch.ts";

/** As PEP 8 allows, and lrsweep's own files have it. */
const WIDTH = 120;
const INDENT = "    ";

/** Parameters whose lists Python programmers write as tuples. */
const TUPLES = new Set(
  "betas dilation eps etas kernel_size key normalized_shape ns_coefficients output_size padding step_sizes stride".split(
    " ",
  ),
);

/** Text that is laid out: a word, or what stands in brackets, on a line of its own each where the whole is too long. */
type BracketedText =
  | string
  | { readonly open: string; readonly items: readonly BracketedText[]; readonly close: string };

/**
 * A call as one writes it, broken into lines where it is too long.
 * @param before what stands before it on its first line: "optimizer = "
 */
export function writeCall(call: TorchCall, before = ""): string {
  return `${before}${laidOut(layoutOf(call), "", before.length)}`;
}

/** A call on one line. */
export function oneLine(call: TorchCall): string {
  return flat(layoutOf(call));
}

function layoutOf({ callee, positional, keywords }: TorchCall): BracketedText {
  const given = positional.map((argument) => argumentLayout(argument));
  const named = Object.entries(keywords).map(([name, argument]) =>
    prefixed(`${name}=`, argumentLayout(argument, TUPLES.has(name))),
  );
  return { open: `${callee}(`, items: [...given, ...named], close: ")" };
}

function argumentLayout(argument: TorchArgument, isTuple = false): BracketedText {
  if (argument instanceof Python) return argument.text;
  if (argument instanceof Float) return float(argument.value);
  if (argument instanceof Later) return prefixed("lambda: ", layoutOf(argument.call));
  if (argument instanceof Entries) return dictLayout(argument.entries);
  if (isList(argument)) return listLayout(argument, isTuple);
  if (typeof argument === "object" && argument !== null) return layoutOf(argument as TorchCall);
  return literal(argument);
}

const isList = (argument: TorchArgument): argument is readonly TorchArgument[] => Array.isArray(argument);

/** A list; a tuple where parts differ in kind, as a name and a call do, or where one is asked for. */
function listLayout(items: readonly TorchArgument[], isTuple: boolean): BracketedText {
  const isMixed = items.some((item) => item instanceof Later) && items.some((item) => typeof item === "string");
  const laid = items.map((item) => argumentLayout(item));
  if (!isTuple && !isMixed) return { open: "[", items: laid, close: "]" };
  return { open: "(", items: laid, close: laid.length === 1 ? ",)" : ")" };
}

function dictLayout(entries: Keywords): BracketedText {
  const items = Object.entries(entries).map(([key, value]) =>
    prefixed(`${literal(key)}: `, argumentLayout(value, TUPLES.has(key))),
  );
  return { open: "{", items, close: "}" };
}

function prefixed(text: string, layout: BracketedText): BracketedText {
  return typeof layout === "string" ? text + layout : { ...layout, open: text + layout.open };
}

/** A value of JSON in Python. */
export function literal(value: null | boolean | number | string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return number(value);
  return JSON.stringify(value);
}

/** As Python's repr, but for whole numbers that are too long. */
function float(value: number): string {
  return Number.isSafeInteger(value) ? `${value}.0` : literal(value);
}

function number(value: number): string {
  if (!Number.isFinite(value)) return `float("${value}")`;
  // Python's whole numbers know no bounds, and PyTorch's do.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

function flat(layout: BracketedText): string {
  return typeof layout === "string" ? layout : `${layout.open}${layout.items.map(flat).join(", ")}${layout.close}`;
}

/** @param used columns that are taken on the first line */
function laidOut(layout: BracketedText, indent: string, used: number): string {
  const short = flat(layout);
  if (typeof layout === "string" || layout.items.length === 0 || used + short.length <= WIDTH) return short;
  const inner = indent + INDENT;
  const { open, items, close } = layout;
  const lines = items.every((item) => typeof item === "string")
    ? filled(items as readonly string[], WIDTH - inner.length)
    : items.map((item) => `${laidOut(item, inner, inner.length + 1)},`);
  return `${open}\n${lines.map((line) => inner + line).join("\n")}\n${indent}${close.replace(",", "")}`;
}

/** Short items side by side; one that is named has its own line. */
function filled(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const isNamed = /^\w+=/.test(item);
    if (last !== undefined && !isNamed && last.length + item.length + 2 <= width)
      lines[lines.length - 1] = `${last} ${item},`;
    else lines.push(`${item},`);
  }
  return lines;
}
