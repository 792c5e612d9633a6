import type { Json, PartConfig } from "../../src/contracts/config.ts";
import type { EpochRates } from "../../src/engine/figures.ts";

interface Setting {
  readonly type: string;
  readonly lr: number;
  readonly params: Readonly<Record<string, Json>>;
}

/** Separate optimizers: Muon first, another one for the rest. */
interface Separate {
  readonly type: "groups";
  readonly groups: readonly (Setting & { readonly keys: readonly string[] })[];
}

/** The optimizer of a training case: one, with param groups or without, or several. */
export type OptimizerSetting =
  | Separate
  | (Setting & { readonly groups?: readonly { readonly keys: readonly string[]; readonly [option: string]: Json }[] });

export type Clip =
  | { readonly type: "norm"; readonly max_norm: number; readonly norm_type: 1 | 2 | "inf" }
  | { readonly type: "value"; readonly clip_value: number };

export type Averaging =
  | {
      readonly type: "ema";
      readonly decay: number;
      readonly interval: "batch" | "epoch";
      readonly use_buffers?: boolean;
      readonly update_bn?: boolean;
    }
  | { readonly type: "swa"; readonly start: number; readonly use_buffers?: boolean; readonly update_bn?: boolean };

/** The rates of an epoch: one, one per group, one per batch, one per batch and group. */
export interface RateFigures {
  readonly lr: number;
  readonly lrs?: readonly number[];
  readonly batch_lrs?: readonly (number | readonly number[])[];
  readonly batch_momentums?: readonly (number | readonly number[])[] | undefined;
}

export function optimizerTypes(setting: OptimizerSetting): readonly string[] {
  return isSeparate(setting) ? setting.groups.map(({ type }) => type) : [setting.type];
}

/** The chain that a user would write. */
export function chainOf(setting: OptimizerSetting, clip: Clip | null, averaging?: Averaging): readonly PartConfig[] {
  return [...clipOf(clip), ...averagingOf(averaging), isSeparate(setting) ? separateOf(setting) : groupedOf(setting)];
}

function isSeparate(setting: OptimizerSetting): setting is Separate {
  return setting.type === "groups";
}

function clipOf(clip: Clip | null): readonly PartConfig[] {
  if (clip === null) return [];
  const { type, ...params } = clip;
  return [{ type: type === "norm" ? "clip_grad_norm" : "clip_grad_value", ...params }];
}

function averagingOf(averaging: Averaging | undefined): readonly PartConfig[] {
  if (averaging === undefined) return [];
  const { use_buffers = false, update_bn = false } = averaging;
  const common = { type: "weight_averaging", method: averaging.type, use_buffers, update_bn };
  if (averaging.type === "swa") return [{ ...common, start: averaging.start }];
  return [{ ...common, decay: averaging.decay, interval: averaging.interval === "batch" ? "step" : "epoch" }];
}

function separateOf({ groups: [muon, rest] }: Separate): PartConfig {
  if (muon?.type !== "Muon" || rest === undefined) throw new Error("expected Muon, then another optimizer");
  const { type, lr, params } = rest;
  return { ...muon.params, type: "Muon", lr: muon.lr, match: muon.keys, rest: { ...params, type, lr } };
}

function groupedOf({ type, lr, params, groups }: Exclude<OptimizerSetting, Separate>): PartConfig {
  const written = groups?.map(({ keys, ...overrides }) => ({ match: keys, ...overrides }));
  return { ...params, type, lr, ...(written && { groups: written }) };
}

/** The rates as a schedule would give them. */
export function ratesOf({ lr, lrs, batch_lrs, batch_momentums }: RateFigures): EpochRates {
  return {
    lr: batch_lrs ? perGroup(batch_lrs) : (lrs ?? [lr]),
    momentum: batch_momentums && perGroup(batch_momentums),
  };
}

function perGroup(batches: readonly (number | readonly number[])[]): readonly Float32Array[] {
  const groups = [batches[0] ?? []].flat().length;
  return Array.from({ length: groups }, (_, group) =>
    Float32Array.from(batches, (batch) => (typeof batch === "number" ? batch : (batch[group] as number))),
  );
}
