import { join } from "node:path";
import { short } from "../analysis/wording.ts";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { flag } from "../command-line/parameters.ts";
import { terminalWidth } from "../command-line/terminal.ts";
import { type ListedExperiment, listExperiments, orNone } from "../dashboard/experiments.ts";
import type { Cell } from "../experiment/plan.ts";
import { MANIFEST } from "../folder/manifest.ts";
import { sizeBelow, sizeText } from "../io/disk-size.ts";
import { changedAt } from "../io/read.ts";
import { readState } from "../journal/state.ts";
import { readReport } from "../page/read.ts";
import { fitColumns, renderColumns } from "../tables/columns.ts";
import { outputOption } from "./options.ts";

/** A sweep of the results folder, as `--json` prints it. */
interface ListedSweep {
  readonly name: string;
  readonly folder: string;
  readonly state: "running" | "finished" | "interrupted";
  readonly runs: { readonly done: number; readonly total: number; readonly failed: number };
  /** Size on disk. */
  readonly bytes: number;
  /** When it finished or last made progress, in ISO 8601. */
  readonly changed: string | null;
  readonly best: BestFigure | null;
}

interface BestFigure {
  /** The value of each axis; those that do not apply are left out. */
  readonly variant: Readonly<Record<string, Cell>>;
  /** "final val_loss": the mean over seeds. "val_loss": one run of an unfinished sweep. */
  readonly metric: string;
  readonly figure: number;
}

export const list = defineCommand({
  name: "list",
  group: "Results",
  summary: "list all sweeps: state, size and best variant",
  details: "A finished sweep shows the mean of its best variant, an unfinished one its best run so far.",
  arguments: {},
  options: { json: flag("print JSON, one array of sweeps"), ...outputOption },
  examples: [
    { words: [], does: "List the sweeps in results/." },
    { words: ["--json"], does: "The same for a program." },
  ],
  run({ output, json }, { print }) {
    const now = new Date();
    const sweeps = listExperiments(output, now).map((experiment) =>
      look(experiment, join(output, experiment.name), now),
    );
    if (json) console.log(JSON.stringify(sweeps, null, 2));
    else if (sweeps.length > 0) console.log(table(sweeps));
    else {
      console.log(`There is no sweep in ${output}/ yet.`);
      const near = resultsNearby(now);
      if (near !== undefined) console.log(`${near.what}:\n  ${print("list", "--output", near.folder)}`);
    }
    return exitCode.ok;
  },
});

/** Results where nobody asked: whoever looks for them may stand among them. */
function resultsNearby(now: Date): { readonly what: string; readonly folder: string } | undefined {
  if (listExperiments(".", now).length > 0) return { what: "This folder holds sweeps", folder: "." };
  const isSweep = orNone(() => readState(".", now)) !== undefined;
  return isSweep ? { what: "This folder is a sweep; those beside it", folder: ".." } : undefined;
}

function look(
  { name, stage, done, total, failed, finished }: ListedExperiment,
  folder: string,
  now: Date,
): ListedSweep {
  const isDone = stage === "done" || stage === "unmerged";
  const state = stage === "running" ? "running" : isDone ? "finished" : "interrupted";
  const seen = changedAt(join(folder, ".journal/state.json")) ?? changedAt(join(folder, MANIFEST));
  return {
    name,
    folder,
    state,
    runs: { done, total, failed },
    bytes: orNone(() => sizeBelow(folder)) ?? 0,
    changed: (state === "finished" ? finished : null) ?? seen?.toISOString() ?? null,
    best:
      (stage === "done" ? orNone(() => bestVariant(folder)) : undefined) ??
      orNone(() => bestSoFar(folder, now)) ??
      null,
  };
}

function bestVariant(folder: string): BestFigure | undefined {
  const found = readReport(folder);
  if (found.kind !== "report") return undefined;
  const { variants, heads, objective } = found.data;
  const [best] = variants;
  if (best === undefined || typeof best.objective.mean !== "number") return undefined;
  const cells = Object.fromEntries(heads.map((head, axis) => [head, best.cells[axis] ?? null]));
  return { variant: known(cells), metric: `${objective.at} ${objective.metric}`, figure: best.objective.mean };
}

function bestSoFar(folder: string, now: Date): BestFigure | null {
  const best = readState(folder, now)?.state.best;
  return best ? { variant: known(best.variant), metric: best.metric, figure: best.figure } : null;
}

/** Without the axes that do not apply. */
const known = (cells: Readonly<Record<string, Cell>>) =>
  Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== null));

function table(sweeps: readonly ListedSweep[]): string {
  const rows = sweeps.map(({ name, state, runs, bytes, changed, best }) => [
    name,
    state,
    state === "finished" && runs.failed === 0 ? String(runs.done) : progressText(runs),
    sizeText(bytes),
    changed === null ? "" : timeText(new Date(changed)),
    best === null ? "" : bestText(best),
  ]);
  const heads = ["name", "state", "runs", "size", "changed", "best"];
  const grid = { heads, rows, numeric: new Set([2, 3]), spare: [3, 4] };
  return renderColumns(fitColumns(grid, terminalWidth())).trimEnd();
}

const progressText = ({ done, total, failed }: ListedSweep["runs"]) =>
  `${done} of ${total}${failed > 0 ? `, ${failed} failed` : ""}`;

function bestText({ variant, metric, figure }: BestFigure): string {
  const cells = Object.values(variant).join(", ");
  return `${metric} ${short(figure)}${cells === "" ? "" : ` (${cells})`}`;
}

/** "2026-11-29 13:05" in local time. */
function timeText(time: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
