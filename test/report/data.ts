import { Outcomes } from "../../src/analysis/outcomes.ts";
import { summarize } from "../../src/analysis/summary.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { manifestOf } from "../../src/folder/manifest.ts";
import type { RunResult } from "../../src/journal/record.ts";
import { pooled } from "../../src/replicates/pool.ts";
import type { ReportData } from "../../src/report/data.ts";
import { factsOf } from "../../src/report/facts.ts";
import { gatherReport } from "../../src/report/gather.ts";
import { provenance } from "../results/fixtures.ts";

/** The report of a plan whose runs are as `resultOf` says, by variant and place of the seed. */
export function reportOf(plan: Plan, resultOf: (variant: number, seed: number) => RunResult): ReportData {
  const outcomes = new Outcomes(plan);
  const byId = new Map<string, RunResult>();
  for (const [place, seed] of plan.seeds.entries()) {
    for (let variant = 0; variant < plan.variants; variant++) {
      const result = resultOf(variant, place);
      outcomes.push(result.outcome);
      byId.set(plan.runId(variant, seed), result);
    }
  }
  const facts = {
    name: plan.name,
    csv: "plain" as const,
    digest: "d",
    commit: null,
    directory: ".",
    device_hours: { all: 1.5, by: { scheduler: { constant: 0.5, cosine: 1 } } },
    runs: outcomes.tally(),
    files: {} as never,
  };
  const summary = summarize(plan, outcomes);
  const manifest = manifestOf(facts, provenance);
  const compared = pooled(plan);
  return gatherReport({
    plan: compared,
    summary,
    facts: factsOf(manifest),
    statuses: manifest.runs,
    read: (variant, seed) => byId.get(compared.runId(variant, seed)) as RunResult,
    files: ["runs.csv"],
  });
}
