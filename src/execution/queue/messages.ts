import { Ajv } from "ajv";
import Type, { type Static, type TSchema } from "typebox";
import type { PhaseConfig, RunConfig, Training } from "../../definition/config.ts";
import { OWN_KEYWORDS, trainingSchema } from "../../definition/experiment.ts";
import type { Objective } from "../../definition/plan.ts";
import { decodeFigure, type Encoded } from "../../results/journal/record.ts";
import type { Answer, Failure, RunOrder, RunReport, Work } from "../protocol.ts";

// All that travels through Redis. Whoever writes there has the password, but nothing is taken for granted: no message is
// believed before it was held against its schema, and none names a file or a module to be opened.

const closed = { additionalProperties: false } as const;
const digest = Type.String({ pattern: "^[0-9a-f]{64}$" });
const runId = Type.String({ pattern: "^r[0-9a-f]{16}$" });
const count = Type.Integer({ minimum: 0 });

const releaseSchema = Type.Object({ version: Type.String(), build: digest }, closed);
/** Of lrsweep. The build is a digest of its sources: equal ones give equal figures. */
export type Release = Static<typeof releaseSchema>;

const fileSchema = Type.Object({ path: Type.String({ minLength: 1 }), digest, bytes: count }, closed);
/** A file of a sweep: its path as in the experiment, which only names it, and its content. */
export type SentFile = Static<typeof fileSchema>;

const announcementSchema = Type.Object(
  {
    name: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }),
    release: releaseSchema,
    files: Type.Array(fileSchema),
  },
  closed,
);
export type Announcement = Static<typeof announcementSchema>;

const partSchema = Type.Object({ type: Type.String({ minLength: 1 }) });
const phaseSchema = Type.Object(
  {
    scheduler: partSchema,
    interval: Type.Enum(["epoch", "step"]),
    frequency: Type.Integer({ minimum: 1 }),
    steps: count,
  } satisfies Record<keyof PhaseConfig, TSchema>,
  closed,
);
const configSchema = Type.Object(
  {
    data: partSchema,
    model: Type.Array(partSchema, { minItems: 1 }),
    loss: partSchema,
    metrics: Type.Array(partSchema),
    optimizer: Type.Array(partSchema, { minItems: 1 }),
    scheduler: Type.Array(phaseSchema),
    // Work that is spread over machines is of the engine that gives the same bits on all of them.
    training: Type.Object(
      { ...trainingSchema.properties, engine: Type.Literal("wasm") } satisfies Record<keyof Training, TSchema>,
      closed,
    ),
  } satisfies Record<keyof RunConfig, TSchema>,
  closed,
);
const objectiveSchema = Type.Object(
  {
    metric: Type.String(),
    mode: Type.Enum(["min", "max"]),
    at: Type.Enum(["final", "best"]),
    target: Type.Optional(Type.Number()),
  } satisfies Record<keyof Objective, TSchema>,
  closed,
);
const orderSchema = Type.Object(
  {
    columns: Type.Object({ rates: Type.Array(Type.String()), metrics: Type.Array(Type.String()) }, closed),
    objective: objectiveSchema,
    timeout: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    ids: Type.Array(runId),
    runs: Type.Array(
      Type.Object({ config: configSchema, seed: count } satisfies Record<keyof RunOrder, TSchema>, closed),
    ),
    // Files go with the announcement, and a queue knows runs only whole.
  } satisfies Record<Exclude<keyof Work, "files" | "until"> | "ids", TSchema>,
  closed,
);
/** A chunk on its way to a worker. */
export type Order = Omit<Work, "files"> & { readonly ids: readonly string[] };

const failureSchema = Type.Object(
  { status: Type.Enum(["failed", "timeout"]), text: Type.String(), error: Type.String() },
  closed,
);
const reportSchema = Type.Union([
  Type.Object({ status: Type.Enum(["ok", "diverged"]), text: Type.String() }, closed),
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

/** A message from Redis that is not what it should be. */
export class BadMessage extends Error {}

let ajv: Ajv | undefined;
const compiled = new Map<TSchema, ReturnType<Ajv["compile"]>>();

function checked<S extends TSchema>(schema: S, what: string, value: unknown): Static<S> {
  ajv ??= new Ajv({ strict: true, strictTuples: false, allowUnionTypes: true, keywords: [...OWN_KEYWORDS] });
  const isValid = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, isValid);
  if (isValid(value)) return value as Static<S>;
  throw new BadMessage(`${what} from the queue makes no sense: ${ajv.errorsText(isValid.errors)}`);
}

function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadMessage(`${what} from the queue is no JSON`);
  }
}

export const encodeAnnouncement = (announcement: Announcement) => JSON.stringify(announcement);

/** Throws BadMessage, as all that read messages do. */
export function decodeAnnouncement(text: string): Announcement {
  return checked(announcementSchema, "a sweep", parsed("a sweep", text));
}

export function encodeOrder({ columns, objective, timeout, runs }: Work, ids: readonly string[]): Order {
  return { columns, objective, timeout, ids, runs };
}

export function decodeOrder(data: unknown): Order {
  const { timeout, ...order } = checked(orderSchema, "work", data);
  if (order.ids.length !== order.runs.length) throw new BadMessage("work from the queue makes no sense: ids and runs");
  return { ...order, timeout } as unknown as Order;
}

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
