import { taken } from "../bind/bound.ts";
import { bindGroups } from "../bind/optimizer.ts";
import type { ChainPart } from "../contracts/chain.ts";
import type { PartConfig } from "../contracts/config.ts";
import { groupColumn, type ParamGroup } from "../contracts/groups.ts";
import { type NamedShape, type OptimizerPart, optimizerIn } from "../contracts/optimizer.ts";
import type { PartsOf } from "../contracts/part.ts";
import {
  argumentsOf,
  Entries,
  Float,
  type Keywords,
  NoPyTorch,
  Python,
  spell,
  type TorchCall,
} from "../contracts/torch.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { RunToWrite } from "./run.ts";

/** The optimizer in PyTorch, with what stands before it in its chain. */
export interface WrittenOptimizer {
  readonly call: TorchCall;
  readonly carried: readonly string[];
  /** What becomes of the gradients, in order. */
  readonly gradients: readonly TorchCall[];
  readonly average: WrittenAverage | undefined;
  /** The column of each param group's rate. */
  readonly rates: readonly string[];
  /** Whether groups are made by the names of parameters. */
  readonly namesParameters: boolean;
  /** What a schedule cycles, by group: "momentum", "betas.0"; undefined: nothing. */
  readonly cycled: string | undefined;
}

interface WrittenAverage {
  readonly call: TorchCall;
  readonly interval: "step" | "epoch";
  /** Updates before it begins. */
  readonly start: number;
  readonly collectsStatistics: boolean;
}

export function writeOptimizer(
  { parts, config }: Pick<RunToWrite, "parts" | "config">,
  parameters: readonly NamedShape[],
  cyclesMomentum: boolean,
): WrittenOptimizer {
  const optimizers = parts.optimizer;
  const groups = taken("optimizer", bindGroups(config.optimizer, parameters, parts));
  const instances = byInstance(groups).map((own) => writeInstance(own, parameters, optimizers));
  const cycled = cycledBy(groups, optimizers, cyclesMomentum);
  const transforms = writeTransforms(config.optimizer.slice(0, -1), optimizers);
  return {
    ...(instances.length === 1 ? itemAt(instances, 0) : together(instances)),
    ...transforms,
    rates: groups.map(({ name }, index) => (index === 0 ? "lr" : groupColumn(name))),
    namesParameters: groups.length > 1,
    cycled,
  };
}

type WrittenCall = Pick<WrittenOptimizer, "call" | "carried">;

/** Groups that one PyTorch optimizer holds: neighbours of one type, wrappers and all. */
function byInstance(groups: readonly ParamGroup[]): readonly (readonly ParamGroup[])[] {
  const instances: ParamGroup[][] = [];
  let before: string | undefined;
  for (const group of groups) {
    const types = JSON.stringify(typesOf(group.config));
    if (types === before) instances.at(-1)?.push(group);
    else instances.push([group]);
    before = types;
  }
  return instances;
}

function typesOf({ type, optimizer }: PartConfig): readonly string[] {
  return [type, ...(optimizer ? typesOf(optimizer as PartConfig) : [])];
}

function writeInstance(
  groups: readonly ParamGroup[],
  parameters: readonly NamedShape[],
  optimizers: PartsOf<ChainPart>,
): WrittenCall {
  const [{ config }] = groups as readonly [ParamGroup];
  const part = optimizerIn(optimizers, config.type);
  const own = spell(part, config);
  if (part.wraps !== undefined) {
    const { wraps } = part;
    const inside = groups.map((group) => ({ ...group, config: group.config[wraps] as PartConfig }));
    const { call, carried } = writeInstance(inside, parameters, optimizers);
    return { call: { ...own, positional: [call] }, carried: [...carried, ...own.carried] };
  }
  const isAll = groups.length === 1 && groups[0]?.members.length === parameters.length;
  const params = isAll
    ? new Python("model.parameters()")
    : groups.map((group) => entriesOf(group, part, parameters, own.keywords));
  return { call: { ...own, positional: [params], keywords: withRate(own.keywords, config) }, carried: own.carried };
}

/** The rate is what it is all about: it is written even where it is the default. */
const withRate = (keywords: Keywords, { lr }: PartConfig): Keywords => ({ lr: new Float(lr as number), ...keywords });

/** A param group: its parameters, and what it does not share with the first one. */
function entriesOf(
  { config, members }: ParamGroup,
  part: OptimizerPart,
  parameters: readonly NamedShape[],
  shared: Keywords,
): Entries {
  const names = members.map((member) => JSON.stringify(parameters[member]?.name));
  const listed = `[parameters[name] for name in (${names.join(", ")}${names.length === 1 ? "," : ""})]`;
  const { keywords } = spell(part, config);
  const own = Object.entries(argumentsOf(part, config)).filter(
    ([name]) => JSON.stringify(shared[name]) !== JSON.stringify(keywords[name]),
  );
  return new Entries({ params: new Python(listed), ...Object.fromEntries(own) });
}

function together(instances: readonly WrittenCall[]): WrittenCall {
  const positional = instances.map(({ call }) => call);
  const carried = [...instances.flatMap((instance) => instance.carried), OPTIMIZERS];
  return { call: { callee: "Optimizers", positional, keywords: {}, carried: [] }, carried };
}

const OPTIMIZERS = `class Optimizers(torch.optim.Optimizer):
    """Several optimizers as one, whose rates one scheduler sets."""

    def __init__(self, *optimizers):
        super().__init__([group for each in optimizers for group in each.param_groups], optimizers[0].defaults)
        self.optimizers = optimizers

    def step(self):
        for optimizer in self.optimizers:
            optimizer.step()`;

function cycledBy(groups: readonly ParamGroup[], optimizers: PartsOf<ChainPart>, cycles: boolean): string | undefined {
  const all = new Set(groups.map(({ config }) => optimizerIn(optimizers, typesOf(config).at(-1) as string).cycled));
  if (cycles && all.size > 1) {
    throw new NoPyTorch(
      "PyTorch's schedulers cannot cycle the momentum of one optimizer and the betas of another at once",
    );
  }
  return [...all][0];
}

function writeTransforms(configs: readonly PartConfig[], parts: PartsOf<ChainPart>) {
  const gradients: TorchCall[] = [];
  let average: WrittenAverage | undefined;
  for (const config of configs) {
    const part = parts[config.type];
    if (part?.role !== "transform") throw new Error(`no transform is called ${config.type}`);
    const plan = part.plan(config);
    const own = spell(part, config);
    if (plan.kind === "gradients") {
      gradients.push({ ...own, positional: [new Python("model.parameters()")] });
      continue;
    }
    const { interval, collectsStatistics } = plan;
    const call = { ...own, positional: [new Python("model")] };
    average = { call, interval, start: config.start as number, collectsStatistics };
  }
  return { gradients, average };
}
