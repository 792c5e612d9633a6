import { join } from "node:path";
import { bindModel } from "../bind/model.ts";
import { type RunConfig, stepsPerEpoch } from "../contracts/config.ts";
import type { DataSource } from "../contracts/dataset.ts";
import { groupColumn } from "../contracts/groups.ts";
import { metricColumns } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import { initialState } from "../engine/initial-state.ts";
import type { Files } from "../execution/files.ts";
import { Sources } from "../execution/sources.ts";
import { keysIn, type NamedArrays, orderArray, rowArrays, weightArrays } from "../export/arrays.ts";
import type { RunToWrite } from "../export/run.ts";
import { targetKind, writeScript } from "../export/script.ts";
import { reporting } from "../export/way-report.ts";
import { npzBytes } from "../formats/npz-writer.ts";
import { writeWhole } from "../io/draft.ts";
import { makeFolder } from "../io/file.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";
import { canExplode } from "../training/explosion.ts";
import { orderOf, rowsOf } from "../training/export-data.ts";

/** A run, as trainer.py gets it. */
export interface TorchTask {
  readonly script: string;
  /** Files with the arrays that the script reads. */
  readonly arrays: readonly string[];
  readonly weights: string;
  /** The epoch to stop after. */
  readonly epochs: number;
  /** Number of a change of the weights' last bits; null: none. */
  readonly nudge: number | null;
  /** Whether divergence ends the run. */
  readonly stops: boolean;
  /** Of the larger of the first and the untrained loss: a training loss above it is divergence. null: none is. */
  readonly explodes_above: number | null;
  /** Time limit. */
  readonly seconds: number | null;
  /** Epochs of the whole run, and steps of each. */
  readonly whole: number;
  readonly stepsPerEpoch: number;
}

/** A run with what is said of it elsewhere. */
export interface RunToTrain {
  readonly config: RunConfig;
  readonly seed: number;
  readonly files: Files;
  readonly until: number | undefined;
  readonly timeout: number | undefined;
  readonly nudge?: number;
}

/** Writes runs for Python. What runs share is written once: rows, the order of a seed, the weights of a model and seed. */
export class TaskWriter {
  readonly #sources: Sources;
  readonly #written = new Map<string, Promise<string>>();
  readonly #keys = new Map<string, RunToWrite["keyOf"]>();

  /**
   * @param folder which is made when the first file is written
   * @param torch PyTorch's version
   */
  constructor(
    private readonly parts: Registry,
    private readonly folder: string,
    private readonly torch: string,
  ) {
    this.#sources = new Sources(parts.data);
  }

  /** Rejects with a FileError; throws NoPyTorch, or Misfit where the data do not fit. */
  async write({ config, seed, files, until, timeout, nudge }: RunToTrain): Promise<TorchTask> {
    const { epochs, on_divergence, diverged_above } = config.training;
    const source = this.#sources.open(config.data, files);
    const key = this.#stateKey(config, source, seed);
    const weights = this.#weights(key, config, source, seed);
    const run = this.#runOf(config, source, key);
    const rows = this.#rows(run, source, seed);
    const order = this.#order(config, source, seed);
    return {
      script: writeScript(run, reporting),
      arrays: await Promise.all(order === undefined ? [rows] : [rows, order]),
      weights: await weights,
      epochs: Math.min(until ?? epochs, epochs),
      nudge: nudge ?? null,
      stops: on_divergence === "stop",
      explodes_above: canExplode(config, source, this.parts) ? diverged_above : null,
      seconds: timeout ?? null,
      whole: epochs,
      stepsPerEpoch: run.stepsPerEpoch,
    };
  }

  #runOf(config: RunConfig, source: DataSource, key: string): RunToWrite {
    const { parts, torch } = this;
    const { shape } = source;
    const perEpoch = stepsPerEpoch(config.training, shape.training);
    const { groups, metrics } = bindModel(config, shape, parts);
    const { isPerStep, cycles } = createRunSchedule(config.scheduler, parts.scheduler, perEpoch);
    const others = groups.slice(1).map(({ name }) => groupColumn(name));
    return {
      id: "",
      title: "",
      version: "",
      torch,
      parts,
      config,
      shape,
      isFresh: source.fresh !== undefined,
      stepsPerEpoch: perEpoch,
      earlyEnd: undefined,
      columns: {
        rates: ["lr", ...(isPerStep ? ["lr_end"] : []), "momentum", ...others],
        metrics: metricColumns(metrics.map(({ name }) => name)),
      },
      cycles,
      keyOf: this.#keys.get(key) ?? (() => []),
    };
  }

  #rows(run: RunToWrite, source: DataSource, seed: number): Promise<string> {
    const { config } = run;
    const kind = targetKind(run);
    const own = source.perSeed || source.fresh ? seed : null;
    const key = ["rows", config.data, kind, own, source.fresh ? config.training.epochs : null];
    return this.#once(key, () => rowArrays(source, rowsOf(config, source, seed), kind));
  }

  #order(config: RunConfig, source: DataSource, seed: number): Promise<string> | undefined {
    const { epochs, shuffle } = config.training;
    if (!shuffle) return undefined;
    return this.#once(["order", source.shape.training, seed, epochs], () => {
      const order = orderOf(config, source, seed) as Int32Array;
      return { order: orderArray(order, epochs) };
    });
  }

  #stateKey({ model }: RunConfig, { shape }: DataSource, seed: number): string {
    return JSON.stringify(["weights", model, shape.features, shape.indices ?? null, seed]);
  }

  #weights(key: string, config: RunConfig, { shape }: DataSource, seed: number): Promise<string> {
    return this.#once(key, () => {
      const initial = initialState(config, shape, seed, this.parts);
      this.#keys.set(key, keysIn(initial));
      return weightArrays(initial);
    });
  }

  #once(of: unknown, make: () => NamedArrays): Promise<string> {
    const key = typeof of === "string" ? of : JSON.stringify(of);
    const known = this.#written.get(key) ?? this.#file(this.#written.size + 1, make());
    this.#written.set(key, known);
    return known;
  }

  async #file(number: number, arrays: NamedArrays): Promise<string> {
    makeFolder(this.folder);
    const path = join(this.folder, `${number}.npz`);
    await writeWhole(path, npzBytes(arrays));
    return path;
  }
}
