import { hostname } from "node:os";
import { setTimeout as setPause } from "node:timers/promises";
import type { Executor, InheritedChunk } from "../execution/executor.ts";
import { failure } from "../execution/failure.ts";
import type { ChunkOrder, ChunkResult } from "../execution/protocol.ts";
import type { Plan } from "../experiment/plan.ts";
import { MOST_REPEATS } from "../schema/experiment.ts";
import type { Address } from "./address.ts";
import { BadMessage } from "./checked.ts";
import type { Job, Queue, QueueEvents, Redis } from "./clients.ts";
import { isWrongType, ofWrongType } from "./connection.ts";
import { MAX_STALLED_COUNT, resultsKey } from "./names.ts";
import { decodeNames, decodeOrder, type RunNames } from "./order-message.ts";
import { decodeResult } from "./result-message.ts";
import { plain, type WorkerList } from "./workers.ts";

/** Interval at which the sweep is announced, and workers and chunks are checked. */
const HEARTBEAT_MS = 2000;
/** How long workers may take to leave a sweep that has ended. Then Redis forgets it. */
const LEAVE_SECONDS = 15;
/** Answers that make no sense, to the same runs, before these count as failed. */
const MOST_DROPS = 3;
/** Time limit of the clean-up in Redis. */
const CLEAN_UP_MS = 2000;

/** A chunk sent to the workers. */
interface SentChunk {
  readonly order: Pick<ChunkOrder, "ids" | "columns" | "objective">;
  /** Epochs that the run at a place can have at most. */
  readonly mostEpochs: (place: number) => number;
  readonly settle: (result: ChunkResult) => void;
  readonly reject: (error: unknown) => void;
  /** Whether Redis has confirmed it. */
  isThere: boolean;
  /** Whether its result is being fetched. */
  isFetched: boolean;
}

interface CoordinatorParts {
  /** The id of the sweep. */
  readonly id: string;
  readonly address: Address;
  readonly redis: Redis;
  readonly queue: Queue;
  readonly events: QueueEvents;
  readonly workers: WorkerList;
  /** Makes a message of an order. */
  readonly encode: (order: ChunkOrder) => unknown;
  /** Most runs of a chunk. */
  readonly mostRuns: number | undefined;
  readonly say: (notice: string) => void;
}

export class Coordinator implements Executor {
  readonly isApart = true;
  inherited: readonly InheritedChunk[] = [];
  readonly #sent = new Map<string, SentChunk>();
  /** Distinguishes the chunks of this coordinator from those of an earlier one, or from before Redis lost its data. */
  readonly #token: string;
  #count = 0;
  /** How often an answer was dropped, by the runs that it was of. */
  readonly #dropCounts = new Map<string, number>();
  #heartbeat: NodeJS.Timeout | undefined;
  #isBeating = false;
  #isClosed = false;

  constructor(
    private readonly plan: Plan,
    private readonly parts: CoordinatorParts,
  ) {
    const { redis, queue, events } = parts;
    this.#token = `${hostname()}-${process.pid}-${performance.timeOrigin}-${process.hrtime.bigint()}`.replaceAll(
      ":",
      "-",
    );
    events.on("completed", ({ jobId }) => void this.#onCompleted(jobId));
    events.on("failed", ({ jobId }) => void this.#onFailed(jobId));
    // The connection has already reported it.
    queue.on("error", () => undefined);
    events.on("error", () => undefined);
    redis.on("ready", () => void this.#beat());
  }

  get slots(): number {
    return this.parts.workers.slots;
  }

  get mostRuns(): number | undefined {
    return this.parts.mostRuns;
  }

  async start(): Promise<void> {
    await this.parts.events.waitUntilReady();
    const jobs = await this.parts.queue.getJobs(["waiting", "active", "completed"]);
    this.inherited = jobs.flatMap((job) => this.#adopt(job));
    await this.#beat();
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
  }

  train(order: ChunkOrder): Promise<ChunkResult> {
    const jobId = `${this.#token}-${this.#count++}`;
    const sending = (settle: (result: ChunkResult) => void, reject: (error: unknown) => void) => {
      if (this.#isClosed) return settle({ kind: "given up" });
      const { ids, columns, objective } = order;
      const asked = { order: { ids, columns, objective }, mostEpochs: mostEpochsOf(order) };
      const sent: SentChunk = { ...asked, settle, reject, isThere: false, isFetched: false };
      this.#sent.set(jobId, sent);
      const isThere = () => {
        sent.isThere = true;
      };
      // A finished chunk stays in Redis until it is in the journal.
      const kept = { removeOnComplete: false, removeOnFail: false, attempts: 1 };
      this.parts.queue.add("chunk", this.parts.encode(order), { jobId, ...kept }).then(isThere, reject);
    };
    return ofWrongType(this.parts.address, () => new Promise(sending));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    for (const { settle } of this.#sent.values()) settle({ kind: "given up" });
    const { redis, queue, events } = this.parts;
    const late = new AbortController();
    const cleanedUp = this.#cleanUp().catch(() => undefined);
    await Promise.race([cleanedUp, setPause(CLEAN_UP_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    redis.disconnect();
    await Promise.all([events.close(), queue.close()].map((end) => end.catch(() => undefined)));
  }

  /** Takes back chunks that have not begun. Chunks in training stay for a sweep that resumes; if there are none, nothing stays. */
  async #cleanUp(): Promise<void> {
    const { id, redis, queue, workers } = this.parts;
    await workers.withdraw();
    await queue.drain();
    if ((await queue.getActiveCount()) > 0) return;
    await queue.obliterate({ force: true });
    await redis.del(resultsKey(id));
    await workers.forget();
    // Workers write there once more when they leave the sweep.
    await redis.expire(queue.toKey("meta"), LEAVE_SECONDS);
  }

  #adopt(job: Job): InheritedChunk[] {
    const { id = "", data } = job;
    const left = orderIn(data);
    // What is no order is left alone; its runs are sent again.
    if (left === undefined) return [];
    const { ids, until } = left;
    const mostEpochs = mostEpochsOf(left);
    const { rates, metrics, objective } = this.plan;
    const result = new Promise<ChunkResult>((settle, reject) => {
      const order = { ids, columns: { rates, metrics }, objective };
      this.#sent.set(id, { order, mostEpochs, settle, reject, isThere: true, isFetched: false });
    });
    return [{ ids, until, result }];
  }

  /** Ignores errors, because the next heartbeat asks Redis again. */
  async #beat(): Promise<void> {
    if (this.#isBeating || this.#isClosed) return;
    this.#isBeating = true;
    try {
      await this.parts.workers.announce();
      await this.parts.workers.refresh();
      await this.#lookUpChunks();
    } catch {
    } finally {
      this.#isBeating = false;
    }
  }

  /** Checks all chunks, because events can be missed and Redis can lose chunks. */
  async #lookUpChunks(): Promise<void> {
    const known = [...this.#sent].filter(([, { isThere }]) => isThere);
    await Promise.all(
      known.map(async ([id, { settle }]) => {
        const job = await this.parts.queue.getJob(id);
        if (job === undefined) {
          if (this.#sent.delete(id)) settle({ kind: "given up" });
        } else if (job.finishedOn !== undefined) {
          if (job.failedReason) await this.#onFailed(id);
          else await this.#onCompleted(id);
        }
      }),
    );
  }

  async #onCompleted(id: string): Promise<void> {
    const sent = this.#sent.get(id);
    if (sent === undefined || sent.isFetched) return;
    sent.isFetched = true;
    const { redis, workers } = this.parts;
    try {
      const bytes = await redis.hgetBuffer(resultsKey(this.parts.id), id);
      if (!this.#sent.delete(id)) return;
      // Redis may have lost the result.
      sent.settle(bytes === null ? { kind: "given up" } : this.#resultIn(bytes, sent));
    } catch (error) {
      if (isWrongType(error)) this.#sent.delete(id);
      // The queue is closed, or Redis did not answer. The next heartbeat asks again.
      sent.isFetched = false;
      if (this.#sent.has(id)) return;
      sent.reject(error);
    }
    this.#forget(id);
    // The first result may come from a worker that is not counted yet.
    if (workers.isEmpty) void this.#beat();
  }

  /** What is no answer is dropped, and its chunk is trained again. */
  #resultIn(bytes: Buffer, { order, mostEpochs }: SentChunk): ChunkResult {
    try {
      return decodeResult(bytes, order, mostEpochs);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      return this.#dropped(order.ids, error.message);
    }
  }

  /** Again, but not for ever: workers that never answer sensibly fail the runs, not the sweep. */
  #dropped(ids: readonly string[], reason: string): ChunkResult {
    const key = ids.join();
    const times = (this.#dropCounts.get(key) ?? 0) + 1;
    this.#dropCounts.set(key, times);
    const text = plain(reason);
    if (times >= MOST_DROPS)
      return { kind: "lost", failure: failure("failed", `its workers answered no sense: ${text}`) };
    this.parts.say(`an answer of a worker is dropped, and its runs are trained again: ${text}`);
    return { kind: "given up" };
  }

  async #onFailed(id: string): Promise<void> {
    const sent = this.#sent.get(id);
    if (sent === undefined || sent.isFetched) return;
    sent.isFetched = true;
    const job = await this.parts.queue.getJob(id).catch(() => "no answer" as const);
    // The next heartbeat asks again.
    if (job === "no answer") sent.isFetched = false;
    else if (this.#sent.delete(id)) {
      sent.settle(this.#resultOfFailed(sent, job));
      this.#forget(id);
    }
  }

  /** @param job undefined if Redis has lost it */
  #resultOfFailed({ order: { ids } }: SentChunk, job: Job | undefined): ChunkResult {
    if (job === undefined) return { kind: "given up" };
    if (job.stalledCounter <= MAX_STALLED_COUNT) return this.#dropped(ids, `a worker failed: ${job.failedReason}`);
    return { kind: "lost", failure: failure("failed", "the workers that trained it died or fell silent") };
  }

  /** Removes a chunk once its results are in the journal. Whoever awaits them writes them before anything else happens. */
  #forget(id: string): void {
    const { redis, queue } = this.parts;
    setImmediate(() => {
      const all = [redis.hdel(resultsKey(this.parts.id), id), queue.remove(id)];
      for (const one of all) one.catch(() => undefined);
    });
  }
}

/** Undefined for what is no order. */
function orderIn(data: unknown): (RunNames & Pick<ChunkOrder, "runs">) | undefined {
  try {
    return decodeOrder(data);
  } catch {}
  try {
    return { ...decodeNames(data), runs: [] };
  } catch {
    return undefined;
  }
}

const mostEpochsOf =
  ({ runs, until = Number.POSITIVE_INFINITY }: Pick<ChunkOrder, "runs" | "until">) =>
  (place: number) =>
    // Of runs that only their names tell of, no more is known.
    Math.min(until, runs.length === 0 ? MOST_REPEATS : (runs[place]?.config.training.epochs ?? 0));
