import { join, relative } from "node:path";
import { Outcomes } from "../analysis/outcomes.ts";
import { summarize } from "../analysis/summary.ts";
import type { Summary } from "../analysis/variant-summary.ts";
import { type Plan, placeOf } from "../experiment/plan.ts";
import { basisOf } from "../experiment/trained-by.ts";
import { planDigest } from "../folder/digest.ts";
import { commitOf, FILES, MANIFEST, manifestOf, type Provenance } from "../folder/manifest.ts";
import { type Batch, openBatch } from "../io/batch.ts";
import { removeFile, removeFiles } from "../io/file.ts";
import { wholeName } from "../io/part-name.ts";
import type { RunResult } from "../journal/record.ts";
import { REPORT } from "../page/write.ts";
import { pooled } from "../replicates/pool.ts";
import { runCount, runNumbers } from "../seeding/planned.ts";
import { type ColumnText, headsOf, rowOf } from "../tables/column.ts";
import { COLUMNS_PAGE, columnPage } from "../tables/column-page.ts";
import { runCells } from "../tables/csv.ts";
import { epochColumns } from "../tables/epoch-columns.ts";
import { marginalColumns, marginalRows } from "../tables/marginal-columns.ts";
import { type Format, PLAIN, WORKBOOK } from "../tables/profile.ts";
import { runColumns } from "../tables/run-columns.ts";
import { summaryColumns } from "../tables/summary-columns.ts";
import { summaryMarkdown } from "../tables/table.ts";
import { thin } from "../tables/thin.ts";
import { timingColumns } from "../tables/timing-columns.ts";
import { tunedColumns } from "../tables/tuned-columns.ts";
import { DeviceClock } from "./device-hours.ts";
import { Sheets } from "./sheets.ts";
import { TableFile } from "./table-file.ts";

/** A results folder being written. Its files appear under their names only when all of them are whole. */
export interface Store {
  /** Takes the plan's next runs. Await it before the next call: the buffer is bounded. */
  append(...results: readonly RunResult[]): Promise<void>;
  /** After the plan's last run. Gives the summary. */
  finish(provenance: Provenance): Promise<Summary>;
  /** Gives up, and leaves the folder's files as they were. What fails does so by itself. */
  discard(): Promise<void>;
}

/** Makes the folder if need be and starts its files. Rejects with a FileError, as all of a store's methods do. */
export async function openStore(folder: string, plan: Plan, format: Format = PLAIN): Promise<Store> {
  const files = await openBatch<string>(folder, [...FILES, WORKBOOK, MANIFEST, REPORT]);
  const writing = new Writing(folder, plan, format, files);
  const orDiscard = async <T>(work: Promise<T>) => {
    try {
      return await work;
    } catch (error) {
      await files.discard();
      throw error;
    }
  };
  await orDiscard(writing.begin());
  return {
    append: (...results) => orDiscard(writing.append(results)),
    finish: (provenance) => orDiscard(writing.finish(provenance)),
    discard: files.discard,
  };
}

/** The files of a sweep, on their way. */
class Writing {
  readonly #outcomes: Outcomes;
  /** The plan as it is compared. */
  readonly #pooled: Plan;
  readonly #numbers: Iterator<number, void>;
  readonly #clock: DeviceClock;
  readonly #columns: {
    readonly runs: ReturnType<typeof runColumns>;
    readonly summary: ReturnType<typeof summaryColumns>;
    readonly tuned: ReturnType<typeof tunedColumns>;
  };
  readonly #commit: Promise<string | null>;
  readonly #tables: Readonly<Record<"epochs" | "runs" | "summary" | "marginals" | "tuned" | "timings", TableFile>>;
  readonly #sheets: Sheets | undefined;

  constructor(
    private readonly folder: string,
    private readonly plan: Plan,
    private readonly format: Format,
    private readonly files: Batch<string>,
  ) {
    this.#outcomes = new Outcomes(plan);
    this.#numbers = runNumbers(plan);
    this.#pooled = pooled(plan);
    this.#clock = new DeviceClock(this.#pooled.heads);
    this.#commit = commitOf(plan.directory);
    this.#columns = {
      runs: runColumns(plan),
      summary: summaryColumns(this.#pooled),
      tuned: tunedColumns(this.#pooled),
    };
    const table = (name: string, columns: readonly ColumnText[]) =>
      new TableFile(files, name, format.profile, headsOf(columns));
    this.#tables = {
      epochs: table("epochs.csv", epochColumns(plan)),
      runs: table("runs.csv", this.#columns.runs),
      summary: table("summary.csv", this.#columns.summary),
      marginals: table("marginals.csv", marginalColumns),
      tuned: table("tuned.csv", this.#columns.tuned),
      timings: table("timings.csv", timingColumns),
    };
    this.#sheets = format.workbook ? new Sheets(plan) : undefined;
  }

  async begin(): Promise<void> {
    for (const table of Object.values(this.#tables)) await table.begin();
  }

  async append(results: readonly RunResult[]): Promise<void> {
    const rows = results.map((result) => this.#rowsOf(result));
    await this.#tables.epochs.addNumbers(rows.map(({ epochs }) => epochs));
    await this.#tables.runs.add(...rows.map(({ run }) => run));
    await this.#tables.timings.add(...rows.map(({ timing }) => timing));
    for (const row of rows) this.#sheets?.add(row);
  }

  /** What the tables show of the next run. */
  #rowsOf({ lines, outcome, timing }: RunResult) {
    const { plan } = this;
    const { variant, seed } = placeOf(plan, this.#numbers.next().value as number);
    this.#outcomes.push(outcome);
    const id = plan.runId(variant, seed);
    const own = plan.variant(variant).cells;
    this.#clock.add(
      own.filter((_, column) => !plan.replicates?.includes(column)),
      timing,
    );
    const cells = runCells(plan, id, own, seed);
    const epochs = { cells, lines: thin(lines, outcome.figures, plan) };
    return {
      id,
      isFinished: outcome.status === "ok",
      epochs,
      run: rowOf(this.#columns.runs, { cells, outcome }),
      timing: rowOf(timingColumns, { run: id, timing }),
    };
  }

  async finish(provenance: Provenance): Promise<Summary> {
    const { plan, files, format } = this;
    const missing = runCount(plan) - this.#outcomes.count;
    if (missing > 0) throw new Error(`${plan.name}: ${missing} runs of the plan are missing`);
    const summary = summarize(plan, this.#outcomes);
    await this.#writeSummary(summary);
    await files.write(COLUMNS_PAGE, columnPage(plan));
    await files.write("experiment.yaml", plan.text);
    if (this.#sheets) await files.write(WORKBOOK, await this.#sheets.bytes(summary));
    const digests = Object.fromEntries(await files.seal());
    const facts = {
      name: plan.name,
      ...(plan.description !== "" && { description: plan.description }),
      digest: planDigest(plan),
      commit: await this.#commit,
      directory: relative(this.folder, this.plan.directory).replaceAll("\\", "/"),
      device_hours: this.#clock.hours,
      runs: summary.runs,
      answer: summary.answer,
      csv: format.profile.name,
      files: digests,
      basis: basisOf(plan.trainer),
    };
    await files.write(MANIFEST, `${JSON.stringify(manifestOf(facts, provenance), null, 2)}\n`);
    await files.seal();
    // Parts that an earlier sweep wrote and this one does not.
    const isPart = (name: string) => wholeName(name) !== name && FILES.some((file) => file === wholeName(name));
    await removeFiles(this.folder, (name) => isPart(name) && !(name in digests));
    // It vouches for the files before: from the first that is replaced to the last, none vouches for them.
    removeFile(join(this.folder, MANIFEST));
    await files.publish();
    return summary;
  }

  async #writeSummary(summary: Summary): Promise<void> {
    for (const variant of summary.ranked()) {
      await this.#tables.summary.add(rowOf(this.#columns.summary, variant));
    }
    for (const marginal of marginalRows(summary.marginals))
      await this.#tables.marginals.add(rowOf(marginalColumns, marginal));
    for (const tuned of summary.tuned ?? []) await this.#tables.tuned.add(rowOf(this.#columns.tuned, tuned));
    await this.files.write("summary.md", summaryMarkdown(this.#pooled, summary));
  }
}
