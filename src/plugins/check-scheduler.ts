import type { Json, PartConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { Memory, Rates, Schedule, SchedulerPart } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";
import { builderOf } from "../schedule/in-turn.ts";
import { partValidator } from "../schema/validators.ts";
import { exampleOf } from "./example-of.ts";

/** Ticks that a check lasts. */
const TICKS = 24;
const BASE: Rates = { lr: [0.1, 0.01], momentum: [0.9, 0.8] };
/** Names that mean something else wherever a scheduler stands. */
const TAKEN = ["type", "interval", "frequency"];

interface SchedulerCheck {
  /** Parameters to try, without `type`. Default: one set that the schema allows. */
  readonly examples?: readonly Readonly<Record<string, Json>>[];
  /** What its children may be, for a composition. Default: none. */
  readonly schedulers?: PartsOf<SchedulerPart>;
}

/**
 * What a scheduler must hold to, for the tests of those who write one: it is documented, its schema is valid, its rates
 * are finite and the same each time, and its memory survives structuredClone, so that a run can go on from any tick.
 * @returns what is wrong, a sentence each; nothing where all is well
 */
export function checkScheduler(
  part: SchedulerPart,
  { examples, schedulers = {} }: SchedulerCheck = {},
): readonly string[] {
  const malformed = checkShape(part);
  if (malformed.length > 0) return malformed;
  const texts = checkTexts(part);
  if (texts.length > 0) return texts;
  const all = { ...schedulers, checked: part };
  return (examples ?? [exampleOf(part.params)]).flatMap((example) => checkExample(part, example, all));
}

function checkShape(part: SchedulerPart): readonly string[] {
  const missing = (["create", "cycles"] as const).filter((name) => typeof part[name] !== "function");
  if (missing.length > 0)
    return [`it has no ${missing.join(" and no ")}: make it with defineScheduler or defineClosedForm`];
  if (part.params?.type !== "object" || typeof part.params.properties !== "object")
    return ["its params are no object schema: Type.Object({ … })"];
  return TAKEN.filter((name) => name in part.params.properties).map((name) => `no parameter can be called '${name}'`);
}

function checkTexts({ description, source, params }: SchedulerPart): readonly string[] {
  const faults: string[] = [];
  if (!isSentence(description)) faults.push("its description must be a sentence that ends in a full stop");
  if (typeof source !== "string" || source === "") faults.push("its source must say where the formula comes from");
  for (const [name, schema] of Object.entries(params.properties))
    if (!isSentence((schema as { description?: unknown }).description))
      faults.push(`parameter '${name}' needs a description: a sentence that ends in a full stop`);
  return faults;
}

const isSentence = (text: unknown) => typeof text === "string" && /^\S.*\.$/s.test(text.trim());

function checkExample(
  part: SchedulerPart,
  example: Readonly<Record<string, Json>>,
  schedulers: PartsOf<SchedulerPart>,
) {
  const shown = JSON.stringify(example);
  try {
    const params = structuredClone(example) as Record<string, Json>;
    const [error] = partValidator(part)(params);
    if (error !== undefined)
      return [`its params refuse ${shown}: ${error.instancePath.slice(1)} ${error.message ?? ""}; give other examples`];
    const totals = Object.fromEntries(part.totals.map((name) => [name, params[name] ?? TICKS]));
    const monitor = part.monitors ? { monitor: params.monitor ?? "val_loss" } : {};
    const config: PartConfig = { ...params, ...totals, ...monitor, type: "checked" };
    return checkCourse(() => builderOf(schedulers)(config, TICKS)).map((fault) => `with ${shown}: ${fault}`);
  } catch (error) {
    return [`with ${shown}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

type State = readonly [Rates, Memory];

const tickOf = (t: number) => ({ t, metrics: { train_loss: 1 / t, val_loss: 2 / t } });

function checkCourse(make: () => Schedule): readonly string[] {
  const schedule = make();
  const states: State[] = [schedule.start({ base: BASE, last: BASE, due: BASE })];
  for (let t = 1; t <= TICKS; t++) states.push(schedule.next(...frozen(itemAt(states, t - 1)), tickOf(t)));
  for (const [t, [{ lr }]] of states.entries())
    if (lr.length !== BASE.lr.length || !lr.every(Number.isFinite))
      return [`the rates at tick ${t} must be ${BASE.lr.length} finite numbers, found ${JSON.stringify(lr)}`];
  const courseOf = (from: number) => {
    const fresh = make();
    let state = cloned(itemAt(states, from), from);
    const rates: (readonly number[])[] = [];
    for (let t = from + 1; t <= TICKS; t++) {
      state = fresh.next(...state, tickOf(t));
      rates.push(state[0].lr);
    }
    return rates;
  };
  for (let from = 0; from < TICKS; from++) {
    const expected = states.slice(from + 1).map(([{ lr }]) => lr);
    if (JSON.stringify(courseOf(from)) !== JSON.stringify(expected))
      return [
        `a run that goes on from tick ${from} has other rates: all that a schedule remembers must be in its memory`,
      ];
  }
  return [];
}

/** Throws a TypeError where a schedule changes what it is given. */
function frozen([rates, memory]: State): State {
  Object.freeze(rates.lr);
  return [Object.freeze(rates), typeof memory === "object" ? Object.freeze(memory) : memory];
}

function cloned(state: State, t: number): State {
  try {
    return structuredClone(state);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`its memory at tick ${t} does not survive structuredClone, and a run could not go on: ${reason}`);
  }
}
