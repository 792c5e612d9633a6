import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { exitCode } from "../command-line/exit-code.ts";
import { FolderInUse, interruptHolder } from "../folder/lock.ts";
import { printable } from "../issues/printable.ts";
import { readExperiment } from "../journal/experiment.ts";
import { JOURNAL_FOLDER } from "../journal/journal.ts";
import { deleteSweep } from "./delete-sweep.ts";
import { type ExperimentFile, ExperimentFiles } from "./experiment-files.ts";
import { type ListedExperiment, listExperiments, orNone } from "./experiments.ts";
import { readNote, writeNote } from "./notes.ts";

/** How sweeps are started. */
export interface SweepProgram {
  /** This program's own script, as Node is given it. */
  readonly script: string;
  /** The folder of experiments. Only its files can be started. */
  readonly experiments: string;
}

/** An experiment as the page shows it: with or without results. Plain JSON. */
export interface DashboardCard extends Omit<ListedExperiment, "stage"> {
  readonly stage: ListedExperiment["stage"] | "new" | "starting";
  /** What the page may ask for; null for nothing. */
  readonly offer: { readonly order: "start" | "stop"; readonly label: string } | null;
  /** Why nothing is offered, or why the last start from the page failed; "" for none. */
  readonly trouble: string;
  /** What somebody wrote about it; "" for nothing. */
  readonly note: string;
}

/** What is known of an experiment before it is said what the page may ask for. */
type SeenExperiment = Omit<DashboardCard, "offer" | "trouble" | "note">;

/** An order that cannot be carried out, with the status of its answer. */
export class OrderRefused extends Error {
  constructor(
    readonly status: 403 | 404 | 409,
    words: string,
  ) {
    super(words);
  }
}

/** A sweep that was started from here. */
interface Started {
  readonly child: ChildProcess;
  isAlive: boolean;
  /** Whether it was seen at work. */
  hasRun: boolean;
  /** The end of what it said while it ran; of one that ended as it should, "". */
  said: string;
}

/** The end of a sweep's words that is kept. */
const MOST_SAID = 4000;

/** What says to a sweep that code of the folder is trusted. A page may not say so. */
const TRUST = ["LRSWEEP_TRUST_SCRIPTS", "LRSWEEP_TRUST_PLUGINS"];

/** The sweeps of a results folder, those that could be started included. They go on when this process ends. */
export class Sweeps {
  readonly #files: ExperimentFiles;
  readonly #started = new Map<string, Started>();
  /** Sweeps that were asked to stop and still run. */
  readonly #stopping = new Set<string>();

  constructor(
    private readonly results: string,
    private readonly program: SweepProgram,
  ) {
    this.#files = new ExperimentFiles(program.experiments);
  }

  /** Experiments with results first, then those without. */
  cards(): readonly DashboardCard[] {
    const files = this.#files.look();
    const listed = listExperiments(this.results, new Date());
    const names = new Set(listed.map(({ name }) => name));
    const others = [...files].filter(([name]) => !names.has(name));
    return [
      ...listed.map((experiment) => this.#card(experiment, files.get(experiment.name))),
      ...others.map(([name, file]) => this.#card({ ...WITHOUT, name, description: file.description }, file)),
    ];
  }

  /** Starts a sweep, or continues it. Throws OrderRefused. */
  start(name: string): void {
    const file = this.#files.look().get(name);
    const card = this.cards().find((one) => one.name === name);
    if (file === undefined || card === undefined)
      throw new OrderRefused(404, `No file in ${this.program.experiments}/ is an experiment named ${name}.`);
    if (file.hasScript) throw new OrderRefused(403, SCRIPTED);
    if (card.offer?.order !== "start") throw new OrderRefused(409, `${name} is running, or has nothing left to train.`);
    const { script } = this.program;
    const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !TRUST.includes(key)));
    const child = spawn(process.execPath, [script, "sweep", file.path, "--output", this.results], {
      ...{ env, detached: true, windowsHide: true },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const started: Started = { child, isAlive: true, hasRun: false, said: "" };
    this.#started.set(name, started);
    child.stderr?.on("data", (part) => {
      started.said = `${started.said}${part}`.slice(-MOST_SAID);
    });
    const end = (said: string) => {
      started.isAlive = false;
      started.said = said;
    };
    child.on("error", ({ message }) => end(message));
    child.on("close", (code) => end(code === exitCode.ok || code === exitCode.interrupted ? "" : started.said));
  }

  /** Interrupts a sweep, wherever on this machine it was started: runs in training may finish, and what has ended is kept. Throws OrderRefused. */
  stop(name: string): void {
    const card = this.cards().find((one) => one.name === name);
    if (card === undefined) throw new OrderRefused(404, `There is no sweep named ${name}.`);
    const isAsked =
      card.offer?.order === "stop" &&
      (interruptHolder(join(this.results, name, JOURNAL_FOLDER), new Date()) ||
        this.#alive(name)?.child.kill("SIGINT") === true);
    if (!isAsked) throw new OrderRefused(409, `${name} does not run on this machine, or is stopping already.`);
    this.#stopping.add(name);
  }

  /** Keeps what somebody wrote about a sweep; "" removes it. Throws OrderRefused. */
  note(name: string, text: string): void {
    const card = this.cards().find((one) => one.name === name);
    if (card === undefined || card.stage === "new") throw new OrderRefused(404, `There are no results named ${name}.`);
    writeNote(this.results, name, text);
  }

  /** Deletes the results of a sweep that does not run. Throws OrderRefused. */
  delete(name: string): void {
    const card = this.cards().find((one) => one.name === name);
    if (card === undefined || card.stage === "new") throw new OrderRefused(404, `There are no results named ${name}.`);
    const refusal = new OrderRefused(409, `${name} is running. Stop it first, or wait until it is finished.`);
    if (this.#alive(name) !== undefined) throw refusal;
    try {
      deleteSweep(join(this.results, name));
    } catch (error) {
      throw error instanceof FolderInUse ? refusal : error;
    }
  }

  /** Lets go of sweeps that still run, so that this process can end. */
  close(): void {
    for (const { child } of this.#started.values()) {
      child.stderr?.destroy();
      child.unref();
    }
  }

  #alive(name: string): Started | undefined {
    const started = this.#started.get(name);
    return started?.isAlive ? started : undefined;
  }

  #card(found: SeenExperiment, file: ExperimentFile | undefined): DashboardCard {
    const experiment = { ...found, note: found.stage === "new" ? "" : readNote(this.results, found.name) };
    const { name } = experiment;
    const isRunning = experiment.stage === "running";
    const alive = this.#alive(name);
    if (alive && isRunning) alive.hasRun = true;
    if (!isRunning && !alive) this.#stopping.delete(name);
    const stage = alive?.hasRun === false ? "starting" : experiment.stage;
    if (isRunning || alive) {
      const offer = this.#stopping.has(name) ? null : ({ order: "stop", label: "Stop" } as const);
      return { ...experiment, stage, offer, trouble: offer === null ? STOPPING : "" };
    }
    if (file?.hasScript) return { ...experiment, stage, offer: null, trouble: SCRIPTED };
    const label = file && this.#labelOf(experiment, file);
    const trouble = printable(this.#started.get(name)?.said ?? "").trim();
    return { ...experiment, stage, offer: label ? { order: "start", label } : null, trouble };
  }

  /** What starting is called; undefined where nothing is left to train. */
  #labelOf({ name, stage, failed }: SeenExperiment, file: ExperimentFile) {
    if (stage === "new") return "Start";
    const isSame = orNone(() => readExperiment(join(this.results, name)))?.text === file.text;
    if (!isSame) return "Train as the file is now";
    if (stage === "done") return failed > 0 ? "Train the failed again" : undefined;
    return "Resume";
  }
}

const SCRIPTED = "Its runs are programs of yours: start it in a terminal, with --trust-scripts.";
const STOPPING = "Stopping: runs in training get up to 5 s to finish.";

/** Of an experiment without results. */
const WITHOUT: Omit<SeenExperiment, "name" | "description"> = {
  ...{ done: 0, total: 0, failed: 0, pace: null, best: "", finished: null, files: [] },
  stage: "new",
};
