import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Json } from "../src/contracts/config.ts";
import type { Rates } from "../src/contracts/scheduler.ts";

/** A scheduler as PyTorch was given it; a composition has `schedulers` inside. */
export interface SchedulerSpec {
  readonly type: string;
  readonly schedulers?: readonly SchedulerSpec[];
  readonly milestones?: readonly number[];
  readonly [parameter: string]: Json | readonly SchedulerSpec[] | undefined;
}

/** What every case of schedules.json and schedule_errors.json says. */
export interface ScheduleSetting {
  readonly id: string;
  /** One rate, or one per param group. */
  readonly base_lr: number | readonly number[];
  readonly optimizer: { readonly type: string; readonly params: { readonly momentum?: number } };
  readonly scheduler: SchedulerSpec;
  readonly steps: number;
}

export interface ScheduleCase extends ScheduleSetting {
  /** [steps + 1, groups] */
  readonly lrs: readonly (readonly number[])[];
  /** [steps + 1, groups]: momentum, or beta1. */
  readonly momentums?: readonly (readonly number[])[];
  /** [steps]; what is not finite comes as text. */
  readonly metrics?: readonly (number | string)[];
  readonly step_epochs?: readonly number[];
}

export interface ScheduleErrorCase extends ScheduleSetting {
  /** null: PyTorch takes it, and `lrs` is what it makes of it. */
  readonly error: { readonly when: "construct" | "step"; readonly type: string; readonly message: string } | null;
  readonly lrs?: readonly (readonly number[])[];
}

/** A file of test/golden, from dist/test. */
export function golden<T>(name: string): T {
  const bytes = readFileSync(new URL(`../../test/golden/${name}`, import.meta.url));
  return JSON.parse((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}

/** Momentum of an optimizer without the option: beta1 of those that have betas, else none. */
const MOMENTUM: Readonly<Record<string, number>> = { Adam: 0.9, AdamW: 0.9 };

/** The rates that a case starts from. */
export function baseOf({ base_lr, optimizer }: Pick<ScheduleSetting, "base_lr" | "optimizer">): Rates {
  const lr = [base_lr].flat() as number[];
  const momentum = optimizer.params.momentum ?? MOMENTUM[optimizer.type] ?? 0;
  return { lr, momentum: lr.map(() => momentum) };
}
