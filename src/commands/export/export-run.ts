import { dirname, join } from "node:path";
import { InputError } from "../../command-line/input-error.ts";
import type { PrintCommand } from "../../command-line/invocation.ts";
import { version } from "../../command-line/version.ts";
import { scriptRun } from "../../contracts/config.ts";
import type { DataSource } from "../../contracts/dataset.ts";
import type { Registry } from "../../contracts/registry.ts";
import { NoPyTorch } from "../../contracts/torch.ts";
import { initialState } from "../../engine/initial-state.ts";
import { readingIn } from "../../execution/files.ts";
import { isImported, isOwn, type OwnPlan, type OwnVariant, type Plan } from "../../experiment/plan.ts";
import { keysIn, orderArray, rowArrays, weightArrays } from "../../export/arrays.ts";
import type { RunToWrite } from "../../export/run.ts";
import { writeScheduleScript } from "../../export/schedule-script.ts";
import { targetKind } from "../../export/script.ts";
import { type Companions, writeExport } from "../../export/write.ts";
import { writeWhole } from "../../io/draft.ts";
import { makeFolder } from "../../io/file.ts";
import { JournalReader } from "../../journal/reader.ts";
import type { RunResult } from "../../journal/record.ts";
import { finalPlan, type PlannedRun, recordOf } from "../../saved/final-plan.ts";
import { bestRun, describeRun, runNamed } from "../../saved/find-run.ts";
import { loadSavedPlan } from "../../saved/saved-plan.ts";
import { dataOf } from "../../training/export-data.ts";

/**
 * Writes a run as a PyTorch script, with its data and initial weights.
 * @param prefix first characters of the run's id; undefined: the best run
 * @throws InputError, or a FileError
 */
export async function exportRun(
  folder: string,
  prefix: string | undefined,
  { to, parts, print }: { readonly to: string | undefined; readonly parts: Registry; readonly print: PrintCommand },
): Promise<void> {
  const saved = loadSavedPlan(folder, parts);
  const { name } = saved;
  if (isImported(saved))
    throw new InputError(
      `${name}: its results are imported, so there is no schedule to write. All runs can be exported:`,
      ["export", folder, "--jsonl"],
    );
  const journal = new JournalReader(folder, saved);
  try {
    const plan = finalPlan(saved, journal);
    const run = prefix === undefined ? bestRun(plan, journal) : runNamed(plan, prefix);
    if (run === undefined)
      throw new InputError(
        `${plan.name} has no run that ended with status ok. Name another run, from the column run of runs.csv`,
      );
    const recorded = recordedOf(plan, journal, run);
    if (prefix === undefined)
      console.log(
        `${plan.name}: the best run by ${plan.objective.metric}; for another one: ${print("export", folder, "RUN")}`,
      );
    const said = isOwn(plan)
      ? await writeOwn(plan, run, recorded, to ?? join(folder, "export", run.id), parts)
      : await writeProgramSchedule(plan, run, to ?? join(folder, "export", `${run.id}.py`), parts);
    console.log(`${run.id} (${describeRun(plan, run)})\n→ ${said}`);
  } catch (error) {
    if (error instanceof NoPyTorch)
      throw new InputError(`${name}: this run cannot be exported to PyTorch: ${error.message}`);
    throw error;
  } finally {
    journal.close();
  }
}

/** Returns where it is, and what it does. */
async function writeOwn(
  plan: OwnPlan,
  run: PlannedRun,
  recorded: RunResult,
  to: string,
  parts: Registry,
): Promise<string> {
  const { written, companions } = gather(plan, run, recorded, parts);
  const script = await writeExport(to, written, companions);
  return `${script}\npython ${script} trains it in PyTorch; check.py beside it compares the results`;
}

/** Of a run of a program, its schedule: the program is the user's own. */
async function writeProgramSchedule(plan: Plan, run: PlannedRun, to: string, parts: Registry): Promise<string> {
  const { config, stepsPerEpoch } = plan.variant(run.variant);
  const title = `${plan.name}: ${describeRun(plan, run)}`;
  const written = { id: run.id, title, version, parts, config: scriptRun(config), stepsPerEpoch };
  makeFolder(dirname(to));
  await writeWhole(to, writeScheduleScript(written));
  return `${to}\nit has the schedule as PyTorch code, to paste into the script`;
}

/** The record of a run. Throws InputError if the run has no complete epoch. */
function recordedOf(plan: Plan, journal: JournalReader, run: PlannedRun): RunResult {
  const recorded = recordOf(plan, journal, run);
  if (recorded === undefined)
    throw new InputError(`${run.id} is not trained yet. The sweep trains what is missing:`, ["sweep"]);
  const { outcome } = recorded;
  if (outcome.figures.epochs > 0) return recorded;
  const why = "error" in outcome ? `${outcome.status}: ${outcome.error}` : outcome.status;
  throw new InputError(`${run.id} ended before its first epoch was complete (${why}), so there is nothing to export`);
}

/** Why and after which epoch a run ended early, if the reason is not part of the script. */
function earlyEnd(
  plan: Plan,
  { training }: OwnVariant["config"],
  { status, figures }: RunResult["outcome"],
): RunToWrite["earlyEnd"] {
  switch (status) {
    case "ok":
      return undefined;
    case "diverged": {
      // The script itself sees what is not finite.
      const hasExploded = Number.isFinite(figures.metrics.train_loss?.final) && training.on_divergence === "stop";
      return hasExploded ? { epochs: figures.epochs, why: "diverged: its loss had exploded here" } : undefined;
    }
    case "pruned":
      return { epochs: figures.epochs, why: `pruned: ${plan.adaptive?.pruning?.type} ended it here` };
    case "timeout":
      return { epochs: figures.epochs, why: "its time was up here" };
    case "failed":
      return { epochs: figures.epochs, why: "it failed after these" };
  }
}

function gather(
  plan: OwnPlan,
  run: PlannedRun,
  { lines, outcome }: RunResult,
  parts: Registry,
): { written: RunToWrite; companions: Companions } {
  const { config, stepsPerEpoch } = plan.variant(run.variant);
  const source = sourceOf(plan, config.data, parts);
  const data = dataOf(config, source, run.seed);
  const { shape } = source;
  const initial = initialState(config, shape, run.seed, parts);
  const written: RunToWrite = {
    id: run.id,
    title: `${plan.name}: ${describeRun(plan, run)}`,
    version,
    parts,
    config,
    shape,
    isFresh: source.fresh !== undefined,
    preparation: data.preparation,
    stepsPerEpoch,
    earlyEnd: earlyEnd(plan, config, outcome),
    columns: plan,
    keyOf: keysIn(initial),
  };
  const kind = targetKind(written);
  const { epochs } = config.training;
  const order = data.order && { order: orderArray(data.order, epochs) };
  const companions = { data: { ...rowArrays(source, data, kind), ...order }, weights: weightArrays(initial), lines };
  return { written, companions };
}

function sourceOf(plan: Plan, config: RunToWrite["config"]["data"], parts: Registry): DataSource {
  const part = parts.data[config.type];
  if (part === undefined) throw new Error(`no data set is called ${config.type}`);
  return part.open(config, readingIn(plan.directory));
}
