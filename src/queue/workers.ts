import type { Redis } from "ioredis";
import { type Announcement, encodeAnnouncement } from "./announcement.ts";
import { sendData } from "./data.ts";
import { ANNOUNCED, announcementKey, refusalsKey, SWEEPS, workersKey } from "./names.ts";

/** A coordinator that does not renew its announcement for so long is gone. */
const ANNOUNCEMENT_SECONDS = 15;
/** Chunks for workers that are still to join. */
const SPARE_SLOTS = 4;

interface WorkerListOptions {
  readonly redis: Redis;
  readonly announcement: Announcement;
  /** The command that starts a worker, for people. */
  readonly workerCommand: string;
  readonly say: (notice: string) => void;
}

/** The workers of a sweep: announces the sweep to them, and knows who joined. */
export class WorkerList {
  #slots = SPARE_SLOTS;
  #refreshes = 0;
  #workers: ReadonlySet<string> = new Set();

  /** @param directory of the files that are announced */
  constructor(
    private readonly id: string,
    private readonly directory: string,
    private readonly options: WorkerListOptions,
  ) {}

  /** How many chunks they take, and some for workers that are still to join. */
  get slots(): number {
    return this.#slots;
  }

  get isEmpty(): boolean {
    return this.#workers.size === 0;
  }

  /** To be repeated: the announcement expires, and Redis may lose it. */
  async announce(): Promise<void> {
    const { redis, announcement } = this.options;
    await sendData(redis, this.directory, announcement.files);
    await redis.set(announcementKey(this.id), encodeAnnouncement(announcement), "EX", ANNOUNCEMENT_SECONDS);
    await redis.sadd(SWEEPS, this.id);
    await redis.publish(ANNOUNCED, this.id);
  }

  /** Learns who joined, and which workers refused. */
  async refresh(): Promise<void> {
    const { redis, say, workerCommand } = this.options;
    const workers = Object.entries(await redis.hgetall(workersKey(this.id)));
    if (workers.length === 0 && this.#refreshes++ === 1)
      say(`waiting for workers. Start as many as you like, on any machine: ${workerCommand}`);
    for (const [worker] of workers) if (!this.#workers.has(worker)) say(`worker ${plain(worker)} joined`);
    this.#workers = new Set(workers.map(([worker]) => worker));
    const chunks = workers.map(([, chunks]) => Number(chunks)).filter((chunks) => chunks > 0);
    this.#slots = SPARE_SLOTS + chunks.reduce((sum, chunks) => sum + chunks, 0);
    const refusals = (await redis.lpop(refusalsKey(this.id), 16)) ?? [];
    for (const refusal of refusals) say(`refused: ${plain(refusal)}`);
  }

  /** Withdraws the announcement, and learns who joined last. */
  async withdraw(): Promise<void> {
    const { redis } = this.options;
    await this.refresh();
    await redis.srem(SWEEPS, this.id);
    await redis.del(announcementKey(this.id), refusalsKey(this.id));
  }

  async forget(): Promise<void> {
    await this.options.redis.del(workersKey(this.id));
  }
}

/** Text that others wrote, without control characters for the terminal. */
export const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 500);
