import fc from "fast-check";
import type { Json, PartConfig, PhaseConfig } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import type { Rates, SchedulerPart } from "../../src/contracts/scheduler.ts";
import { builderOf } from "../../src/schedule/in-turn.ts";
import { type PhaseSpan, ticksIn } from "../../src/schedule/run-schedule.ts";
import { registered, resolve } from "./trace.ts";

/** The optimizer's rates under any of these schedules: two param groups, with a momentum to cycle. */
export const BASE: Rates = { lr: [0.3, 2], momentum: [0.9, 0] };

interface ParameterSchema {
  readonly type?: string;
  readonly anyOf?: readonly [ParameterSchema, ParameterSchema];
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: ParameterSchema;
  readonly default?: Json;
}

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const few = (least = 0) => fc.integer({ min: least, max: least + 12 });

/** Values that fit the schema; one for all or one for each param group. A list has a value for each tick. */
function valuesOf(schema: ParameterSchema, ticks: number): fc.Arbitrary<Json> {
  if (schema.anyOf !== undefined) {
    const one = valuesOf(schema.anyOf[0], ticks);
    // A table or a formula, of which tables are drawn.
    if (schema.anyOf[1].type === "string") return one;
    return fc.oneof(one, fc.tuple(...BASE.lr.map(() => one)));
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer") return few(schema.minimum);
  if (schema.type === "array" && schema.items)
    return fc.array(valuesOf(schema.items, ticks), { minLength: ticks, maxLength: ticks });
  return (schema.maximum ?? schema.exclusiveMaximum) === undefined ? fc.oneof(share, few(1)) : share;
}

/** Those of one scheduler, as its definition has them. Text (a metric, a file) is not drawn. */
function parametersOf({ params, totals }: SchedulerPart, ticks: number): fc.Arbitrary<Record<string, Json>> {
  const drawn = Object.entries(params.properties as Readonly<Record<string, ParameterSchema>>).filter(
    ([, { type }]) => type !== "string",
  );
  const values = drawn.map(([name, schema]) => {
    const value = totals.includes(name) ? few(ticks) : valuesOf(schema, ticks);
    return [name, value] as const;
  });
  const required = (params as { required?: readonly string[] }).required ?? [];
  const requiredKeys = drawn
    .filter(([name, schema]) => required.includes(name) && !("default" in schema) && !totals.includes(name))
    .map(([name]) => name);
  return fc.record(Object.fromEntries(values), { requiredKeys });
}

/** Whether a scheduler has nothing against its window. */
function fits(config: PartConfig, ticks: number): boolean {
  try {
    builderOf(registered)(resolve(config, ticks), ticks).start({ base: BASE, last: BASE, due: BASE });
    return true;
  } catch (error) {
    if (error instanceof Misfit) return false;
    throw error;
  }
}

/** Where a scheduler is to stand. */
interface Place {
  readonly ticks: number;
  /** How many compositions may be one inside the other, plus one. */
  readonly depth: number;
  /** Whether ticks carry metrics. */
  readonly isMeasured: boolean;
}

function anyLeaf({ ticks, isMeasured }: Place): fc.Arbitrary<PartConfig> {
  const types = Object.entries(registered).filter(([, part]) => !part.children && (isMeasured || !part.monitors));
  return fc
    .constantFrom(...types)
    .chain(([type, part]) => parametersOf(part, ticks).map((parameters): PartConfig => ({ type, ...parameters })))
    .filter((config) => fits(config, ticks));
}

const torch_compatible = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));

function anyChain(place: Place): fc.Arbitrary<PartConfig> {
  const schedulers = fc.array(anyScheduler({ ...place, depth: place.depth - 1 }), { minLength: 1, maxLength: 3 });
  return fc.record({ type: fc.constant("ChainedScheduler"), schedulers, torch_compatible });
}

function anySequence(place: Place): fc.Arbitrary<PartConfig> {
  return fc.array(fc.nat(place.ticks), { maxLength: 2 }).chain((drawn) => {
    const milestones = drawn.toSorted((a, b) => a - b);
    const children = [...milestones, place.ticks].map((end, i) => {
      const ticks = Math.max(1, end - (milestones[i - 1] ?? 0));
      return anyScheduler({ ...place, ticks, depth: place.depth - 1 });
    });
    return fc.record({
      type: fc.constant("SequentialLR"),
      milestones: fc.constant(milestones),
      schedulers: fc.tuple(...children),
      torch_compatible,
    });
  });
}

/** How to draw each composition. */
export const COMPOSITIONS: Readonly<Record<string, (place: Place) => fc.Arbitrary<PartConfig>>> = {
  ChainedScheduler: anyChain,
  SequentialLR: anySequence,
};

/** Any scheduler, alone or composed. */
export function anyScheduler(place: Place): fc.Arbitrary<PartConfig> {
  if (place.depth <= 1) return anyLeaf(place);
  return fc
    .constantFrom(anyLeaf, ...Object.values(COMPOSITIONS))
    .chain((draw) => draw(place))
    .filter((config) => fits(config, place.ticks));
}

export interface AnyRun {
  readonly phases: readonly PhaseConfig[];
  /** Optimizer steps of an epoch. */
  readonly perEpoch: number;
}

/** One to three phases in epochs or steps, each of any scheduler, three deep at most. */
export const anyRun: fc.Arbitrary<AnyRun> = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(
      fc.record({
        steps: few(1),
        interval: fc.constantFrom("epoch" as const, "step" as const),
        frequency: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .chain(([perEpoch, drawn]) => {
    let from = 0;
    const stretches = drawn.map(({ steps, interval, frequency }): PhaseSpan => {
      const stretch = { from, to: from + steps, interval, frequency };
      from = stretch.to;
      return ticksIn(stretch, perEpoch) > 0 ? stretch : { ...stretch, interval: "step", frequency: 1 };
    });
    const phases = stretches.map(({ from, to, interval, frequency }) => {
      const ticks = ticksIn({ from, to, interval, frequency }, perEpoch);
      return anyScheduler({ ticks, depth: 3, isMeasured: interval === "epoch" }).map(
        (config): PhaseConfig => ({ scheduler: resolve(config, ticks), interval, frequency, steps: to - from }),
      );
    });
    return fc.tuple(...phases).map((phases): AnyRun => ({ phases, perEpoch }));
  });
