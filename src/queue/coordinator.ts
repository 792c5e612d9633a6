import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { basename, resolve } from "node:path";
import type { Job, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import type { Plan } from "../contracts/plan.ts";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Executor, Left } from "../execution/executor.ts";
import type { Answer, Work } from "../execution/protocol.ts";
import { failure } from "../execution/verdicts.ts";
import { planDigest } from "../folder/digest.ts";
import type { Address } from "./address.ts";
import type { Release } from "./announcement.ts";
import { decodeReturn } from "./answer.ts";
import { connect } from "./connection.ts";
import { filesOf, SMALL } from "./data.ts";
import { PREFIX, resultsKey } from "./names.ts";
import { encodeOrder, type Order } from "./order.ts";
import { plain, Staff } from "./staff.ts";

export interface QueueOptions {
  readonly address: Address;
  readonly release: Release;
  /** The results folder: a sweep goes on there, and another one of the same plan elsewhere is another sweep. */
  readonly folder: string;
  /** Those that were loaded. */
  readonly plugins?: readonly PluginFile[];
  readonly say: (notice: string) => void;
  /** The command that starts a worker for this Redis, for people. */
  readonly workerCommand: (url: string) => string;
}

/** Seconds between two looks at what became of workers and chunks. */
const TICK = 2;
/** Seconds for workers to leave a sweep that has ended; then nothing of it is kept. */
const KEPT = 15;
/** Most events that Redis keeps. What is missed is found by a look. */
const EVENTS = 1024;
/** Seconds that a goodbye may take. */
const GOODBYE = 2;

/** A chunk in the hands of workers. */
interface Sent {
  readonly order: Pick<Order, "ids" | "columns" | "objective">;
  readonly settle: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Whether Redis is known to have it. */
  isThere: boolean;
  /** Whether what became of it is being fetched. */
  isFetched: boolean;
}

/** Sends chunks to workers on any number of machines. Rejects with Unreachable. */
export async function openQueue(plan: Plan, options: QueueOptions): Promise<Executor> {
  const { release, folder, address, say, workerCommand, plugins = [] } = options;
  const bullmq = import("#bullmq");
  const redis = await connect(address, say);
  const files = filesOf(plan.directory, plan.files);
  for (const { path, bytes } of files)
    if (bytes > SMALL)
      say(`${path} is too large to travel by Redis: workers need --data FOLDER, a folder that holds it`);
  const id = sweepId(plan, release, folder);
  const announcement = { name: plan.name, release, files: [...files], plugins: pluginsOf(plan, plugins) };
  const staff = new Staff(id, plan.directory, {
    redis,
    announcement,
    workerCommand: workerCommand(address.shown),
    say,
  });
  // Workers make ready meanwhile.
  await staff.announce();
  const { Queue, QueueEvents } = await bullmq;
  const queue = new Queue(id, { connection: redis, prefix: PREFIX, streams: { events: { maxLen: EVENTS } } });
  const events = new QueueEvents(id, { connection: redis, prefix: PREFIX });
  const coordinator = new Coordinator(plan, { id, redis, queue, events, staff });
  await coordinator.start();
  return coordinator;
}

const pluginsOf = (plan: Plan, loaded: readonly PluginFile[]) =>
  loaded
    .filter(({ digest }) => plan.plugins.includes(digest))
    .map(({ path, digest }) => ({ name: basename(path), digest }));

/** The same for the same plan in the same folder by the same release: what an earlier coordinator left can be used. */
function sweepId(plan: Plan, { build }: Release, folder: string): string {
  const all = JSON.stringify([planDigest(plan), build, hostname(), resolve(folder)]);
  return createHash("sha256").update(all).digest("hex").slice(0, 16);
}

interface Means {
  /** Of the sweep. */
  readonly id: string;
  readonly redis: Redis;
  readonly queue: Queue;
  readonly events: QueueEvents;
  readonly staff: Staff;
}

class Coordinator implements Executor {
  readonly isApart = true;
  left: readonly Left[] = [];
  readonly #sent = new Map<string, Sent>();
  /** Tells this coordinator's chunks from those of an earlier one, or of before Redis lost its data. */
  readonly #token: string;
  #count = 0;
  #clock: NodeJS.Timeout | undefined;
  #isTicking = false;
  #isClosed = false;

  constructor(
    private readonly plan: Plan,
    private readonly means: Means,
  ) {
    const { redis, queue, events } = means;
    this.#token = `${hostname()}-${process.pid}-${performance.timeOrigin}-${process.hrtime.bigint()}`.replaceAll(
      ":",
      "-",
    );
    events.on("completed", ({ jobId }) => void this.#onCompleted(jobId));
    events.on("failed", ({ jobId, failedReason }) => this.#onFailed(jobId, failedReason));
    // Told by the connection already.
    queue.on("error", () => undefined);
    events.on("error", () => undefined);
    redis.on("ready", () => void this.#tick());
  }

  get slots(): number {
    return this.means.staff.slots;
  }

  async start(): Promise<void> {
    await this.means.events.waitUntilReady();
    const jobs = await this.means.queue.getJobs(["waiting", "active", "completed"]);
    this.left = jobs.flatMap((job) => this.#adopt(job as Job));
    await this.#tick();
    this.#clock = setInterval(() => void this.#tick(), TICK * 1000);
  }

  train(work: Work, ids: readonly string[]): Promise<Answer> {
    const jobId = `${this.#token}-${this.#count++}`;
    const order = encodeOrder(work, ids);
    return new Promise((settle, reject) => {
      if (this.#isClosed) return settle({ kind: "given up" });
      const { columns, objective } = work;
      const sent: Sent = { order: { ids, columns, objective }, settle, reject, isThere: false, isFetched: false };
      this.#sent.set(jobId, sent);
      const isThere = () => {
        sent.isThere = true;
      };
      // What is done stays until it is in the journal.
      const kept = { removeOnComplete: false, removeOnFail: false, attempts: 1 };
      this.means.queue.add("chunk", order, { jobId, ...kept }).then(isThere, reject);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#clock);
    for (const { settle } of this.#sent.values()) settle({ kind: "given up" });
    const { redis, queue, events } = this.means;
    const late = new AbortController();
    const goodbye = this.#sayGoodbye().catch(() => undefined);
    await Promise.race([goodbye, pause(GOODBYE, late.signal)]);
    late.abort();
    redis.disconnect();
    await Promise.all([events.close(), queue.close()].map((end) => end.catch(() => undefined)));
  }

  /** Takes back what nobody has begun. What is in training stays, for a sweep that goes on; if nothing is, nothing stays. */
  async #sayGoodbye(): Promise<void> {
    const { id, redis, queue, staff } = this.means;
    await staff.dismiss();
    await queue.drain();
    if ((await queue.getActiveCount()) > 0) return;
    await queue.obliterate({ force: true });
    await redis.del(resultsKey(id));
    await staff.forget();
    // Workers write there once more when they leave.
    await redis.expire(queue.toKey("meta"), KEPT);
  }

  #adopt(job: Job): Left[] {
    const { id = "", data } = job;
    const ids: unknown = data?.ids;
    const until: unknown = data?.until;
    const isKnown = Array.isArray(ids) && ids.every((one) => typeof one === "string");
    if (!isKnown || !(until === undefined || typeof until === "number")) return [];
    const { rates, metrics, objective } = this.plan;
    const answer = new Promise<Answer>((settle, reject) => {
      const order = { ids, columns: { rates, metrics }, objective };
      this.#sent.set(id, { order, settle, reject, isThere: true, isFetched: false });
    });
    return [{ ids, until, answer }];
  }

  /** Nothing that goes wrong here is for good: what Redis does not answer now it is asked again. */
  async #tick(): Promise<void> {
    if (this.#isTicking || this.#isClosed) return;
    this.#isTicking = true;
    try {
      await this.means.staff.announce();
      await this.means.staff.hear();
      await this.#look();
    } catch {
    } finally {
      this.#isTicking = false;
    }
  }

  /** Events can be missed, and Redis can lose what it was given. */
  async #look(): Promise<void> {
    const known = [...this.#sent].filter(([, { isThere }]) => isThere);
    await Promise.all(
      known.map(async ([id, { settle }]) => {
        const job = await this.means.queue.getJob(id);
        if (job === undefined) {
          if (this.#sent.delete(id)) settle({ kind: "given up" });
        } else if (job.finishedOn !== undefined) {
          if (job.failedReason) this.#onFailed(id, job.failedReason);
          else await this.#onCompleted(id);
        }
      }),
    );
  }

  async #onCompleted(id: string): Promise<void> {
    const sent = this.#sent.get(id);
    if (sent === undefined || sent.isFetched) return;
    sent.isFetched = true;
    const { redis, staff } = this.means;
    try {
      const bytes = await redis.hgetBuffer(resultsKey(this.means.id), id);
      if (!this.#sent.delete(id)) return;
      // Redis may have lost it.
      sent.settle(bytes === null ? { kind: "given up" } : decodeReturn(bytes, sent.order));
    } catch (error) {
      // Closed, or no answer from Redis: the next look asks again.
      sent.isFetched = false;
      if (this.#sent.has(id)) return;
      sent.reject(error);
    }
    this.#forget(id);
    // The first answer comes from a worker that is not counted yet.
    if (staff.isEmpty) void this.#tick();
  }

  #onFailed(id: string, reason: string): void {
    const sent = this.#sent.get(id);
    if (sent === undefined) return;
    this.#sent.delete(id);
    if (/stalled/.test(reason))
      sent.settle({ kind: "lost", failure: failure("failed", "the workers that trained it died or fell silent") });
    else sent.reject(new Error(`a worker could not work: ${plain(reason)}`));
    this.#forget(id);
  }

  /** Only once its results are in the journal, which those who were waiting for them see to before anything else happens. */
  #forget(id: string): void {
    const { redis, queue } = this.means;
    setImmediate(() => {
      const all = [redis.hdel(resultsKey(this.means.id), id), queue.remove(id)];
      for (const one of all) one.catch(() => undefined);
    });
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
