import { join } from "node:path";
import { ownRun } from "../../src/contracts/config.ts";
import type { ExecutionEnd } from "../../src/execution/execute.ts";
import type { Executor } from "../../src/execution/executor.ts";
import { readingIn } from "../../src/execution/files.ts";
import { inSession } from "../../src/execution/session.ts";
import { knownVariants, type Plan, placeOf } from "../../src/experiment/plan.ts";
import { agreementOf } from "../../src/export/agreement.ts";
import { rowsOfLines } from "../../src/export/rows.ts";
import { renderIssues } from "../../src/issues/render.ts";
import type { RunResult } from "../../src/journal/record.ts";
import { parts } from "../../src/parts.ts";
import { loadExperiment } from "../../src/plan/load.ts";
import { runCount } from "../../src/seeding/planned.ts";
import { torchMeans } from "../../src/torch/means.ts";
import { trainerOf } from "../../src/trainers/trainer-of.ts";
import { EMPTY_STATE } from "../execution/empty-state.ts";
import { root } from "../root.ts";

/** An experiment's plan, as the command line loads it. @param set `path=value` */
export function planOfText(text: string, set: readonly string[] = [], directory = join(root, "experiments")): Plan {
  const request = { file: "demo.yaml", text, set, directory, parts, torch: torchMeans };
  const loaded = loadExperiment({ ...request, readFile: readingIn(directory) });
  if ("issues" in loaded) throw new Error(renderIssues(loaded.issues));
  return loaded.plan;
}

interface Account {
  readonly ending: ExecutionEnd;
  readonly plan: Plan;
  /** In plan order; undefined for a run that has not ended. */
  readonly runs: readonly (RunResult | undefined)[];
  readonly notices: readonly string[];
}

interface How {
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
  /** Called when runs end. */
  readonly onEnded?: () => void;
  /** Opens another executor. */
  readonly open?: (say: (notice: string) => void) => Promise<Executor>;
}

/** Trains what is missing, by whoever the plan says. */
export async function sweepInto(
  folder: string,
  plan: Plan,
  { signal = new AbortController().signal, concurrency = 1, onEnded, open }: How = {},
): Promise<Account> {
  const notices: string[] = [];
  const say = (notice: string) => void notices.push(notice);
  const trainer = trainerOf(plan, { concurrency, devices: [] }, { folder, parts, plugins: [], say });
  const state = () => ({ ...EMPTY_STATE, name: plan.name });
  const watcher = {
    start: () => undefined,
    advance: (ended: readonly unknown[]) => ended.length > 0 && onEnded?.(),
    state,
    say,
  };
  const openExecutor = open === undefined ? trainer.open : () => open(say);
  const session = { folder, concurrency, fresh: false, signal, watcher, openExecutor };
  return inSession(plan, session, async (journal, ending, decided) => {
    const runs = Array.from({ length: runCount(decided.plan) }, (_, run) => {
      const { variant, seed } = placeOf(decided.plan, run);
      if (variant >= knownVariants(decided.plan)) return undefined;
      const id = decided.plan.runId(variant, seed);
      return journal.statusOf(id) === undefined ? undefined : journal.read(id);
    });
    return { ending, plan: decided.plan, runs, notices };
  });
}

/** What differs between two sweeps of the same runs, a line each. Figures may differ by rounding, all else may not. */
export function differencesOf(own: Account, torch: Account): readonly string[] {
  return own.runs.flatMap((wanted, run) => {
    const found = torch.runs[run];
    const { variant } = placeOf(own.plan, run);
    const name = `${own.plan.name}, ${own.plan.variant(variant).cells.join(", ")}`;
    if (wanted === undefined || found === undefined) return wanted === found ? [] : [`${name}: only one has it`];
    const [a, b] = [wanted, found].map(({ outcome, hidden }) => [outcome.status, Object.keys(hidden).sort()]);
    if (JSON.stringify(a) !== JSON.stringify(b)) return [`${name}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`];
    const [rows, others] = [wanted, found].map(({ lines }) => rowsOfLines(lines, own.plan)) as [Rows, Rows];
    const gaps = [rows, others].map((all) =>
      JSON.stringify(all.map((row) => Object.keys(row).filter((key) => row[key] === null))),
    );
    if (gaps[0] !== gaps[1]) return [`${name}: not the same cells are empty`];
    const { agrees, reason } = agreementOf(rows, others);
    return agrees ? [] : [`${name}: ${reason}`];
  });
}

type Rows = ReturnType<typeof rowsOfLines>;

/** The types of the parts that a run's optimizer is made of. */
export const optimizerTypes = (plan: Plan, variant: number) =>
  ownRun(plan.variant(variant).config).optimizer.map(({ type }) => type);
