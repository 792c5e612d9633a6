import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Summary } from "../analysis/variant-summary.ts";
import { type Plan, placeOf } from "../experiment/plan.ts";
import { MANIFEST, type Manifest, type Provenance } from "../folder/manifest.ts";
import { removeFile } from "../io/file.ts";
import { isFolder, readText } from "../io/read.ts";
import type { Journal } from "../journal/journal.ts";
import { cutAt } from "../journal/layout.ts";
import type { RunResult } from "../journal/record.ts";
import { PARTIAL_REPORT, REPORT, writeReport } from "../page/write.ts";
import { pooled } from "../replicates/pool.ts";
import type { ReportData } from "../report/data.ts";
import { factsOf } from "../report/facts.ts";
import { gatherReport } from "../report/gather.ts";
import { runCount, runNumbers } from "../seeding/planned.ts";
import { type Format, PLAIN } from "../tables/profile.ts";
import { PARTIAL_TABLES } from "./partial.ts";
import { openStore, type Store } from "./store.ts";

/** Runs that are written in one go, some 0.3 ms: those who train wait for this thread's answers. */
const RUNS_PER_WRITE = 32;

interface FinishedResults {
  readonly summary: Summary;
  readonly courses: ReportData["courses"];
}

/** The result files of a plan, on their way from the journal. They can be begun while runs are still added to it. */
export class Rebuild {
  #store: Promise<Store> | undefined;
  /** Runs that the store has, in plan order. All numbers up to there have a run: it follows no plan that depends on results. */
  #written = 0;
  /** Whether all is left for the end, where it can be told what cannot be written. */
  #isPutOff = false;
  /** Undefined unless some are being written. */
  #following: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly plan: Plan,
    private readonly journal: Journal,
    private readonly format: Format = PLAIN,
  ) {}

  /**
   * Writes the runs that are next in plan order, as far as the journal has them for good; while it does, a further call
   * asks for nothing more. Never rejects.
   * @param most runs, so that whoever adds them is not held up by what was there before
   */
  async follow(most: number): Promise<void> {
    if (this.#isPutOff) return;
    this.#following ??= this.#follow(most)
      .catch(() => {
        this.#isPutOff = true;
        return this.#giveUp();
      })
      .finally(() => {
        this.#following = undefined;
      });
    await this.#following;
  }

  /**
   * Writes the rest, when the journal holds every run. Gives the summary and the curves of the best variants. Rejects with a FileError; the files are then as
   * they were.
   */
  async finish(provenance: Provenance): Promise<FinishedResults> {
    await this.#following;
    const { folder, plan } = this;
    try {
      const store = await this.#open();
      let results: RunResult[] = [];
      for (const run of runNumbers(plan, this.#written)) {
        results.push(this.#read(run));
        if (results.length < RUNS_PER_WRITE) continue;
        await this.#write(store, results);
        results = [];
      }
      await this.#write(store, results);
      // If this process dies before the new report is there, none is better than one of other figures.
      removeFile(join(folder, REPORT));
      const summary = await store.finish({ ...provenance, accepted: this.journal.accepted });
      const manifest: Manifest = JSON.parse(readText(join(folder, MANIFEST)));
      const compared = pooled(plan);
      const read = (variant: number, seed: number) => resultOf(compared, this.journal, variant, seed);
      const files = [...Object.keys(manifest.files), MANIFEST];
      const known = { facts: factsOf(manifest), statuses: manifest.runs, files };
      const report = gatherReport({ plan: compared, summary, read, ...known });
      await writeReport(folder, report);
      for (const name of [PARTIAL_REPORT, ...PARTIAL_TABLES]) removeFile(join(folder, name));
      return { summary, courses: report.courses };
    } finally {
      await this.#giveUp();
    }
  }

  /** Leaves nothing behind of what is not finished. */
  async discard(): Promise<void> {
    await this.#following;
    await this.#giveUp();
  }

  async #giveUp(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    this.#written = 0;
    await store?.then(
      (opened) => opened.discard(),
      () => undefined,
    );
  }

  async #follow(most: number): Promise<void> {
    // A folder that was moved away is not made anew.
    if (!isFolder(this.folder)) return;
    const store = await this.#open();
    for (let left = Math.min(most, runCount(this.plan) - this.#written); left > 0; left -= RUNS_PER_WRITE) {
      const results = this.#settled(Math.min(left, RUNS_PER_WRITE));
      await this.#write(store, results);
      if (results.length < RUNS_PER_WRITE) return;
      await nextTurn();
    }
  }

  /** The next runs, as far as the journal has them; not beyond one that failed, which may yet be tried again. */
  #settled(most: number): readonly RunResult[] {
    const { plan, journal } = this;
    const results: RunResult[] = [];
    while (results.length < most) {
      const { variant, seed } = placeOf(plan, this.#written + results.length);
      const id = plan.runId(variant, seed);
      const status = journal.statusOf(id);
      if (status !== "ok" && status !== "diverged") break;
      results.push(journal.read(id));
    }
    return results;
  }

  async #write(store: Store, results: readonly RunResult[]): Promise<void> {
    this.#written += results.length;
    await store.append(...results);
  }

  #open(): Promise<Store> {
    this.#store ??= openStore(this.folder, this.plan, this.format);
    return this.#store;
  }

  #read(run: number): RunResult {
    const { variant, seed } = placeOf(this.plan, run);
    return resultOf(this.plan, this.journal, variant, seed);
  }
}

function resultOf(plan: Plan, journal: Journal, variant: number, seed: number): RunResult {
  const result = journal.read(plan.runId(variant, seed));
  const end = plan.adaptive?.prunedAt(variant);
  return end === undefined ? result : cutAt(result, end, plan);
}
