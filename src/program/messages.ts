import { Fault } from "./fault.ts";

/** A line of a program to its sweep. See README.md. */
export type Message =
  | { readonly kind: "start"; readonly epoch: number; readonly adapter?: string }
  | {
      readonly kind: "epoch";
      readonly epoch: number;
      readonly metrics: MessageFigures;
      readonly steps: number | undefined;
      /** Whether the run has diverged; undefined where nobody says so. */
      readonly hasDiverged?: boolean;
    }
  | { readonly kind: "final"; readonly metrics: MessageFigures }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "modules"; readonly paths: readonly string[] }
  | { readonly kind: "error"; readonly text: string };

type MessageFigures = Readonly<Record<string, number>>;

/** More of a malformed line than this is not shown. */
const MOST_SHOWN = 120;

/** Reads a line behind the prefix. Throws Fault. */
export function readMessages(text: string): readonly Message[] {
  const value = parseLine(text);
  const malformed = (why: string) => new Fault(`malformed line: ${why}: ${shortened(text)}`);
  const messages: Message[] = [];
  if ("note" in value) messages.push({ kind: "note", text: String(value.note) });
  if ("modules" in value) {
    if (!Array.isArray(value.modules)) throw malformed("modules must be a list");
    messages.push({ kind: "modules", paths: value.modules.map(String) });
  }
  if ("error" in value) messages.push({ kind: "error", text: String(value.error) });
  if ("start" in value) {
    if (!isCount(value.start)) throw malformed("start must be a whole number");
    messages.push({ kind: "start", epoch: value.start });
  }
  if ("epoch" in value) {
    const { epoch, metrics, steps, diverged } = value;
    if (!isCount(epoch)) throw malformed("epoch must be a whole number");
    if (steps !== undefined && steps !== null && !isCount(steps)) throw malformed("steps must be a whole number");
    messages.push({
      kind: "epoch",
      epoch,
      metrics: figuresOf(metrics, malformed),
      steps: (steps as number | null) ?? undefined,
      ...(typeof diverged === "boolean" && { hasDiverged: diverged }),
    });
  }
  if ("final" in value) messages.push({ kind: "final", metrics: figuresOf(value.final, malformed) });
  if (messages.length === 0) throw malformed("it says nothing known");
  return messages;
}

/** Also takes NaN, Infinity and -Infinity, as Python's json writes them. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {}
  try {
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) =>
        found.startsWith('"') ? found : `"${found}"`,
      ),
    );
  } catch {
    throw new Fault(`malformed line: it is no JSON: ${shortened(text)}`);
  }
}

const NAMED: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** A number, or the name of one that is not finite; undefined for anything else. */
export function figureOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && Object.hasOwn(NAMED, value) ? NAMED[value] : undefined;
}

/** A line of JSON that is an object. Throws Fault. */
export function parseLine(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text);
  if (isRecord(value)) return value;
  throw new Fault(`malformed line: it must be one JSON object: ${shortened(text)}`);
}

function figuresOf(value: unknown, malformed: (why: string) => Fault): MessageFigures {
  if (!isRecord(value)) throw malformed("metrics must be an object");
  const figures = Object.entries(value).map(([name, figure]) => {
    const number = figureOf(figure);
    if (number === undefined) throw malformed(`${shortened(name)} must be a number`);
    return [name, number] as const;
  });
  return Object.fromEntries(figures);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const shortened = (text: string) => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
