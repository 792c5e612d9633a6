import type { RunConfig } from "../contracts/config.ts";
import type { DataShape, Samples } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import { Arena } from "../tape/arena.ts";
import { compile, type Pass } from "./compile.ts";
import { type LoadedData, placeData, writeRows } from "./data.ts";
import { executorFor } from "./executors.ts";
import { FirstValues } from "./first-values.ts";
import { compileLanes } from "./lane-program.ts";
import { LaneRuns } from "./lane-runs.ts";
import { laneKey } from "./lanes.ts";
import { Memory } from "./memory.ts";
import { RunAlone } from "./run-alone.ts";
import type { Runs } from "./runs.ts";
import { StepKernels, type TeamPolicy } from "./step-kernels.ts";
import type { Workspace } from "./workspace.ts";

/** Where the arena starts: 0 is no address. */
const START = 64;

interface Loaded extends LoadedData {
  readonly sources: readonly [training: Samples, validation: Samples | undefined, test: Samples | undefined];
  readonly shape: DataShape;
  readonly end: number;
}

/** What of a program fills memory before its first step. */
interface Prepared {
  readonly start: number;
  readonly end: number;
  readonly passes: readonly Pick<Pass, "lowered">[];
}

/** Memory and kernels, in which data are loaded and runs prepared, one after another. What was there before does not show. */
export class Machine {
  readonly #memory = new Memory();
  readonly #stepKernels: StepKernels;
  readonly #firstValues = new FirstValues();
  #data: Loaded | undefined;
  /** The last untrained loss: runs of a seed mostly share it. */
  #untrained: { readonly key: string; readonly training: Samples; readonly loss: number } | undefined;

  /**
   * @param parts what the runs' configurations name
   * @param policy when several threads train a run. Default: never
   * @param executors for tests
   */
  constructor(
    readonly parts: Registry,
    policy?: TeamPolicy,
    private readonly executors: typeof executorFor = executorFor,
  ) {
    this.#stepKernels = new StepKernels(this.#memory, policy);
  }

  /** Brings data into memory, where they stay until others come; the same objects again cost nothing. */
  load(training: Samples, validation: Samples | undefined, shape: DataShape, test?: Samples): void {
    const loaded = this.#data?.sources;
    if (loaded?.[0] === training && loaded[1] === validation && loaded[2] === test) return;
    this.#data = undefined;
    const arena = new Arena(START);
    const data = placeData(arena, shape);
    this.#memory.reserve(arena.end);
    writeRows(this.#memory, data.training, training, shape);
    if (validation) writeRows(this.#memory, data.validation, validation, shape);
    if (test) writeRows(this.#memory, data.test, test, shape);
    const inOrder = this.#memory.integers(data.inOrder, data.validation.count + data.test.count);
    for (let row = 0; row < inOrder.length; row++) inOrder[row] = row;
    this.#data = { ...data, sources: [training, validation, test], shape, end: arena.end };
  }

  /** Replaces the rows to train on by as many others: for data drawn anew each epoch. */
  replaceTraining(training: Samples): void {
    const data = this.#loaded;
    writeRows(this.#memory, data.training, training, data.shape);
    this.#data = { ...data, sources: [training, data.sources[1], data.sources[2]] };
  }

  /**
   * Sets up runs on the data loaded; everything is zero then. Throws Misfit where parts do not fit together, and ProcessorUnfit.
   * @param configs one; or several whose {@link laneKey} is the same
   * @param cyclesMomentum whether the rates of the epochs will set momentum, too
   */
  prepare(configs: readonly RunConfig[], cyclesMomentum = false): Runs {
    const data = this.#loaded;
    const [config] = configs as readonly [RunConfig];
    const { parts } = this;
    const key = laneKey(config, data.shape, parts);
    if (key !== undefined) {
      this.#stepKernels.use(this.executors(config.training.engine));
      const program = compileLanes(configs, { parts, data, shape: data.shape, base: data.end, cyclesMomentum });
      this.#write({ ...program, passes: [] });
      return new LaneRuns(program, this.#workspaceFor(config), key);
    }
    if (configs.length > 1) throw new Error("runs that do not fit side by side");
    return this.#prepareAlone(config, cyclesMomentum);
  }

  #prepareAlone(config: RunConfig, cyclesMomentum: boolean): Runs {
    const { parts } = this;
    const data = this.#loaded;
    this.#stepKernels.use(this.executors(config.training.engine));
    const program = compile(config, { parts, data, shape: data.shape, base: data.end, cyclesMomentum });
    const { training, evaluation, collection } = program;
    this.#write({ ...program, passes: [training, evaluation, training.closing, collection ?? []].flat() });
    return new RunAlone(program, this.#workspaceFor(config));
  }

  #workspaceFor(config: RunConfig): Workspace {
    const data = this.#loaded;
    const firstValues = this.#firstValues.of(config, data.shape);
    return { memory: this.#memory, stepKernels: this.#stepKernels, data, firstValues };
  }

  /**
   * The mean (or sum) of a run's loss over all rows to train on, in evaluation mode, before any step. float32. It takes
   * memory of its own for the time being, so that the runs prepared stay as they are.
   */
  untrainedLoss(config: RunConfig, seed: number): number {
    const { sources, shape } = this.#loaded;
    const [training] = sources;
    const { model, loss, training: settings } = config;
    const key = JSON.stringify([model, loss, settings, seed]);
    if (this.#untrained?.key !== key || this.#untrained.training !== training) {
      const other = new Machine(this.parts, undefined, this.executors);
      other.load(training, training, { ...shape, validation: shape.training, test: 0 });
      // Neither transforms nor an average have a part in it; alone, so that the optimizer has none either.
      const runs = other.#prepareAlone({ ...config, optimizer: config.optimizer.slice(-1) }, false);
      runs.initialise(seed);
      this.#untrained = { key, training, loss: runs.evaluate()[0] as number };
    }
    return this.#untrained.loss;
  }

  #write({ start, end, passes }: Prepared): void {
    this.#memory.reserve(end);
    this.#memory.clear(start, end);
    for (const { offset, values } of passes.flatMap(({ lowered }) => lowered.constants))
      this.#memory.write(offset, values);
  }

  get #loaded(): Loaded {
    if (!this.#data) throw new Error("no data are loaded");
    return this.#data;
  }
}
