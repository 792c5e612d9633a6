import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Executor } from "../execution/executor.ts";
import type { Files } from "../execution/files.ts";
import type { ChunkOrder } from "../execution/protocol.ts";
import { isShortage } from "../io/fault-text.ts";
import type { Address } from "./address.ts";
import { decodeAnnouncement } from "./announcement.ts";
import { BadMessage } from "./checked.ts";
import { type ChunkTrainer, Refused, trainerFor, type WorkerMeans } from "./chunk-trainer.ts";
import type { Clients, Job, Redis, Worker } from "./clients.ts";
import { connect, ofWrongType } from "./connection.ts";
import { DataMissing } from "./data.ts";
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
import { decodeOrder, encodeOrder } from "./order-message.ts";
import { encodeResult } from "./result-message.ts";

/** The worker closes the executor at its end. */
export interface ServeOptions extends WorkerMeans {
  readonly address: Address;
  /** Stops after this many seconds without work. undefined: never. */
  readonly idle: number | undefined;
  readonly signal: AbortSignal;
  readonly say: (notice: string) => void;
}

/** Interval at which to look for sweeps whose announcement was missed. */
const LOOK_PAUSE_MS = 500;
/** Lease on a chunk. A worker that does not renew it in this time loses the chunk to another worker. */
const LEASE_MS = 6000;
const STALLED_CHECK_MS = 2000;
/** Interval at which to look for chunks whose event went to a worker that is gone. */
const DRAIN_DELAY_SECONDS = 1;
/** How long chunks in training may continue when the worker is told to end. */
const SHUTDOWN_GRACE_MS = 5000;
/** How much longer Redis may take, which may be gone: then commands to it wait for ever. */
const PARTING_MS = 1000;
/** Time without work after which a worker leaves a sweep without a coordinator. */
const LEAVE_SECONDS = 5;

/** Trains chunks for all sweeps of a Redis until told to end. Rejects with Refused or Unreachable. */
export async function serve(options: ServeOptions): Promise<void> {
  const redis = await connect(options.address, options.say).catch(async (error) => {
    await options.executor.close();
    throw error;
  });
  const server = new Server(redis, options);
  try {
    await ofWrongType(options.address, () => server.run());
  } finally {
    await ofWrongType(options.address, () => server.close()).finally(() => redis.disconnect());
  }
}

/** A sweep that this worker has joined. */
interface JoinedSweep {
  readonly name: string;
  readonly worker: Worker;
  readonly executor: Executor;
  /** Gives back chunks that have not begun. */
  readonly recall: AbortController;
  chunks: number;
  inTraining: number;
  /** Time at which the last chunk arrived or left. */
  lastWork: number;
}

const EMPTY_ORDER: ChunkOrder = {
  ids: [],
  columns: { rates: [], metrics: [] },
  objective: { metric: "", mode: "min", at: "final" },
  timeout: undefined,
  runs: [],
};

/** Stores the result of a chunk unless its job is gone, which means that another worker was faster. */
const KEEP_RESULT = `
if redis.call("EXISTS", KEYS[1]) == 1 then
  redis.call("HSET", KEYS[2], ARGV[1], ARGV[2])
end`;

class Server {
  /** Loaded while there is no work yet. */
  readonly #bullmq: Promise<Clients> = import("#bullmq");
  readonly #name = `${hostname()}:${process.pid}`;
  readonly #sweeps = new Map<string, JoinedSweep>();
  readonly #refused = new Map<string, string>();
  /** A connection subscribed to announcements. */
  readonly #subscriber: Redis;
  /** Settles when this worker is told to end: whatever waits for Redis then may do so in vain. */
  readonly #toldToEnd: Promise<void>;
  /** The last look for sweeps, which may still be joining one. */
  #looking: Promise<void> = Promise.resolve();
  #wake = new AbortController();
  #lastWork = performance.now();

  constructor(
    private readonly redis: Redis,
    private readonly options: ServeOptions,
  ) {
    this.#subscriber = redis.duplicate();
    this.#subscriber.on("message", () => this.#wake.abort());
    this.#toldToEnd = new Promise((resolve) => {
      const onAbort = () => {
        this.#wake.abort();
        resolve();
      };
      if (options.signal.aborted) onAbort();
      else options.signal.addEventListener("abort", onAbort);
    });
    // The other connection has already reported it.
    this.#subscriber.on("error", () => undefined);
  }

  async run(): Promise<void> {
    const { signal, say, address, idle } = this.options;
    await Promise.all([this.#warmUp(), this.#subscriber.subscribe(ANNOUNCED), this.#bullmq]);
    say(`worker ${this.#name} is waiting for sweeps at ${address.shown}`);
    while (!signal.aborted) {
      this.#wake = new AbortController();
      this.#looking = this.#lookForSweeps();
      await Promise.race([this.#looking, this.#toldToEnd]);
      const refusal = [...this.#refused.values()].at(-1);
      if (this.#sweeps.size === 0 && refusal !== undefined) throw new Refused(refusal);
      if (idle !== undefined && this.#isIdle(idle)) return say(`idle for ${idle} s; stopping`);
      await setTimeout(signal.aborted ? 0 : LOOK_PAUSE_MS, undefined, { signal: this.#wake.signal }).catch(
        () => undefined,
      );
    }
  }

  /** Trains an empty chunk before there is work, because the first chunk takes long: threads and checks are set up. */
  async #warmUp(): Promise<void> {
    const { executor } = this.options;
    const order = decodeOrder(encodeOrder(EMPTY_ORDER));
    const files: Files = { kind: "contents", digest: "", contents: new Map() };
    const all = Array.from({ length: executor.slots }, () => executor.train({ ...order, files }));
    await Promise.all(all).catch((error) => {
      if (isShortage(error)) throw error;
    });
  }

  /** Gives back chunks that cannot finish soon, so that others need not wait until the lease expires. */
  async close(): Promise<void> {
    const all = () => [this.options.executor, ...[...this.#sweeps.values()].map(({ executor }) => executor)];
    const grace = globalThis.setTimeout(() => {
      for (const executor of all()) void executor.close();
    }, SHUTDOWN_GRACE_MS);
    // A sweep that is being joined is left as well.
    await Promise.race([this.#looking.catch(() => undefined), setTimeout(PARTING_MS, undefined, { ref: false })]);
    const workers = [...this.#sweeps.values()].map(({ worker }) => worker);
    const parting = new AbortController();
    const late = setTimeout(SHUTDOWN_GRACE_MS + PARTING_MS, "late", { signal: parting.signal }).catch(() => undefined);
    try {
      const left = Promise.all([...this.#sweeps.keys()].map((id) => this.#leave(id)));
      if ((await Promise.race([left, late])) === "late")
        for (const worker of workers) void worker.disconnect().catch(() => undefined);
    } finally {
      parting.abort();
      clearTimeout(grace);
      this.#subscriber.disconnect();
      await this.options.executor.close();
    }
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
      // Repeated at intervals, because Redis may have lost it.
      const joined = this.#sweeps.get(id);
      if (joined !== undefined) await this.redis.hset(workersKey(id), this.#name, joined.executor.slots);
    }
  }

  async #join(id: string, text: string): Promise<void> {
    const { say } = this.options;
    try {
      const announcement = decodeAnnouncement(text);
      const trainer = await trainerFor(announcement, this.redis, this.options);
      const sweep = await this.#startWorker(id, announcement.name, trainer);
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

  async #startWorker(id: string, name: string, { executor, read }: ChunkTrainer): Promise<JoinedSweep> {
    const { Worker } = await this.#bullmq;
    const recall = new AbortController();
    const train = async (job: Job) => {
      sweep.inTraining++;
      try {
        const order = read(job.data);
        const result = await executor.train(order, recall.signal);
        if (result.kind === "lost") throw new Error(result.failure.error);
        if (result.kind !== "given up") sweep.chunks++;
        await this.redis.eval(
          KEEP_RESULT,
          2,
          worker.toKey(job.id as string),
          resultsKey(id),
          job.id as string,
          encodeResult(result, order.ids),
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
      // One chunk waits, so that no thread has to wait for Redis.
      concurrency: executor.slots,
      lockDuration: LEASE_MS,
      stalledInterval: STALLED_CHECK_MS,
      drainDelay: DRAIN_DELAY_SECONDS,
      maxStalledCount: MAX_STALLED_COUNT,
    });
    // The connection has already reported errors. A chunk taken over by another worker is not an error.
    worker.on("error", () => undefined);
    const sweep: JoinedSweep = {
      name,
      worker,
      executor,
      recall,
      chunks: 0,
      inTraining: 0,
      lastWork: performance.now(),
    };
    return sweep;
  }

  async #leave(id: string): Promise<void> {
    const sweep = this.#sweeps.get(id);
    if (sweep === undefined) return;
    this.#sweeps.delete(id);
    const closed = sweep.worker.close();
    sweep.recall.abort();
    const isOwn = sweep.executor !== this.options.executor;
    if (isOwn) sweep.executor.interrupt?.();
    await closed;
    if (isOwn) await sweep.executor.close();
    await this.redis.hdel(workersKey(id), this.#name);
    // BullMQ leaves a key behind when a sweep has ended.
    if ((await this.redis.exists(announcementKey(id))) === 0)
      await this.redis.expire(sweep.worker.toKey("meta"), LEAVE_SECONDS);
    this.options.say(`left ${sweep.name} after ${sweep.chunks} chunks`);
  }
}

const isQuiet = ({ inTraining, lastWork }: JoinedSweep) =>
  inTraining === 0 && performance.now() - lastWork > LEAVE_SECONDS * 1000;
