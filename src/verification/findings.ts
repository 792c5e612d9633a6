import { join } from "node:path";
import { terminalWidth } from "../command-line/terminal.ts";
import type { Plan } from "../experiment/plan.ts";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { keepVerified } from "../folder/verified.ts";
import { counted } from "../numbers/counted.ts";
import { readReport } from "../page/read.ts";
import { writeReport } from "../page/write.ts";
import { labelOf } from "../saved/find-run.ts";
import { fitColumns, renderColumns } from "../tables/columns.ts";
import type { ComparedRun } from "./compare-runs.ts";

interface FoundByTorch {
  readonly basis: TorchBasis;
  readonly compared: readonly ComparedRun[];
  readonly sentence: string;
}

/** The runs, a line each, with the largest differences. */
export function tableOf(plan: Plan, compared: readonly ComparedRun[]): string {
  const rows = compared.map((run) => [run.id, labelOf(plan, run), ...figuresOf(run)]);
  const heads = ["run", "variant", "rates", "losses", "verdict"];
  return renderColumns(fitColumns({ heads, rows, numeric: new Set([2, 3]) }, terminalWidth()));
}

function figuresOf(run: ComparedRun): readonly string[] {
  if (run.verdict === "left out") return ["", "", `left out: ${run.reason}`];
  const { rates, losses, isChaotic, reason } = run.agreement;
  if (run.verdict === "differs") return [small(rates), small(losses), `differs: ${reason}`];
  return [small(rates), small(losses), isChaotic ? "agrees, as far as rounding lets it" : "agrees"];
}

const small = (difference: number) => (Number.isNaN(difference) ? "" : difference.toExponential(1));

/** "12 of 12 sampled runs agree with PyTorch 2.13.0 within 1e-5." */
export function sentenceOf(compared: readonly ComparedRun[], { torch }: TorchBasis): string {
  const trained = compared.flatMap((run) => (run.verdict === "left out" ? [] : [run]));
  const agreeing = trained.filter(({ verdict }) => verdict === "agrees");
  const plain = agreeing.filter(({ agreement }) => !agreement.isChaotic);
  const most = Math.max(0, ...plain.map(({ agreement }) => agreement.losses));
  let bound = 1e-12;
  while (bound < most) bound *= 10;
  const chaotic = agreeing.length - plain.length;
  const left = compared.length - trained.length;
  const notes = [
    plain.length > 0 ? ` within ${bound.toExponential(0)}` : "",
    chaotic > 0 ? `, ${chaotic} of them as far as rounding lets them` : "",
    left > 0 ? `; PyTorch ${torch} cannot train ${counted(left, "more run")}` : "",
  ];
  const agree = trained.length === 1 ? "agrees" : "agree";
  return `${agreeing.length} of ${counted(trained.length, "sampled run")} ${agree} with PyTorch ${torch}${notes.join("")}.`;
}

/** Keeps what was found in the results folder: verified.json, summary.md and the report. Rejects with a FileError. */
export async function keepFindings(folder: string, { basis, compared, sentence }: FoundByTorch): Promise<void> {
  const runs = compared.map((run) => ({
    run: run.id,
    verdict: run.verdict,
    ...(run.verdict === "left out" ? { reason: run.reason } : run.agreement),
  }));
  const kept = await keepVerified(folder, { ...basis, sentence, runs });
  const found = readReport(folder);
  if (found.kind === "report") {
    const [source, ...others] = found.data.sources;
    if (source === undefined) return;
    const facts = [...source.facts.filter(([name]) => name !== FACT), [FACT, sentence] as const];
    await writeReport(folder, { ...found.data, sources: [{ ...source, facts }, ...others] });
  }
  console.log(`→ ${kept.map((name) => join(folder, name)).join(", ")}`);
}

const FACT = "compared with PyTorch";
