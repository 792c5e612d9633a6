import Type, { type TSchema } from "typebox";
import { ownRun, type PhaseConfig, type RunConfig, type Training } from "../contracts/config.ts";
import type { ChunkOrder } from "../execution/protocol.ts";
import type { Objective } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { trainingSchema } from "../schema/experiment.ts";
import { BadMessage, closed, count, readerOf, runId } from "./checked.ts";

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
/** The pieces of a chunk's configurations, each once, because the runs of a grid have most of them in common. */
const piecesSchema = Type.Object(
  {
    data: Type.Array(partSchema),
    model: Type.Array(Type.Array(partSchema, { minItems: 1 })),
    loss: Type.Array(partSchema),
    metrics: Type.Array(Type.Array(partSchema)),
    optimizer: Type.Array(Type.Array(partSchema, { minItems: 1 })),
    scheduler: Type.Array(Type.Array(phaseSchema)),
    training: Type.Array(
      Type.Object({ ...trainingSchema.properties } satisfies Record<keyof Training, TSchema>, closed),
    ),
  } satisfies Record<keyof RunConfig, TSchema>,
  closed,
);
const KEYS = Object.keys(piecesSchema.properties) as (keyof RunConfig)[];
const objectiveSchema = Type.Object(
  {
    metric: Type.String(),
    mode: Type.Enum(["min", "max"]),
    at: Type.Enum(["final", "best"]),
    target: Type.Optional(Type.Number()),
    directions: Type.Optional(Type.Record(Type.String(), Type.Enum(["min", "max"]))),
  } satisfies Record<keyof Objective, TSchema>,
  closed,
);
const orderSchema = Type.Object(
  {
    columns: Type.Object({ rates: Type.Array(Type.String()), metrics: Type.Array(Type.String()) }, closed),
    objective: objectiveSchema,
    timeout: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    until: Type.Optional(Type.Integer({ minimum: 1 })),
    ids: Type.Array(runId),
    pieces: piecesSchema,
    /** The seed of each run, and the indices of its pieces. */
    runs: Type.Array(Type.Array(count, { minItems: 1 + KEYS.length, maxItems: 1 + KEYS.length })),
  } satisfies Record<keyof ChunkOrder | "pieces", TSchema>,
  closed,
);

const readOrder = readerOf("work", orderSchema);

/** An order, as it is sent to a worker. */
export function encodeOrder({ ids, columns, objective, timeout, until, runs }: ChunkOrder): unknown {
  const pieces = KEYS.map(() => new Distinct());
  const places = runs.map(({ config, seed }) => {
    const own = ownRun(config);
    return [seed, ...KEYS.map((key, i) => itemAt(pieces, i).placeOf(own[key]))];
  });
  const values = Object.fromEntries(KEYS.map((key, i) => [key, itemAt(pieces, i).values]));
  return { columns, objective, timeout, until, ids, pieces: values, runs: places };
}

/** A list of distinct values. Equal values are stored once. */
class Distinct {
  readonly values: unknown[] = [];
  /** Indices by the JSON text and, for speed, by object. */
  readonly #places = new Map<unknown, number>();

  placeOf(value: unknown): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    const place = this.#places.get(text) ?? this.values.push(value) - 1;
    this.#places.set(text, place).set(value, place);
    return place;
  }
}

/** Throws BadMessage. Runs share equal pieces as one object, so that each is sent to a thread once. */
export function decodeOrder(data: unknown): ChunkOrder {
  const { timeout, until, pieces, runs, ...order } = readOrder(data);
  if (order.ids.length !== runs.length) throw new BadMessage("work from the queue makes no sense: ids and runs");
  const configOf = (places: readonly number[]) =>
    Object.fromEntries(
      KEYS.map((key, i) => {
        const piece = pieces[key][itemAt(places, i)];
        if (piece === undefined) throw new BadMessage(`work from the queue makes no sense: a run without its ${key}`);
        return [key, piece];
      }),
    ) as unknown as RunConfig;
  const whole = runs.map(([seed, ...places]) => ({ config: configOf(places), seed: seed as number }));
  return { ...order, timeout, until, runs: whole } as ChunkOrder;
}

/** All that a worker is told of runs that programs train: it has its own copy of the rest. */
const namesSchema = Type.Object({ ids: Type.Array(runId), until: Type.Optional(Type.Integer({ minimum: 1 })) }, closed);
const readNames = readerOf("work", namesSchema);

export type RunNames = Pick<ChunkOrder, "ids" | "until">;

export const encodeNames = ({ ids, until }: RunNames): unknown => ({ ids, until });

/** Throws BadMessage. */
export function decodeNames(data: unknown): RunNames {
  const { ids, until } = readNames(data);
  return { ids, until };
}
