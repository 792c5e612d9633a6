import Type, { type Static, type TSchema } from "typebox";
import type { Objective } from "../../definition/plan.ts";
import { decodeFigure, type Encoded } from "../../results/journal/record.ts";
import type { Answer, Failure, RunReport } from "../protocol.ts";
import { BadMessage, checked, closed, count, parsed, runId } from "./checked.ts";
import type { Order } from "./order.ts";

const failureSchema = Type.Object(
  { status: Type.Enum(["failed", "timeout"]), text: Type.String(), error: Type.String() },
  closed,
);
const reportSchema = Type.Union([
  Type.Object({ status: Type.Enum(["ok", "diverged", "pruned"]), text: Type.String() }, closed),
  failureSchema,
]);
const returnSchema = Type.Object(
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
/** See encodeRun. */
const recordSchema = Type.Object(
  {
    epochs: count,
    figures: Type.Record(Type.String(), Type.Tuple([figure, figure, Type.Union([Type.Integer(), Type.Null()])])),
    target: Type.Optional(count),
    error: Type.Optional(Type.String()),
    hidden: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]))),
    timing: Type.Tuple([Type.Number(), count, Type.Union([Type.String(), Type.Number()])]),
    lines: Type.String(),
  } satisfies Record<keyof Encoded, TSchema>,
  closed,
);

/** What a worker hands back. Figures stand in the records, too, where no number is lost. */
export function encodeReturn(answer: Exclude<Answer, { kind: "lost" }>, ids: readonly string[]): unknown {
  if (answer.kind !== "reports") return { ids, answer };
  const reports = answer.reports.map((report) =>
    "error" in report ? report : { status: report.status, text: report.text },
  );
  return { ids, answer: { ...answer, reports } };
}

export function decodeReturn(
  value: unknown,
  { columns, objective, ids }: Pick<Order, "columns" | "objective" | "ids">,
): Answer {
  const { answer, ids: of } = checked(returnSchema, "an answer", value);
  if (of.join() !== ids.join()) throw new BadMessage("an answer from the queue makes no sense: it is of other runs");
  const cells = 2 + columns.rates.length + columns.metrics.length;
  switch (answer.kind) {
    case "reports":
      if (answer.reports.length !== answer.places.length || answer.places.some((place) => place >= ids.length))
        throw new BadMessage("an answer from the queue makes no sense: it reports other runs");
      return { ...answer, reports: answer.reports.map((report) => readReport(report, cells, objective)) };
    case "dead":
      if (answer.place >= ids.length) throw new BadMessage("an answer from the queue blames no run");
      return { ...answer, failure: readReport(answer.failure, cells, objective) as Failure };
    case "given up":
      return answer;
  }
}

type Received = Static<typeof reportSchema>;

const rowsOf = new Map<number, RegExp>();

/** Rows of so many cells, which hold numbers or nothing. */
function rowsPattern(cells: number): RegExp {
  const pattern = rowsOf.get(cells) ?? new RegExp(`^(?:(?:[-+.0-9A-Za-z]*,){${cells - 1}}[-+.0-9A-Za-z]*\\n)*$`);
  rowsOf.set(cells, pattern);
  return pattern;
}

function readReport(report: Received, cells: number, { metric, at }: Objective): RunReport {
  const { text } = report;
  if (text.includes("\n")) throw new BadMessage("a record from the queue has more than a line");
  const { lines, figures } = checked(recordSchema, "a record", parsed("a record", text));
  if (!rowsPattern(cells).test(lines))
    throw new BadMessage(`a record from the queue has rows that are not ${cells} numbers`);
  if ("error" in report) return report;
  return { status: report.status, text, figure: decodeFigure(figures[metric]?.[at === "final" ? 0 : 1] ?? null) };
}
