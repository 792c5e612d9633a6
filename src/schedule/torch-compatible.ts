import { Misfit, within } from "../contracts/part.ts";
import type {
  GroupValues,
  Memory,
  Rates,
  Schedule,
  Tick,
  TorchComposition,
  TorchLeaf,
} from "../contracts/scheduler.ts";
import { withLr } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";

// PyTorch 2.13's schedulers of one optimizer, call by call: what their constructors do to the param groups and to each
// other, and what step(), _initial_step() and _update_lr(0) do then (pytorch#196243). The names are PyTorch's.

/** The param groups. */
interface TorchGroups {
  readonly rates: Rates;
  /** Undefined until the first scheduler is constructed. */
  readonly initial: readonly number[] | undefined;
  readonly kept: GroupValues;
}

interface LeafState {
  readonly last_epoch: number;
  readonly step_count: number;
  readonly base: readonly number[];
  readonly own: Memory;
}

interface CompositionState {
  /** Of a sequence. */
  readonly last_epoch: number;
  readonly children: readonly TorchState[];
}

type TorchState = LeafState | CompositionState;
type Stepped = readonly [TorchGroups, TorchState];

const PLAIN = { keeps: [], kept: () => ({}), countsSteps: false, beginsAtInitial: false } as const;

/** What is not PyTorch's behaves like its plain ones. */
function leafOf(schedule: Schedule): TorchLeaf {
  const { torch } = schedule;
  return torch?.kind === "leaf" ? torch : { kind: "leaf", ...PLAIN, as: () => schedule };
}

function compositionOf({ torch }: Schedule): TorchComposition | undefined {
  return torch?.kind === "sequence" || torch?.kind === "chain" ? torch : undefined;
}

const initialOf = ({ initial, rates }: TorchGroups): readonly number[] => initial ?? rates.lr;

/** The schedule of a leaf with what the param groups hold at this moment. */
const asNow = (leaf: TorchLeaf, groups: TorchGroups): Schedule =>
  leaf.as({ ...groups.kept, initial_lr: initialOf(groups) });

function construct(schedule: Schedule, groups: TorchGroups): Stepped {
  const composition = compositionOf(schedule);
  if (composition) return constructAll(composition, groups);
  const leaf = leafOf(schedule);
  const { lr, initial_lr, ...kept } = leaf.kept(groups.rates.lr.length);
  const rates = lr ? withLr(groups.rates, lr) : groups.rates;
  const initial = initial_lr ?? groups.initial ?? rates.lr;
  const written = { rates, initial, kept: { ...groups.kept, ...kept } };
  const fresh: LeafState = { last_epoch: -1, step_count: 0, base: initial, own: undefined };
  const [found, state] = initialStep(schedule, written, fresh);
  return [leaf.beginsAtInitial ? { ...found, rates: withLr(found.rates, initial) } : found, state];
}

function constructAll(composition: TorchComposition, groups: TorchGroups): Stepped {
  const { schedules, milestones, kind } = composition;
  let [found, children] = through(schedules, groups, construct);
  if (kind === "chain") return [found, { last_epoch: 0, children }];
  // The rates go back to their initial ones, and every leaf's counter by one, but no composition's.
  found = { ...found, rates: withLr(found.rates, initialOf(found)) };
  children = children.map((child, i) => undone(itemAt(schedules, i), child));
  const first = dueAt(milestones, 0);
  const [rest, state] = initialStep(itemAt(schedules, first), found, itemAt(children, first));
  return [rest, { last_epoch: 0, children: children.with(first, state) }];
}

function through(
  schedules: readonly Schedule[],
  groups: TorchGroups,
  call: (schedule: Schedule, groups: TorchGroups, index: number) => Stepped,
): readonly [TorchGroups, readonly TorchState[]] {
  let found = groups;
  const states = schedules.map((schedule, index) => {
    const [next, state] = call(schedule, found, index);
    found = next;
    return state;
  });
  return [found, states];
}

function undone(schedule: Schedule, state: TorchState): TorchState {
  const composition = compositionOf(schedule);
  if (!composition) return { ...(state as LeafState), last_epoch: (state as LeafState).last_epoch - 1 };
  const { children, last_epoch } = state as CompositionState;
  return { last_epoch, children: children.map((child, i) => undone(itemAt(composition.schedules, i), child)) };
}

/** bisect_right: the place of the scheduler that a tick belongs to. */
const dueAt = (milestones: readonly number[], t: number) => milestones.filter((milestone) => milestone <= t).length;

function initialStep(schedule: Schedule, groups: TorchGroups, state: TorchState): Stepped {
  if (compositionOf(schedule)) return step(schedule, groups, state, undefined);
  const { base, last_epoch } = state as LeafState;
  const { rates } = groups;
  const entry = { base: withLr(rates, base), last: rates, due: rates, from: rates };
  const [set, own] = asNow(leafOf(schedule), groups).start(entry);
  return [
    { ...groups, rates: set },
    { last_epoch: last_epoch + 1, step_count: 1, base, own },
  ];
}

/** What a sequence calls at a milestone; a composition has no such call. */
function updateToZero(schedule: Schedule, groups: TorchGroups, state: LeafState): Stepped {
  const { rates } = groups;
  const base = withLr(rates, state.base);
  const entry = { base, last: rates, due: rates, isHandover: true };
  const [set, own] = asNow(leafOf(schedule), groups).start(entry);
  return [
    { ...groups, rates: set },
    { ...state, last_epoch: 0, own },
  ];
}

function step(schedule: Schedule, groups: TorchGroups, state: TorchState, metrics: Tick["metrics"]): Stepped {
  const composition = compositionOf(schedule);
  if (composition) return stepAll(composition, groups, state as CompositionState, metrics);
  const leaf = leafOf(schedule);
  const { base, own, ...counters } = state as LeafState;
  const last_epoch = counters.last_epoch + 1;
  const step_count = counters.step_count + 1;
  const t = leaf.countsSteps ? step_count - 1 : last_epoch;
  const [rates, memory] = asNow(leaf, groups).next(groups.rates, own, metrics === undefined ? { t } : { t, metrics });
  return [
    { ...groups, rates },
    { last_epoch, step_count, base, own: memory },
  ];
}

function stepAll(
  { kind, schedules, milestones }: TorchComposition,
  groups: TorchGroups,
  { last_epoch, children }: CompositionState,
  metrics: Tick["metrics"],
): Stepped {
  if (kind === "chain") {
    const call = (schedule: Schedule, found: TorchGroups, index: number) =>
      step(schedule, found, itemAt(children, index), metrics);
    const [found, states] = through(schedules, groups, call);
    return [found, { last_epoch, children: states }];
  }
  const t = last_epoch + 1;
  const index = dueAt(milestones, t);
  const [schedule, state] = [itemAt(schedules, index), itemAt(children, index)];
  const isHandover = index > 0 && milestones[index - 1] === t;
  const [found, next] = isHandover
    ? updateToZero(schedule, groups, state as LeafState)
    : step(schedule, groups, state, metrics);
  return [found, { last_epoch: t, children: children.with(index, next) }];
}

/** Throws Misfit for what PyTorch's compositions refuse, or cannot start within so many steps. */
function checkTakes({ kind, schedules, milestones }: TorchComposition, steps: number): void {
  const remedy = "leave torch_compatible out";
  const first = dueAt(milestones, 0);
  for (const [i, schedule] of schedules.entries()) {
    const [place, composition] = [`schedulers.${i}`, compositionOf(schedule)];
    if (schedule.torch?.kind === "refused") {
      throw new Misfit(place, "PyTorch's compositions take no scheduler that follows a metric", remedy);
    }
    if (!composition) continue;
    const [from = 0, to = Infinity] = [milestones[i - 1], milestones[i]];
    if (from > 0 && from <= steps && from < to)
      throw new Misfit(place, "PyTorch cannot start a composition at a milestone", remedy);
    // The one that a sequence begins with is stepped at its construction, too.
    const own = i === first ? Math.min(steps, to - 1) + 1 : 0;
    within(place, () => checkTakes(composition, kind === "chain" ? steps : own));
  }
}

interface TorchMemory {
  readonly initial: readonly number[] | undefined;
  readonly kept: GroupValues;
  readonly state: TorchState;
}

/**
 * A composition, and all within it, with the rates of PyTorch 2.13.
 * @param window in ticks
 * @throws Misfit for what PyTorch refuses, or cannot start
 */
export function asTorch(torch: TorchComposition, window: number): Schedule {
  checkTakes(torch, window);
  const whole: Schedule = {
    torch,
    start({ base, last, from, isHandover = false }) {
      const rates = isHandover ? (startsFrom(torch) === "last" ? last : withLr(last, base.lr)) : (from ?? base);
      // What came before, or stands around it, knows the optimizer's own rates.
      const initial = isHandover || from ? base.lr : undefined;
      const [groups, state] = construct(whole, { rates, initial, kept: {} });
      return [groups.rates, { initial: groups.initial, kept: groups.kept, state } satisfies TorchMemory];
    },
    next(rates, memory, { metrics }) {
      const { state, ...before } = memory as TorchMemory;
      const [groups, after] = step(whole, { rates, ...before }, state, metrics);
      return [groups.rates, { ...before, state: after } satisfies TorchMemory];
    },
  };
  return whole;
}

/** The rate that the first of all its schedulers sets out from. */
function startsFrom({ schedules: [first] }: TorchComposition): TorchLeaf["startsFrom"] {
  const inner = first && compositionOf(first);
  if (inner) return startsFrom(inner);
  return first?.torch?.kind === "leaf" ? first.torch.startsFrom : undefined;
}
