import type { Redis } from "ioredis";
import { type Announcement, encodeAnnouncement } from "./announcement.ts";
import { sendData } from "./data.ts";
import { ANNOUNCED, announcementKey, refusalsKey, SWEEPS, workersKey } from "./names.ts";

/** Seconds after which a coordinator that is not heard of has gone. */
const KEPT = 15;
/** Chunks for workers that are still to come. */
const SPARE = 4;

interface Means {
  readonly redis: Redis;
  readonly announcement: Announcement;
  /** The command that starts a worker, for people. */
  readonly workerCommand: string;
  readonly say: (notice: string) => void;
}

/** The workers of a sweep, as its coordinator calls for them and hears of them. */
export class Staff {
  #slots = SPARE;
  #hearings = 0;
  #workers: ReadonlySet<string> = new Set();

  /** @param directory of the files that are announced */
  constructor(
    private readonly id: string,
    private readonly directory: string,
    private readonly means: Means,
  ) {}

  /** How many chunks they take, with some for those who are still to come. */
  get slots(): number {
    return this.#slots;
  }

  get isEmpty(): boolean {
    return this.#workers.size === 0;
  }

  /** Has to be said again and again: whoever falls silent has gone, and Redis may have lost it. */
  async announce(): Promise<void> {
    const { redis, announcement } = this.means;
    await sendData(redis, this.directory, announcement.files);
    await redis.set(announcementKey(this.id), encodeAnnouncement(announcement), "EX", KEPT);
    await redis.sadd(SWEEPS, this.id);
    await redis.publish(ANNOUNCED, this.id);
  }

  async hear(): Promise<void> {
    const { redis, say, workerCommand } = this.means;
    const workers = Object.entries(await redis.hgetall(workersKey(this.id)));
    if (workers.length === 0 && this.#hearings++ === 1)
      say(`waiting for workers. Start as many as you like, on any machine: ${workerCommand}`);
    for (const [worker] of workers) if (!this.#workers.has(worker)) say(`worker ${plain(worker)} takes part`);
    this.#workers = new Set(workers.map(([worker]) => worker));
    const chunks = workers.map(([, chunks]) => Number(chunks)).filter((chunks) => chunks > 0);
    this.#slots = SPARE + chunks.reduce((sum, chunks) => sum + chunks, 0);
    const refusals = (await redis.lpop(refusalsKey(this.id), 16)) ?? [];
    for (const refusal of refusals) say(`refused: ${plain(refusal)}`);
  }

  /** Calls for nobody any more, and hears who came last. */
  async dismiss(): Promise<void> {
    const { redis } = this.means;
    await this.hear();
    await redis.srem(SWEEPS, this.id);
    await redis.del(announcementKey(this.id), refusalsKey(this.id));
  }

  async forget(): Promise<void> {
    await this.means.redis.del(workersKey(this.id));
  }
}

/** Text that others wrote, without what would steer a terminal. */
export const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 500);
