import { availableParallelism } from "node:os";
import type { Registry } from "../contracts/registry.ts";
import { Sources } from "../execution/sources.ts";
import type { OwnPlan } from "../experiment/plan.ts";
import { TORCH_SECTIONS, type TorchRun } from "../experiment/torch-means.ts";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { type Agreement, agreementOf } from "../export/agreement.ts";
import { refusalOf } from "../export/refusal.ts";
import { rowsOfLines } from "../export/rows.ts";
import { inTemporaryFolder } from "../io/temporary-folder.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";
import { epochLines } from "../tables/csv.ts";
import { TorchPool } from "../torch/pool.ts";
import { tooNewOf } from "../torch/too-new.ts";
import type { SampledRun } from "./sample.ts";

/** A run beside what PyTorch gives. */
export type ComparedRun = SampledRun &
  (
    | { readonly verdict: "agrees" | "differs"; readonly agreement: Agreement }
    /** PyTorch, or this version of it, cannot train it. */
    | { readonly verdict: "left out"; readonly reason: string }
  );

interface TorchEquipment {
  readonly basis: TorchBasis;
  readonly parts: Registry;
}

/** How often a run that differs is trained again from weights that differ in their last bits. */
const NUDGES = [1, 2, 3, 4, 5];

/** Trains runs with PyTorch, several at once, and compares their figures. */
export async function compareRuns(
  plan: OwnPlan,
  sample: readonly SampledRun[],
  { basis, parts }: TorchEquipment,
): Promise<readonly ComparedRun[]> {
  const sources = new Sources(parts.data);
  return inTemporaryFolder(async (folder) => {
    const slots = Math.min(availableParallelism(), sample.length);
    const pool = new TorchPool({ basis, parts, folder, slots, devices: [] });
    try {
      return await Promise.all(sample.map((run) => compareRun(plan, run, pool, reasonAgainst)));
    } finally {
      await pool.close();
    }
  });

  /** Why PyTorch cannot train a run; undefined where it can. */
  function reasonAgainst(run: SampledRun): string | undefined {
    const { config, stepsPerEpoch } = plan.variant(run.variant);
    const { shape } = sources.open(config.data, { kind: "folder", path: plan.directory });
    const { cycles } = createRunSchedule(config.scheduler, parts.scheduler, stepsPerEpoch);
    const task: TorchRun = { config, shape, stepsPerEpoch, cycles };
    // Metrics do not change what is compared.
    const sections = TORCH_SECTIONS.filter((section) => section !== "metrics");
    const [refusal] = sections.flatMap((section) => refusalOf(section, task, parts) ?? []);
    return refusal?.message ?? tooNewOf(config, parts, basis.torch);
  }
}

async function compareRun(
  plan: OwnPlan,
  run: SampledRun,
  pool: TorchPool,
  reasonAgainst: (run: SampledRun) => string | undefined,
): Promise<ComparedRun> {
  const reason = reasonAgainst(run);
  if (reason !== undefined) return { ...run, verdict: "left out", reason };
  const { outcome, lines } = run.recorded;
  const { config } = plan.variant(run.variant);
  const train = async (nudge?: number) => {
    const files = { kind: "folder", path: plan.directory } as const;
    const task = { config, seed: run.seed, files, until: outcome.figures.epochs, timeout: undefined };
    const trained = await pool.train({ ...task, ...(nudge !== undefined && { nudge }) });
    if (trained.kind !== "trained") throw new Error(trained.kind === "dead" ? trained.error : "the process has ended");
    if (trained.end.status === "failed") throw new Error(trained.end.error);
    return rowsOfLines(epochLines(trained.records, plan), plan);
  };
  const recorded = rowsOfLines(lines, plan);
  try {
    const found = await train();
    const strict = agreementOf(recorded, found);
    if (strict.agrees) return { ...run, verdict: "agrees", agreement: strict };
    const nudged = await Promise.all(NUDGES.map(train));
    const agreement = agreementOf(recorded, found, nudged);
    return { ...run, verdict: agreement.agrees ? "agrees" : "differs", agreement };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const agreement = { agrees: false, rates: Number.NaN, losses: Number.NaN, isChaotic: false, reason: error.message };
    return { ...run, verdict: "differs", agreement };
  }
}
