import { hostname } from "node:os";
import { basename } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Executor } from "../execution/executor.ts";
import type { Files } from "../execution/files.ts";
import type { Address } from "./address.ts";
import { type Announcement, decodeAnnouncement, type Release } from "./announcement.ts";
import { encodeReturn } from "./answer.ts";
import { BadMessage } from "./checked.ts";
import { connect } from "./connection.ts";
import { DataMissing, fetchData } from "./data.ts";
import { ANNOUNCED, announcementKey, isSweepId, PREFIX, refusalsKey, resultsKey, SWEEPS, workersKey } from "./names.ts";
import { decodeOrder, encodeOrder } from "./order.ts";

export interface ServeOptions {
  readonly address: Address;
  readonly release: Release;
  /** A folder where files of data are looked for, by their content. */
  readonly data: string | undefined;
  /** Those that the executor has loaded. */
  readonly plugins?: readonly PluginFile[];
  /** What trains; it is closed in the end. */
  readonly executor: Executor;
  /** Ends when nothing was to do for so many seconds; undefined: never. */
  readonly idle: number | undefined;
  readonly signal: AbortSignal;
  readonly say: (notice: string) => void;
}

/** There are sweeps, and this worker may take part in none of them. */
export class Refused extends Error {}

/** Milliseconds between two looks for sweeps of which it was not told. */
const PAUSE = 500;
/** Milliseconds that a worker may be silent; after them its chunks are another's. */
const LOCK = 6000;
const STALLED_CHECK = 2000;
/** Seconds between two looks for chunks of which Redis told one that had just gone. */
const LOOK_AGAIN = 1;
/** Seconds that chunks in training are given when the worker is to end. */
const PATIENCE = 5;
/** Seconds without work after which a sweep without a coordinator is left. */
const LEAVE = 5;

/** Trains chunks for the sweeps at a Redis until told to end. Rejects with Refused or Unreachable. */
export async function serve(options: ServeOptions): Promise<void> {
  const redis = await connect(options.address, options.say).catch(async (error) => {
    await options.executor.close();
    throw error;
  });
  const server = new Server(redis, options);
  try {
    await server.run();
  } finally {
    await server.close();
    redis.disconnect();
  }
}

/** A sweep that this worker takes part in. */
interface Part {
  readonly name: string;
  readonly worker: Worker;
  /** Takes back what is not begun yet. */
  readonly recall: AbortController;
  chunks: number;
  inTraining: number;
  /** When the last chunk came or went. */
  lastWork: number;
}

const NO_ORDER = encodeOrder(
  {
    columns: { rates: [], metrics: [] },
    objective: { metric: "", mode: "min", at: "final" },
    timeout: undefined,
    runs: [],
  },
  [],
);

/** Keeps what became of a chunk, unless its job is gone: then another worker was quicker. */
const KEEP = `
if redis.call("EXISTS", KEYS[1]) == 1 then
  redis.call("HSET", KEYS[2], ARGV[1], ARGV[2])
end`;

class Server {
  /** Fetched while nothing is to do yet. */
  readonly #bullmq = import("#bullmq");
  readonly #name = `${hostname()}:${process.pid}`;
  readonly #parts = new Map<string, Part>();
  readonly #refused = new Map<string, string>();
  /** Hears of sweeps that are announced. */
  readonly #ear: Redis;
  #wake = new AbortController();
  #lastWork = performance.now();

  constructor(
    private readonly redis: Redis,
    private readonly options: ServeOptions,
  ) {
    this.#ear = redis.duplicate();
    this.#ear.on("message", () => this.#wake.abort());
    options.signal.addEventListener("abort", () => this.#wake.abort());
    // Told by the other connection already.
    this.#ear.on("error", () => undefined);
  }

  async run(): Promise<void> {
    const { signal, say, address, idle } = this.options;
    await Promise.all([this.#warmUp(), this.#ear.subscribe(ANNOUNCED), this.#bullmq]);
    say(`${this.#name} looks for sweeps at ${address.shown}`);
    while (!signal.aborted) {
      this.#wake = new AbortController();
      await this.#lookForSweeps();
      const refusal = [...this.#refused.values()].at(-1);
      if (this.#parts.size === 0 && refusal !== undefined) throw new Refused(refusal);
      if (idle !== undefined && this.#isIdle(idle)) return say(`nothing to do for ${idle} s: ending`);
      await setTimeout(signal.aborted ? 0 : PAUSE, undefined, { signal: this.#wake.signal }).catch(() => undefined);
    }
  }

  /** A first chunk takes long, as threads and checks have to be set up: an empty one goes the way of all before there is work. */
  async #warmUp(): Promise<void> {
    const { executor } = this.options;
    const { ids, ...work } = decodeOrder(NO_ORDER);
    const files: Files = { kind: "contents", digest: "", contents: new Map() };
    const all = Array.from({ length: executor.slots }, () => executor.train({ ...work, files }, ids));
    await Promise.all(all).catch(() => undefined);
  }

  /** Hands back what cannot be finished soon, so that others need not wait until it counts as lost. */
  async close(): Promise<void> {
    const patience = globalThis.setTimeout(() => void this.options.executor.close(), PATIENCE * 1000);
    await Promise.all([...this.#parts.keys()].map((id) => this.#leave(id)));
    clearTimeout(patience);
    this.#ear.disconnect();
    await this.options.executor.close();
  }

  #isIdle(seconds: number): boolean {
    const isBusy = [...this.#parts.values()].some(({ inTraining }) => inTraining > 0);
    return !isBusy && performance.now() - this.#lastWork > seconds * 1000;
  }

  async #lookForSweeps(): Promise<void> {
    const ids = (await this.redis.smembers(SWEEPS)).filter(isSweepId);
    const there = new Map<string, string>();
    for (const id of ids) {
      const text = await this.redis.get(announcementKey(id));
      if (text !== null) there.set(id, text);
    }
    for (const [id, part] of this.#parts) if (!there.has(id) && isQuiet(part)) await this.#leave(id);
    for (const id of this.#refused.keys()) if (!there.has(id)) this.#refused.delete(id);
    for (const [id, text] of there) {
      if (!this.#parts.has(id) && !this.#refused.has(id)) await this.#join(id, text);
      // Again and again, as Redis may have lost it.
      if (this.#parts.has(id)) await this.redis.hset(workersKey(id), this.#name, this.options.executor.slots);
    }
  }

  async #join(id: string, text: string): Promise<void> {
    const { say, release, data, plugins = [] } = this.options;
    try {
      const announcement = decodeAnnouncement(text);
      requireSame(announcement, release);
      requirePlugins(announcement, plugins);
      const files = await fetchData(this.redis, data, announcement.files);
      const part = await this.#takePart(id, announcement, files);
      this.#parts.set(id, part);
      say(`takes part in ${announcement.name}`);
    } catch (error) {
      if (!(error instanceof BadMessage || error instanceof DataMissing || error instanceof Refused)) throw error;
      const refusal = `worker ${this.#name} cannot take part: ${error.message}`;
      this.#refused.set(id, refusal);
      await this.redis.rpush(refusalsKey(id), refusal);
      await this.redis.expire(refusalsKey(id), 60);
      if (this.#parts.size > 0) say(refusal);
    }
  }

  async #takePart(id: string, { name }: Announcement, files: Files): Promise<Part> {
    const { Worker } = await this.#bullmq;
    const recall = new AbortController();
    const train = async (job: Job) => {
      part.inTraining++;
      try {
        const { ids, ...work } = decodeOrder(job.data);
        const answer = await this.options.executor.train({ ...work, files }, ids, recall.signal);
        if (answer.kind === "lost") throw new Error(answer.failure.error);
        if (answer.kind !== "given up") part.chunks++;
        await this.redis.eval(
          KEEP,
          2,
          worker.toKey(job.id as string),
          resultsKey(id),
          job.id as string,
          encodeReturn(answer, ids),
        );
        return null;
      } finally {
        part.inTraining--;
        part.lastWork = this.#lastWork = performance.now();
      }
    };
    const worker = new Worker(id, train, {
      connection: this.redis,
      prefix: PREFIX,
      name: this.#name,
      // One chunk waits, so that no thread waits for Redis.
      concurrency: this.options.executor.slots,
      lockDuration: LOCK,
      stalledInterval: STALLED_CHECK,
      drainDelay: LOOK_AGAIN,
      maxStalledCount: 1,
    });
    // Told by the connection already; a chunk that another one took over meanwhile is no error.
    worker.on("error", () => undefined);
    const part: Part = { name, worker, recall, chunks: 0, inTraining: 0, lastWork: performance.now() };
    return part;
  }

  async #leave(id: string): Promise<void> {
    const part = this.#parts.get(id);
    if (part === undefined) return;
    this.#parts.delete(id);
    const closed = part.worker.close();
    part.recall.abort();
    await closed;
    await this.redis.hdel(workersKey(id), this.#name);
    // BullMQ leaves a note where a sweep has ended.
    if ((await this.redis.exists(announcementKey(id))) === 0) await this.redis.expire(part.worker.toKey("meta"), LEAVE);
    this.options.say(`left ${part.name} after ${part.chunks} chunks`);
  }
}

const isQuiet = ({ inTraining, lastWork }: Part) => inTraining === 0 && performance.now() - lastWork > LEAVE * 1000;

function requireSame({ name, release }: Announcement, own: Release): void {
  if (release.build === own.build) return;
  const text = ({ version, build }: Release) => `${version} (build ${build.slice(0, 12)})`;
  throw new Refused(
    `the sweep ${name} is run by lrsweep ${text(release)}, and this worker is ${text(own)}: ` +
      "figures are only the same from the same version; install that one here",
  );
}

/** A name says nothing: the file must be the very one of the sweep. */
function requirePlugins({ name, plugins }: Announcement, own: readonly PluginFile[]): void {
  const missing = plugins.find(({ digest }) => own.every((plugin) => plugin.digest !== digest));
  if (missing === undefined) return;
  const plugin = JSON.stringify(missing.name);
  const same = own.some(({ path }) => basename(path) === missing.name);
  const why = same ? `has another version of its plugin ${plugin}` : `has not loaded its plugin ${plugin}`;
  throw new Refused(
    `the sweep ${name} cannot be trained here, as this worker ${why} (SHA-256 ${missing.digest.slice(0, 16)}…): ` +
      "give that file to the worker with --plugin",
  );
}
