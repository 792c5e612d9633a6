/**
 * lrsweep's adapter for JavaScript: a program follows the rates of a sweep and reports its figures. One file without
 * dependencies, for Node 20 or later.
 *
 *     const { start } = await import(process.env.LRSWEEP_ADAPTER ?? "lrsweep/adapter");
 *     const run = start({ lr: 0.1, width: 64 });   // the defaults when started by hand; run.lr, run.width, run.seed
 *     for (const epoch of run.epochs()) {
 *       ...                                        // run.rate(step)
 *       run.log({ train_loss, val_accuracy });
 *     }
 *
 * Reading and writing wait, so the loop may be synchronous or not. To go on from a checkpoint: keep it in run.directory, and
 * use run.epochs({ start }).
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = 1;
const PROTOCOL = 1;

type StepRates = number | readonly number[];

/** What a sweep says of a run before its first epoch. */
interface FirstLine {
  readonly lrsweep: number;
  readonly seed: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly optimizer: Readonly<Record<string, unknown>>;
  readonly epochs: number;
  readonly steps_per_epoch: number | null;
  readonly by_step: boolean;
  readonly metrics: readonly string[] | undefined;
  readonly attempt: number;
  readonly reported: number;
  readonly directory: string | undefined;
  /** The epoch of a checkpoint that was ahead, for which the program was begun anew. */
  readonly again?: number;
}

interface EpochLine {
  readonly epoch: number;
  readonly groups: readonly { readonly lr: StepRates; readonly momentum?: StepRates }[];
}

/** By hand also how many epochs there are (10), and the seed (0). */
type Defaults = Readonly<Record<string, unknown>> & { readonly epochs?: number; readonly seed?: number };

/** They have the types of their defaults. */
type ParametersOf<T> = Readonly<Omit<T, "epochs" | "seed">>;

/** The run that the sweep has started. Started by hand, it is one with these defaults. */
export function start<T extends Defaults = Record<never, never>>(defaults?: T): SweepRun & ParametersOf<T> {
  const { epochs = 10, seed = 0, ...given } = (defaults ?? {}) as Defaults;
  const run =
    process.env.LRSWEEP_RUN === undefined
      ? new SweepRun(undefined, byHand(epochs, seed), given)
      : SweepRun.ofSweep(new Link(process.env.LRSWEEP_RUN), given);
  return run as SweepRun & ParametersOf<T>;
}

const byHand = (epochs: number, seed: number): FirstLine => ({
  lrsweep: PROTOCOL,
  seed,
  parameters: {},
  optimizer: {},
  epochs,
  steps_per_epoch: null,
  by_step: false,
  metrics: undefined,
  attempt: 1,
  reported: 0,
  directory: undefined,
});

/** Something is wrong between the program and the sweep. The sweep shows the message with the run. */
class AdapterError extends Error {
  override readonly name = "lrsweep";
}

/** One training run. Parameters and figures of the optimizer are properties: run.lr, run.width. */
class SweepRun {
  readonly seed: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly epochCount: number;
  readonly stepsPerEpoch: number | undefined;
  readonly attempt: number;
  /** Epochs whose figures the sweep has kept. */
  readonly reported: number;
  /** The epoch in training. */
  epoch = -1;
  /** Why the epochs ended. */
  end: "done" | "pruned" | "pause" | undefined;

  readonly #link: Link | undefined;
  readonly #first: FirstLine;
  readonly #groupNames: readonly string[];
  #directory: string | undefined;
  #line: EpochLine | undefined;
  #steps = 0;
  #hasAskedRates = false;
  #hasBegun = false;
  #hasNoted = false;
  #pending: Record<string, number> = {};
  #sent = -1;

  /** For start(). */
  constructor(link: Link | undefined, first: FirstLine, defaults: Readonly<Record<string, unknown>>) {
    this.#link = link;
    this.#first = first;
    this.seed = first.seed;
    this.epochCount = first.epochs;
    this.stepsPerEpoch = first.steps_per_epoch ?? undefined;
    this.attempt = first.attempt;
    this.reported = first.reported;
    this.#directory = first.directory;
    const groups = (first.optimizer.groups ?? []) as readonly { readonly name: string }[];
    this.#groupNames = groups.map(({ name }) => name);
    this.parameters = this.#takeParameters(defaults);
    Object.assign(this, this.parameters);
  }

  /** For start(). */
  static ofSweep(link: Link, defaults: Readonly<Record<string, unknown>>): SweepRun {
    const first = link.first();
    if (first.lrsweep !== PROTOCOL)
      link.fail(
        `${OWN_PATH} speaks version ${PROTOCOL} of the protocol, the sweep version ${first.lrsweep}. Delete it`,
      );
    return new SweepRun(link, first, defaults);
  }

  /** A folder of the run's own, for checkpoints. It survives a retry on the same machine. */
  get directory(): string {
    this.#directory ??= mkdtempSync(join(tmpdir(), "lrsweep-"));
    mkdirSync(this.#directory, { recursive: true });
    return this.#directory;
  }

  /** The epochs to train, from 0, or from `start` where a checkpoint was restored. Figures from there on count anew. */
  *epochs({ start = 0 }: { readonly start?: number } = {}): Generator<number, void, void> {
    if (this.#hasBegun) this.#fail("run.epochs() was called twice: a run has one loop over its epochs");
    this.#hasBegun = true;
    if (this.#link === undefined) {
      for (this.epoch = start; this.epoch < this.epochCount; this.epoch++) {
        yield this.epoch;
        this.#endEpoch();
      }
      this.end = "done";
      return;
    }
    this.#begin(this.#link, start);
    for (;;) {
      const line = this.#link.nextLine() as unknown as EpochLine & { readonly end?: "done" | "pruned" | "pause" };
      if (line.end !== undefined) {
        this.end = line.end;
        return;
      }
      this.#line = line;
      this.epoch = line.epoch;
      this.#steps = 0;
      yield this.epoch;
      this.#endEpoch();
    }
  }

  /** The learning rate of a step of this epoch, or `of: "momentum"`. `group` is a name of the YAML's. */
  rate(
    step = 0,
    { group = 0, of = "lr" }: { readonly group?: string | number; readonly of?: "lr" | "momentum" } = {},
  ): number {
    this.#hasAskedRates = true;
    const place = typeof group === "string" ? this.#groupNames.indexOf(group) + 1 : group;
    const rates = this.#line?.groups[place]?.[of];
    if (rates === undefined) return this.parameters[of] as number;
    if (step >= this.#steps) this.#count(step + 1);
    return typeof rates === "number" ? rates : (rates[Math.min(step, rates.length - 1)] as number);
  }

  /** Reports the epoch's figures, in one call or several. After the last epoch, they are the run's final figures. */
  log(figures: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(figures))
      if (typeof value !== "number")
        this.#fail(`run.log() takes numbers, but ${name} is ${String(value).slice(0, 80)}`);
    if (this.end !== undefined) {
      if (this.end !== "pause") this.#send({ final: finite(figures) }, inWords(figures));
      return;
    }
    if (this.epoch < 0) this.#fail("run.log() was called outside of the loop over run.epochs()");
    if (this.#sent === this.epoch && this.#link !== undefined)
      this.#fail(`epoch ${this.epoch} was reported before ${Object.keys(figures).join(", ")} came: log them together`);
    Object.assign(this.#pending, figures);
    const names = this.#first.metrics ?? Object.keys(figures);
    if (names.every((name) => name in this.#pending)) this.#sendFigures();
  }

  /** A sentence for the sweep's log of this run. */
  note(text: string): void {
    this.#send({ note: text }, `lrsweep: ${text}`);
  }

  #takeParameters(defaults: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { groups: _, ...optimizer } = this.#first.optimizer;
    const given = this.#first.parameters;
    for (const name of Object.keys(given))
      if (name in optimizer) this.#fail(`${name} is both in script.parameters and in optimizer: remove one`);
    for (const name of Object.keys({ ...optimizer, ...given })) {
      // The rate comes by run.rate(), so it needs no name.
      if (name in defaults || name === "lr") continue;
      const call = [...Object.keys(defaults), name].map((key) => `${key}: …`).join(", ");
      this.#fail(`the YAML gives ${name}, which start() does not name. Write start({ ${call} })`);
    }
    for (const name of Object.keys({ ...defaults, ...given }))
      if (name in this) this.#fail(`a parameter cannot be called ${name}: run.${name} is something else. Rename it`);
    return { ...defaults, ...optimizer, ...given };
  }

  #begin(link: Link, start: number): void {
    const { again } = this.#first;
    if (start > this.reported) {
      if (again !== undefined)
        this.#fail(
          `the program starts at epoch ${start}, but only ${this.reported} epochs were reported, and its checkpoint is ` +
            "not in run.directory. Keep it there, so that it can be cleared",
        );
      link.restart(this.directory, { ...this.#first, again: start });
    }
    const notes =
      again === undefined
        ? []
        : [
            `the checkpoint was at epoch ${again}, but only ${this.reported} epochs were reported. The run's directory was cleared, ` +
              "and training begins anew",
          ];
    const note = [...notes, ...otherCopies()].join("; ");
    link.send({ start, adapter: `javascript ${VERSION}`, ...(note === "" ? {} : { note }) });
    const modules = ownModules();
    if (modules.length > 0) link.send({ modules });
  }

  #endEpoch(): void {
    if (Object.keys(this.#pending).length > 0) this.#sendFigures();
    if (this.#sent !== this.epoch) this.#fail(`epoch ${this.epoch} ended without figures: call run.log(…) in the loop`);
  }

  #sendFigures(): void {
    const figures = this.#pending;
    this.#pending = {};
    this.#sent = this.epoch;
    if (this.#line !== undefined) {
      this.#checkFollowed(this.#line);
      this.#checkSteps();
    }
    const steps = this.#steps > 0 ? { steps: this.#steps } : {};
    this.#send({ epoch: this.epoch, metrics: finite(figures), ...steps }, `epoch ${this.epoch}: ${inWords(figures)}`);
  }

  /** A program that takes no rates would train with other ones than the sweep writes down. */
  #checkFollowed({ groups }: EpochLine): void {
    const isConstant = this.#groupNames.length === 0 && groups.every(({ lr }) => lr === this.#first.optimizer.lr);
    if (!this.#hasAskedRates && !isConstant) this.#fail("nothing follows the rates of the sweep: use run.rate(step)");
  }

  #count(steps: number): void {
    this.#steps = steps;
    if (this.#first.by_step && steps > (this.stepsPerEpoch ?? steps))
      this.#fail(
        `epoch ${this.epoch} has more than ${this.stepsPerEpoch} steps, which is training.steps_per_epoch in the YAML. ` +
          "Count the steps of an epoch, and write that number",
      );
  }

  #checkSteps(): void {
    const planned = this.stepsPerEpoch ?? 0;
    const steps = this.#steps;
    if (!this.#first.by_step || steps >= planned) return;
    const words = `epoch ${this.epoch} took ${steps} steps, but training.steps_per_epoch is ${planned} in the YAML`;
    if (steps < 0.99 * planned) this.#fail(`${words}. Write steps_per_epoch: ${steps}`);
    if (!this.#hasNoted) this.note(words);
    this.#hasNoted = true;
  }

  #send(message: object, words: string): void {
    if (this.#link === undefined) console.log(words);
    else this.#link.send(message);
  }

  #fail(text: string): never {
    if (this.#link === undefined) throw new AdapterError(text);
    return this.#link.fail(text);
  }
}

/** Lines from the sweep come on standard input; lines to it go out on descriptor 3 or standard output. */
class Link {
  readonly #nonce: string;
  readonly #out: number;
  #unread = "";

  constructor(nonce: string) {
    const own = String(process.pid);
    const owner = process.env.LRSWEEP_STARTED ?? own;
    process.env.LRSWEEP_STARTED = owner;
    if (owner !== own) throw new AdapterError(`process ${owner} has called start() already`);
    this.#nonce = nonce;
    this.#out = outgoing();
  }

  first(): FirstLine {
    const path = process.env.LRSWEEP_AGAIN;
    return path === undefined ? (this.nextLine() as unknown as FirstLine) : JSON.parse(readFileSync(path, "utf8"));
  }

  nextLine(): Readonly<Record<string, unknown>> {
    const chunk = Buffer.alloc(1 << 16);
    while (!this.#unread.includes("\n")) {
      const count = retried(() => readSync(0, chunk), 0);
      if (count === 0) gone();
      this.#unread += chunk.toString("latin1", 0, count);
    }
    const end = this.#unread.indexOf("\n");
    const line = Buffer.from(this.#unread.slice(0, end), "latin1").toString();
    this.#unread = this.#unread.slice(end + 1);
    return JSON.parse(line);
  }

  send(message: object): void {
    // The program, or another process, may have left the line half full.
    const before = this.#out === 1 ? "\n" : "";
    let rest = Buffer.from(`${before}@lrsweep:${this.#nonce} ${JSON.stringify(message)}\n`);
    while (rest.length > 0) {
      const count = retried(() => writeSync(this.#out, rest), -1);
      if (count < 0) gone();
      rest = rest.subarray(count);
    }
  }

  fail(text: string): never {
    this.send({ error: text });
    throw new AdapterError(text);
  }

  /** The weights are ahead of the figures, so the run begins anew, in a process that has not loaded them. */
  restart(directory: string, first: FirstLine): never {
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
    const path = join(directory, "run.json");
    writeFileSync(path, JSON.stringify(first));
    const { LRSWEEP_STARTED: _, ...environment } = process.env;
    const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: [0, 1, 2, this.#out === 1 ? "ignore" : this.#out],
      env: { ...environment, LRSWEEP_AGAIN: path, ...(this.#out === 1 ? {} : { LRSWEEP_FD: "3" }) },
    });
    process.exit(status ?? 1);
  }
}

/** Descriptor 3 if it is a pipe; launchers close it for their children. Else standard output. */
function outgoing(): number {
  const fd = Number(process.env.LRSWEEP_FD ?? Number.NaN);
  try {
    const status = fstatSync(fd);
    return status.isFIFO() || status.isSocket() ? fd : 1;
  } catch {
    return 1;
  }
}

/** What a read or a write gives, tried again where the pipe would not wait; `ended` where nobody is at its other end. */
function retried(act: () => number, ended: number): number {
  const still = new Int32Array(new SharedArrayBuffer(4));
  for (let pauseMs = 0.1; ; pauseMs = Math.min(pauseMs * 1.5, 10)) {
    try {
      return act();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF" || code === "EPIPE") return ended;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(still, 0, 0, pauseMs);
    }
  }
}

function gone(): never {
  console.error("lrsweep: the sweep has gone");
  process.exit(1);
}

/** JSON has no NaN and no infinities: they are strings. */
const finite = (figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]),
  );

const inWords = (figures: Readonly<Record<string, number>>) =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(6))}`)
    .join(", ");

const OWN_PATH = fileURLToPath(import.meta.url);

/** Says so where the program has imported an adapter of another version than the sweep's own. */
function otherCopies(): readonly string[] {
  const path = process.env.LRSWEEP_ADAPTER;
  if (path === undefined || path === OWN_PATH || !existsSync(path)) return [];
  const [, version = VERSION] = /^const VERSION = (\d+)/m.exec(readFileSync(path, "utf8")) ?? [];
  if (Number(version) === VERSION) return [];
  return [`${OWN_PATH} is version ${VERSION} of the adapter, the sweep's is ${version}. Delete it, or copy ${path}`];
}

const IMPORT = /\b(?:from|import|require)\s*\(?\s*["'](\.[^"']+)["']/g;

/** Files of the working folder that the program imports, and what those import, with slashes. */
function ownModules(): readonly string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    const isOwn = path.startsWith(process.cwd() + sep) && !path.includes(`${sep}node_modules${sep}`);
    if (found.has(path) || path === OWN_PATH || !isOwn || !existsSync(path)) return;
    found.add(path);
    for (const [, specifier = ""] of readFileSync(path, "utf8").matchAll(IMPORT))
      visit(resolve(dirname(path), specifier));
  };
  visit(resolve(process.argv[1] ?? ""));
  return [...found].map((path) => relative(process.cwd(), path).replaceAll(sep, "/")).sort();
}
