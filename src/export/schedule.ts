import type { Configuration, PartConfig, PhaseConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import { Later, Python, spell, type TorchCall, type TorchStart } from "../contracts/torch.ts";
import { isAtLeast } from "../experiment/torch-means.ts";
import { itemAt } from "../numbers/item-at.ts";
import { COMPOSITION } from "../schedule/define-composition.ts";
import { builderOf, schedulersIn } from "../schedule/in-turn.ts";
import type { RunToWrite } from "./run.ts";

/** What a run's schedule is in PyTorch, and how the training loop steps it. */
export type WrittenSchedule =
  | { readonly kind: "constant" }
  | {
      /** One scheduler, stepped after epochs or after steps. */
      readonly kind: "one";
      readonly call: TorchCall;
      readonly carried: readonly string[];
      readonly interval: "epoch" | "step";
      readonly frequency: number;
      /** What `step` is given: nothing, a metric, or the epoch's row. */
      readonly takes: "nothing" | "row" | { readonly metric: string };
    }
  | {
      /** Phases that tick at moments of their own, told of every step and every epoch. */
      readonly kind: "phases";
      readonly call: TorchCall;
      readonly carried: readonly string[];
    };

export function writeSchedule({
  parts,
  config,
  stepsPerEpoch,
  torch,
}: Pick<RunToWrite, "parts" | "stepsPerEpoch" | "torch"> & {
  readonly config: Pick<Configuration, "scheduler">;
}): WrittenSchedule {
  const phases = config.scheduler;
  const [first] = phases;
  if (first === undefined) return { kind: "constant" };
  const writer = new Writer(parts.scheduler, torch);
  if (phases.length > 1 && !isUniform(phases, stepsPerEpoch)) return writer.phases(phases, stepsPerEpoch);
  const scheduler = phases.length === 1 ? first.scheduler : sequenceOf(phases, stepsPerEpoch);
  const call = writer.write(scheduler);
  const { interval, frequency } = first;
  return {
    kind: "one",
    call,
    carried: writer.carried,
    interval,
    frequency,
    takes: takenBy(scheduler, call, parts.scheduler),
  };
}

/** The metrics that the schedulers follow. */
export function monitoredBy({ parts, config }: Pick<RunToWrite, "parts" | "config">): readonly string[] {
  const all = schedulersIn(
    config.scheduler.map(({ scheduler }) => scheduler),
    parts.scheduler,
  );
  return [...all].flatMap(([part, { monitor }]) => (part.monitors ? [String(monitor)] : []));
}

/** Whether phases come to the same as a SequentialLR: ticks of one kind, and none cut. */
function isUniform(phases: readonly PhaseConfig[], perEpoch: number): boolean {
  const [{ interval } = {}] = phases;
  let end = 0;
  return phases.every((phase) => {
    end += phase.steps;
    const isWhole = interval === "step" || end % perEpoch === 0;
    return phase.interval === interval && phase.frequency === 1 && isWhole;
  });
}

function sequenceOf(phases: readonly PhaseConfig[], perEpoch: number): PartConfig {
  let end = 0;
  const milestones = phases.slice(0, -1).map(({ interval, steps }) => {
    end += steps;
    return interval === "step" ? end : end / perEpoch;
  });
  const schedulers = phases.map(({ scheduler }) => scheduler);
  return { type: "SequentialLR", milestones, schedulers, torch_compatible: false };
}

function takenBy(
  scheduler: PartConfig,
  { callee }: TorchCall,
  schedulers: PartsOf<SchedulerPart>,
): "nothing" | "row" | { readonly metric: string } {
  if (schedulers[scheduler.type]?.monitors) return { metric: String(scheduler.monitor) };
  const isOwn = schedulers[scheduler.type]?.children !== undefined && !callee.startsWith("lr_scheduler.");
  return isOwn ? "row" : "nothing";
}

interface PhaseStart {
  readonly isHandover: boolean;
  readonly isComposed: boolean;
  /** Whether it stands in a composition of PyTorch's. */
  readonly isTorchs?: boolean;
}

const ALONE: PhaseStart = { isHandover: false, isComposed: false };
const IN_TORCHS: PhaseStart = { ...ALONE, isTorchs: true };

class Writer {
  readonly carried: string[] = [];

  constructor(
    private readonly schedulers: PartsOf<SchedulerPart>,
    private readonly torch: string | undefined,
  ) {}

  write(config: PartConfig, standing: PhaseStart = ALONE): TorchCall {
    const part = this.#partOf(config);
    const call = part.children ? this.#composition(part, config, standing) : spell(part, config, standing);
    this.carried.push(...call.carried);
    return part.children ? call : { ...call, positional: [new Python("optimizer"), ...call.positional] };
  }

  phases(phases: readonly PhaseConfig[], perEpoch: number): WrittenSchedule {
    let end = 0;
    const written = phases.map(({ scheduler, interval, frequency, steps }, index) => {
      end += steps;
      const make = new Later(this.write(scheduler, { isHandover: index > 0, isComposed: true }));
      return [end, interval, frequency, this.#startOf(scheduler), make];
    });
    const keywords = { steps_per_epoch: perEpoch, phases: written };
    const call = { callee: "Phases", positional: [new Python("optimizer")], keywords, carried: [] };
    return { kind: "phases", call, carried: [COMPOSITION, ...this.carried, PHASES] };
  }

  #composition(part: SchedulerPart, config: PartConfig, standing: PhaseStart): TorchCall {
    const children = config.schedulers as readonly PartConfig[];
    const isTorchs =
      standing.isTorchs ||
      config.torch_compatible === true ||
      (!standing.isComposed && this.#suitsTorch(config, children));
    // What begins at tick 0 takes over from nobody.
    const starts = [0, ...((config.milestones ?? []) as readonly number[])];
    const inner = children.map((child, index) => {
      const isHandover = standing.isHandover || (starts[index] ?? 0) > 0;
      return this.write(child, isTorchs ? IN_TORCHS : { isHandover, isComposed: true });
    });
    return spell(part, config, { inner, isTorchs, starts: children.map((child) => this.#startOf(child)) });
  }

  /** Whether PyTorch's composition takes such children, in such an order, and does what is meant. */
  #suitsTorch({ milestones }: PartConfig, children: readonly PartConfig[]): boolean {
    const build = builderOf(this.schedulers);
    const schedules = children.map((child) => build(child, Number.POSITIVE_INFINITY));
    if (this.#countsBegin(children)) return false;
    const isPlain = schedules.every(({ torch }) => torch === undefined || torch.kind === "leaf");
    // In PyTorch they would find each other's values in the param groups.
    const kept = schedules.flatMap(({ torch }) => (torch?.kind === "leaf" ? torch.keeps : []));
    if (!isPlain || kept.includes("lr") || kept.includes("initial_lr") || new Set(kept).size < kept.length)
      return false;
    const ticks = (milestones ?? []) as readonly number[];
    return ticks.every((tick, index) => tick > (ticks[index - 1] ?? 0));
  }

  /** Before 2.10, what SequentialLR begins a later scheduler with is a step to one that counts its steps by itself. */
  #countsBegin([, ...later]: readonly PartConfig[]): boolean {
    if (this.torch === undefined || isAtLeast(this.torch, "2.10")) return false;
    return later.some((child) => this.#partOf(child).source.startsWith("torch.optim.swa_utils."));
  }

  #startOf(config: PartConfig): TorchStart {
    const part = this.#partOf(config);
    if (!part.children) return part.startsFrom ?? "base";
    const children = config.schedulers as readonly PartConfig[];
    const passed = ((config.milestones ?? []) as readonly number[]).filter((tick) => tick <= 0).length;
    return this.#startOf(itemAt(children, passed));
  }

  #partOf({ type }: PartConfig): SchedulerPart {
    const part = this.schedulers[type];
    if (part === undefined) throw new Error(`no scheduler is called ${type}`);
    return part;
  }
}

const PHASES = `class Phases(Composition):
    """Phases one after the other, each up to an optimizer step, and each with ticks of its own: epochs or steps."""

    def __init__(self, optimizer, steps_per_epoch, phases):
        super().__init__(optimizer)
        self.steps_per_epoch, self.phases = steps_per_epoch, phases
        self.steps = self.index = self.begun = 0
        self.current = phases[0][-1]()

    def after_step(self):
        self.steps += 1
        self.moment("step", self.steps - self.begun, None)

    def after_epoch(self, row):
        self.moment("epoch", self.steps // self.steps_per_epoch - math.ceil(self.begun / self.steps_per_epoch), row)

    def moment(self, kind, count, row):
        end, interval, frequency, *_ = self.phases[self.index]
        last = self.rates()
        if kind == interval and count >= 1 and count % frequency == 0:
            tick(self.current, row)
        ends_with = interval if end % self.steps_per_epoch == 0 else "step"
        if self.index + 1 < len(self.phases) and self.steps >= end and kind == ends_with:
            self.begun, self.index = end, self.index + 1
            *_, start, make = self.phases[self.index]
            self.current = self.begin(start, make, last)`;
