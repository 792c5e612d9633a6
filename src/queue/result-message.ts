import Type, { type Static, type TSchema } from "typebox";
import type { ChunkOrder, ChunkResult, RunReport } from "../execution/protocol.ts";
import type { Objective } from "../experiment/plan.ts";
import { oneLine } from "../issues/printable.ts";
import type { Encoded } from "../journal/record.ts";
import { fromFigure } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ownValue } from "../numbers/own.ts";
import { BadMessage, closed, count, parsed, readerOf, runId } from "./checked.ts";
import { countRows } from "./rows.ts";

// A result is a line of JSON, followed by one line for the record of each run, in the form of the journal. Records are most
// of the data; this way they need no repacking and are only scanned once, as bytes.

const failureSchema = Type.Object({ status: Type.Enum(["failed", "timeout"]), error: Type.String() }, closed);
const reportSchema = Type.Union([
  Type.Object({ status: Type.Enum(["ok", "diverged", "pruned"]) }, closed),
  failureSchema,
]);
const headSchema = Type.Object(
  {
    ids: Type.Array(runId),
    answer: Type.Union([
      Type.Object(
        {
          kind: Type.Literal("reports"),
          reports: Type.Array(reportSchema),
          places: Type.Array(count, { uniqueItems: true }),
          seconds: Type.Number({ minimum: 0 }),
        },
        closed,
      ),
      Type.Object({ kind: Type.Literal("dead"), place: count, failure: failureSchema }, closed),
      Type.Object({ kind: Type.Literal("given up") }, closed),
    ]),
  },
  closed,
);

const figure = Type.Union([Type.Number(), Type.Null(), Type.Enum(["NaN", "Infinity", "-Infinity"])]);
/** A record without its lines (see encodeRun). */
const recordSchema = Type.Object(
  {
    epochs: count,
    figures: Type.Record(Type.String(), Type.Tuple([figure, figure, Type.Union([Type.Integer(), Type.Null()])])),
    target: Type.Optional(count),
    tests: Type.Optional(Type.Record(Type.String(), Type.Array(figure))),
    error: Type.Optional(Type.String()),
    hidden: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]))),
    devices: Type.Optional(Type.Integer({ minimum: 1 })),
    timing: Type.Tuple([Type.Number({ minimum: 0 }), count, Type.Union([Type.String(), Type.Number()])]),
  } satisfies Record<Exclude<keyof Encoded, "lines">, TSchema>,
  closed,
);
const readHead = readerOf("an answer", headSchema);
const readBefore = readerOf("a record", recordSchema);

/** The result of a chunk. Figures are in the records, which keep every number exactly. */
export function encodeResult(answer: Exclude<ChunkResult, { kind: "lost" }>, ids: readonly string[]): string {
  const linesOf = (head: unknown, records: readonly RunReport[]) =>
    [JSON.stringify({ ids, answer: head }), ...records.map(({ text }) => text)].join("\n");
  switch (answer.kind) {
    case "reports":
      return linesOf({ ...answer, reports: answer.reports.map(outcomeOf) }, answer.reports);
    case "dead":
      return linesOf({ ...answer, failure: outcomeOf(answer.failure) }, [answer.failure]);
    case "given up":
      return linesOf(answer, []);
  }
}

const outcomeOf = (report: RunReport) =>
  "error" in report ? { status: report.status, error: report.error } : { status: report.status };

/** Throws BadMessage. */
export function decodeResult(
  bytes: Buffer,
  { columns, objective, ids }: Pick<ChunkOrder, "columns" | "objective" | "ids">,
  mostEpochs: (place: number) => number = () => Number.POSITIVE_INFINITY,
): ChunkResult {
  const [first, ...lines] = linesIn(bytes);
  const { answer, ids: of } = readHead(parsed("an answer", String(first)));
  if (of.join() !== ids.join()) throw new BadMessage("an answer from the queue makes no sense: it is of other runs");
  const expected = answer.kind === "reports" ? answer.reports.length : answer.kind === "dead" ? 1 : 0;
  if (lines.length !== expected)
    throw new BadMessage(`an answer from the queue makes no sense: ${lines.length} records of ${expected} runs`);
  switch (answer.kind) {
    case "reports":
      if (expected !== answer.places.length || answer.places.some((place) => place >= ids.length))
        throw new BadMessage("an answer from the queue makes no sense: it reports other runs");
      return {
        ...answer,
        reports: answer.reports.map((report, i) =>
          readReport(report, itemAt(lines, i), columns, objective, mostEpochs(itemAt(answer.places, i))),
        ),
      };
    case "dead":
      if (answer.place >= ids.length) throw new BadMessage("an answer from the queue blames no run");
      return {
        ...answer,
        failure: {
          ...answer.failure,
          error: told(answer.failure.error),
          text: readRecord(itemAt(lines, 0), columns, mostEpochs(answer.place)).text,
        },
      };
    case "given up":
      return answer;
  }
}

const LF = 10;

function linesIn(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const to = bytes.indexOf(LF, from);
    const end = to < 0 ? bytes.length : to;
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return lines;
}

/** Characters of an error that are kept: it reaches the terminal and runs.csv. */
const LONGEST_ERROR = 1000;

/** What a worker says, as a text on one line. */
const told = (text: string) => oneLine(text).slice(0, LONGEST_ERROR);

function readReport(
  report: Static<typeof reportSchema>,
  line: Buffer,
  columns: ChunkOrder["columns"],
  { metric, at }: Objective,
  mostEpochs: number,
): RunReport {
  const { head, text } = readRecord(line, columns, mostEpochs);
  if ("error" in report) return { ...report, error: told(report.error), text };
  return { ...report, text, figure: fromFigure(ownValue(head.figures, metric)?.[at === "final" ? 0 : 1] ?? null) };
}

/** The key of a record's lines, which come last. */
const LINES = Buffer.from(',"lines":"');
const END = Buffer.from('"}');

/** Reads a record up to its lines, and checks that the lines are its rows. */
function readRecord(record: Buffer, { rates, metrics }: ChunkOrder["columns"], mostEpochs: number) {
  const at = record.indexOf(LINES);
  const end = record.length - END.length;
  if (at < 0 || !record.subarray(end).equals(END)) throw new BadMessage("a record from the queue has no rows");
  const before = parsed("a record", `${record.toString("utf8", 0, at)}}`);
  const cells = 2 + rates.length + metrics.length;
  const rows = countRows(record, at + LINES.length, end, cells);
  if (rows < 0) throw new BadMessage(`a record from the queue has rows that are not ${cells} numbers, counted from 1`);
  const head = readBefore(before);
  if (rows !== head.epochs || rows > mostEpochs)
    throw new BadMessage(`a record from the queue has ${rows} rows of ${head.epochs} epochs`);
  for (const [metric, [, , epoch]] of Object.entries(head.figures))
    if (!metrics.includes(metric) || (epoch !== null && (epoch < 1 || epoch > rows)))
      throw new BadMessage("a record from the queue has figures that no run has");
  if ((head.target ?? 0) > rows) throw new BadMessage("a record from the queue reached its target after its end");
  return { head, text: recordText(record, head, at) };
}

/** The record as it came, with its texts on one line each. */
function recordText(record: Buffer, head: Static<typeof recordSchema>, at: number): string {
  const [seconds, steps, worker] = head.timing;
  const own = typeof worker === "string" ? told(worker) : worker;
  const error = head.error === undefined ? undefined : told(head.error);
  if (own === worker && error === head.error) return String(record);
  const clean = { ...head, ...(error !== undefined && { error }), timing: [seconds, steps, own] };
  return `${JSON.stringify(clean).slice(0, -1)}${record.toString("utf8", at)}`;
}
