import Type, { type Static, type TSchema } from "typebox";
import type { Objective } from "../contracts/plan.ts";
import type { ChunkResult, RunReport } from "../execution/protocol.ts";
import type { Encoded } from "../journal/record.ts";
import { fromFigure } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { BadMessage, checked, closed, count, parsed, runId } from "./checked.ts";
import type { ChunkMessage } from "./chunk-message.ts";
import { areRows } from "./rows.ts";

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
    error: Type.Optional(Type.String()),
    hidden: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]))),
    timing: Type.Tuple([Type.Number(), count, Type.Union([Type.String(), Type.Number()])]),
  } satisfies Record<Exclude<keyof Encoded, "lines">, TSchema>,
  closed,
);
type Before = Static<typeof recordSchema>;

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
  { columns, objective, ids }: Pick<ChunkMessage, "columns" | "objective" | "ids">,
): ChunkResult {
  const [first, ...lines] = linesIn(bytes);
  const { answer, ids: of } = checked(headSchema, "an answer", parsed("an answer", String(first)));
  if (of.join() !== ids.join()) throw new BadMessage("an answer from the queue makes no sense: it is of other runs");
  const expected = answer.kind === "reports" ? answer.reports.length : answer.kind === "dead" ? 1 : 0;
  if (lines.length !== expected)
    throw new BadMessage(`an answer from the queue makes no sense: ${lines.length} records of ${expected} runs`);
  const cells = 2 + columns.rates.length + columns.metrics.length;
  switch (answer.kind) {
    case "reports":
      if (expected !== answer.places.length || answer.places.some((place) => place >= ids.length))
        throw new BadMessage("an answer from the queue makes no sense: it reports other runs");
      return {
        ...answer,
        reports: answer.reports.map((report, i) => readReport(report, itemAt(lines, i), cells, objective)),
      };
    case "dead":
      if (answer.place >= ids.length) throw new BadMessage("an answer from the queue blames no run");
      readRecord(itemAt(lines, 0), cells);
      return { ...answer, failure: { ...answer.failure, text: String(lines[0]) } };
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

function readReport(
  report: Static<typeof reportSchema>,
  line: Buffer,
  cells: number,
  { metric, at }: Objective,
): RunReport {
  const { figures } = readRecord(line, cells);
  const text = String(line);
  if ("error" in report) return { ...report, text };
  return { ...report, text, figure: fromFigure(figures[metric]?.[at === "final" ? 0 : 1] ?? null) };
}

/** The key of a record's lines, which come last. */
const LINES = Buffer.from(',"lines":"');
const END = Buffer.from('"}');

/** Reads a record up to its lines. Checks that the lines are rows with a given number of cells. */
function readRecord(record: Buffer, cells: number): Before {
  const at = record.indexOf(LINES);
  const end = record.length - END.length;
  if (at < 0 || !record.subarray(end).equals(END)) throw new BadMessage("a record from the queue has no rows");
  const head = parsed("a record", `${record.toString("utf8", 0, at)}}`);
  if (!areRows(record, at + LINES.length, end, cells))
    throw new BadMessage(`a record from the queue has rows that are not ${cells} numbers`);
  return checked(recordSchema, "a record", head);
}
