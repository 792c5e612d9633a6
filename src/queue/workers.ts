import { type Announcement, encodeAnnouncement } from "./announcement.ts";
import type { Redis } from "./clients.ts";
import { sendData } from "./data.ts";
import { ANNOUNCED, announcementKey, refusalsKey, SWEEPS, workersKey } from "./names.ts";

/** Lifetime of an announcement. A coordinator that does not renew it in this time is gone. */
const ANNOUNCEMENT_SECONDS = 15;
/** Number of chunks kept ready for workers that have not joined yet. */
const SPARE_SLOTS = 4;

interface WorkerListOptions {
  readonly redis: Redis;
  readonly announcement: Announcement;
  /** The command that starts a worker, for messages. */
  readonly workerCommand: string;
  readonly say: (notice: string) => void;
}

/** Announces a sweep to workers and keeps track of those that joined. */
export class WorkerList {
  #slots = SPARE_SLOTS;
  #refreshes = 0;
  #workers: ReadonlySet<string> = new Set();

  /** @param directory folder of the announced files */
  constructor(
    private readonly id: string,
    private readonly directory: string,
    private readonly options: WorkerListOptions,
  ) {}

  /** Number of chunks that the workers take at once, plus some for workers that have not joined yet. */
  get slots(): number {
    return this.#slots;
  }

  get isEmpty(): boolean {
    return this.#workers.size === 0;
  }

  /** Announces the sweep. Repeat this, because the announcement expires and Redis may lose it. */
  async announce(): Promise<void> {
    const { redis, announcement } = this.options;
    await sendData(redis, this.directory, announcement.files);
    await redis.set(announcementKey(this.id), encodeAnnouncement(announcement), "EX", ANNOUNCEMENT_SECONDS);
    await redis.sadd(SWEEPS, this.id);
    await redis.publish(ANNOUNCED, this.id);
  }

  /** Looks up which workers joined and which refused. */
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

  /** Withdraws the announcement and looks up who joined last. */
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

/** Text from others without control characters, safe to print in a terminal. */
export const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 500);
