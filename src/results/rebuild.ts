import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Plan, placeOf, runsOf } from "../definition/plan.ts";
import { naming } from "./file.ts";
import type { Journal } from "./journal/journal.ts";
import { cutAt } from "./journal/layout.ts";
import type { RunResult } from "./journal/record.ts";
import { MANIFEST, type Manifest, type Provenance } from "./manifest.ts";
import { type Format, PLAIN } from "./profile.ts";
import { gatherReport } from "./report/gather.ts";
import { REPORT, writeReport } from "./report/write.ts";
import { openStore, type Store } from "./store.ts";
import type { Summary } from "./summary.ts";

/** Runs that are written in one go, some 0.3 ms: those who train wait for this thread's answers. */
const STRETCH = 32;

/** The result files of a plan, on their way from the journal. They can be begun while runs are still added to it. */
export class Rebuild {
  #store: Promise<Store> | undefined;
  /** Runs that the store has, in plan order. */
  #written = 0;
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
  follow(most: number): Promise<void> {
    this.#following ??= this.#follow(most)
      // What cannot be written now is tried again in the end, when it can be told what became of the runs.
      .catch(() => this.#giveUp())
      .finally(() => {
        this.#following = undefined;
      });
    return this.#following;
  }

  /**
   * Writes the rest, when the journal holds every run. Gives the summary. Rejects with a FileError; the files are then as
   * they were.
   */
  async finish(provenance: Provenance): Promise<Summary> {
    await this.#following;
    const { folder, plan } = this;
    try {
      const store = await this.#open();
      while (this.#written < runsOf(plan)) await store.append(this.#read(this.#written++));
      // If this process dies before the new report is there, none is better than one of other figures.
      await naming(folder, () => rm(join(folder, REPORT), { force: true }));
      const summary = await store.finish(provenance);
      const manifest: Manifest = JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
      const read = (variant: number, seed: number) => resultOf(plan, this.journal, variant, seed);
      const files = [...Object.keys(manifest.files), MANIFEST];
      await writeReport(folder, gatherReport({ plan, summary, manifest, read, files }));
      return summary;
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
    const { plan, journal } = this;
    const store = await this.#open();
    const end = Math.min(runsOf(plan), this.#written + most);
    for (; this.#written < end; this.#written++) {
      const { variant, seed } = placeOf(plan, this.#written);
      const status = journal.statusOf(plan.runId(variant, seed));
      // What failed may yet be tried again.
      if (status !== "ok" && status !== "diverged") return;
      if (this.#written % STRETCH === 0) await nextTurn();
      await store.append(this.#read(this.#written));
    }
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
