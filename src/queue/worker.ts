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
import { BadMessage } from "./checked.ts";
import { decodeChunk, encodeChunk } from "./chunk-message.ts";
import { encodeResult } from "./chunk-result.ts";
import { connect } from "./connection.ts";
import { DataMissing, fetchData } from "./data.ts";
import {
  ANNOUNCED,
  announcementKey,
  isSweepId,
  MAX_STALLED_COUNT,
  PREFIX,
  refusalsKey,
  resultsKey,
  SWEEPS,
  workersKey,
} from "./names.ts";

export interface ServeOptions {
  readonly address: Address;
  readonly release: Release;
  /** A folder where files of data are looked for, by their content. */
  readonly data: string | undefined;
  /** Those that the executor has loaded. */
  readonly plugins?: readonly PluginFile[];
  /** Trains the chunks; it is closed in the end. */
  readonly executor: Executor;
  /** Stops after so many seconds without work; undefined: never. */
  readonly idle: number | undefined;
  readonly signal: AbortSignal;
  readonly say: (notice: string) => void;
}

/** There are sweeps, and this worker can join none of them. */
export class Refused extends Error {}

/** How often to look for sweeps whose announcement was missed. */
const LOOK_PAUSE_MS = 500;
/** A worker that does not renew its lease on a chunk for so long loses it to another. */
const LEASE_MS = 6000;
const STALLED_CHECK_MS = 2000;
/** How often to look for chunks whose event went to a worker that is gone. */
const DRAIN_DELAY_SECONDS = 1;
/** How long chunks in training may go on when the worker is to end. */
const SHUTDOWN_GRACE_MS = 5000;
/** A sweep without a coordinator is left after so long without work. */
const LEAVE_SECONDS = 5;

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

/** A sweep that this worker has joined. */
interface JoinedSweep {
  readonly name: string;
  readonly worker: Worker;
  /** Takes back what is not begun yet. */
  readonly recall: AbortController;
  chunks: number;
  inTraining: number;
  /** When the last chunk came or went. */
  lastWork: number;
}

const EMPTY_CHUNK = encodeChunk(
  {
    columns: { rates: [], metrics: [] },
    objective: { metric: "", mode: "min", at: "final" },
    timeout: undefined,
    runs: [],
  },
  [],
);

/** Keeps the result of a chunk, unless its job is gone: then another worker was faster. */
const KEEP_RESULT = `
if redis.call("EXISTS", KEYS[1]) == 1 then
  redis.call("HSET", KEYS[2], ARGV[1], ARGV[2])
end`;

class Server {
  /** Fetched while nothing is to do yet. */
  readonly #bullmq = import("#bullmq");
  readonly #name = `${hostname()}:${process.pid}`;
  readonly #sweeps = new Map<string, JoinedSweep>();
  readonly #refused = new Map<string, string>();
  /** Subscribed to announcements. */
  readonly #subscriber: Redis;
  #wake = new AbortController();
  #lastWork = performance.now();

  constructor(
    private readonly redis: Redis,
    private readonly options: ServeOptions,
  ) {
    this.#subscriber = redis.duplicate();
    this.#subscriber.on("message", () => this.#wake.abort());
    options.signal.addEventListener("abort", () => this.#wake.abort());
    // The other connection reports it already.
    this.#subscriber.on("error", () => undefined);
  }

  async run(): Promise<void> {
    const { signal, say, address, idle } = this.options;
    await Promise.all([this.#warmUp(), this.#subscriber.subscribe(ANNOUNCED), this.#bullmq]);
    say(`worker ${this.#name} is waiting for sweeps at ${address.shown}`);
    while (!signal.aborted) {
      this.#wake = new AbortController();
      await this.#lookForSweeps();
      const refusal = [...this.#refused.values()].at(-1);
      if (this.#sweeps.size === 0 && refusal !== undefined) throw new Refused(refusal);
      if (idle !== undefined && this.#isIdle(idle)) return say(`idle for ${idle} s; stopping`);
      await setTimeout(signal.aborted ? 0 : LOOK_PAUSE_MS, undefined, { signal: this.#wake.signal }).catch(
        () => undefined,
      );
    }
  }

  /** The first chunk takes long, since threads and checks are set up. So an empty one is trained before there is work. */
  async #warmUp(): Promise<void> {
    const { executor } = this.options;
    const { ids, ...work } = decodeChunk(EMPTY_CHUNK);
    const files: Files = { kind: "contents", digest: "", contents: new Map() };
    const all = Array.from({ length: executor.slots }, () => executor.train({ ...work, files }, ids));
    await Promise.all(all).catch(() => undefined);
  }

  /** Hands back what cannot be finished soon, so that others need not wait until it counts as lost. */
  async close(): Promise<void> {
    const grace = globalThis.setTimeout(() => void this.options.executor.close(), SHUTDOWN_GRACE_MS);
    await Promise.all([...this.#sweeps.keys()].map((id) => this.#leave(id)));
    clearTimeout(grace);
    this.#subscriber.disconnect();
    await this.options.executor.close();
  }

  #isIdle(seconds: number): boolean {
    const isBusy = [...this.#sweeps.values()].some(({ inTraining }) => inTraining > 0);
    return !isBusy && performance.now() - this.#lastWork > seconds * 1000;
  }

  async #lookForSweeps(): Promise<void> {
    const ids = (await this.redis.smembers(SWEEPS)).filter(isSweepId);
    const there = new Map<string, string>();
    for (const id of ids) {
      const text = await this.redis.get(announcementKey(id));
      if (text !== null) there.set(id, text);
    }
    for (const [id, sweep] of this.#sweeps) if (!there.has(id) && isQuiet(sweep)) await this.#leave(id);
    for (const id of this.#refused.keys()) if (!there.has(id)) this.#refused.delete(id);
    for (const [id, text] of there) {
      if (!this.#sweeps.has(id) && !this.#refused.has(id)) await this.#join(id, text);
      // Again and again, as Redis may have lost it.
      if (this.#sweeps.has(id)) await this.redis.hset(workersKey(id), this.#name, this.options.executor.slots);
    }
  }

  async #join(id: string, text: string): Promise<void> {
    const { say, release, data, plugins = [] } = this.options;
    try {
      const announcement = decodeAnnouncement(text);
      requireSameBuild(announcement, release);
      requirePlugins(announcement, plugins);
      const files = await fetchData(this.redis, data, announcement.files);
      const sweep = await this.#startWorker(id, announcement, files);
      this.#sweeps.set(id, sweep);
      say(`joined ${announcement.name}`);
    } catch (error) {
      if (!(error instanceof BadMessage || error instanceof DataMissing || error instanceof Refused)) throw error;
      const refusal = `worker ${this.#name} cannot join: ${error.message}`;
      this.#refused.set(id, refusal);
      await this.redis.rpush(refusalsKey(id), refusal);
      await this.redis.expire(refusalsKey(id), 60);
      if (this.#sweeps.size > 0) say(refusal);
    }
  }

  async #startWorker(id: string, { name }: Announcement, files: Files): Promise<JoinedSweep> {
    const { Worker } = await this.#bullmq;
    const recall = new AbortController();
    const train = async (job: Job) => {
      sweep.inTraining++;
      try {
        const { ids, ...work } = decodeChunk(job.data);
        const result = await this.options.executor.train({ ...work, files }, ids, recall.signal);
        if (result.kind === "lost") throw new Error(result.failure.error);
        if (result.kind !== "given up") sweep.chunks++;
        await this.redis.eval(
          KEEP_RESULT,
          2,
          worker.toKey(job.id as string),
          resultsKey(id),
          job.id as string,
          encodeResult(result, ids),
        );
        return null;
      } finally {
        sweep.inTraining--;
        sweep.lastWork = this.#lastWork = performance.now();
      }
    };
    const worker = new Worker(id, train, {
      connection: this.redis,
      prefix: PREFIX,
      name: this.#name,
      // One chunk waits, so that no thread waits for Redis.
      concurrency: this.options.executor.slots,
      lockDuration: LEASE_MS,
      stalledInterval: STALLED_CHECK_MS,
      drainDelay: DRAIN_DELAY_SECONDS,
      maxStalledCount: MAX_STALLED_COUNT,
    });
    // The connection reports errors already. A chunk that another worker took over is no error.
    worker.on("error", () => undefined);
    const sweep: JoinedSweep = { name, worker, recall, chunks: 0, inTraining: 0, lastWork: performance.now() };
    return sweep;
  }

  async #leave(id: string): Promise<void> {
    const sweep = this.#sweeps.get(id);
    if (sweep === undefined) return;
    this.#sweeps.delete(id);
    const closed = sweep.worker.close();
    sweep.recall.abort();
    await closed;
    await this.redis.hdel(workersKey(id), this.#name);
    // BullMQ leaves a note where a sweep has ended.
    if ((await this.redis.exists(announcementKey(id))) === 0)
      await this.redis.expire(sweep.worker.toKey("meta"), LEAVE_SECONDS);
    this.options.say(`left ${sweep.name} after ${sweep.chunks} chunks`);
  }
}

const isQuiet = ({ inTraining, lastWork }: JoinedSweep) =>
  inTraining === 0 && performance.now() - lastWork > LEAVE_SECONDS * 1000;

function requireSameBuild({ name, release }: Announcement, own: Release): void {
  if (release.build === own.build) return;
  const text = ({ version, build }: Release) => `${version} (build ${build.slice(0, 12)})`;
  throw new Refused(
    `the sweep ${name} is run by lrsweep ${text(release)}, but this worker is ${text(own)}; ` +
      "only the same version gives the same figures, so install that one here",
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
