// What is used of ioredis and BullMQ. To check against their own types, with hundreds of overloads, took a third of the build.

/** A connection to Redis. What is asked of it while it is lost waits. */
export interface Redis {
  readonly status: string;
  connect(): Promise<void>;
  disconnect(): void;
  duplicate(): Redis;
  on(event: "ready" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "message", listener: () => void): unknown;

  ping(): Promise<string>;
  get(key: string): Promise<string | null>;
  getBuffer(key: string): Promise<Buffer | null>;
  set(key: string, value: string | Buffer, expiry: "EX", seconds: number): Promise<unknown>;
  del(...keys: readonly string[]): Promise<number>;
  exists(key: string): Promise<number>;
  /** Resolves to 0 if there is no such key. */
  expire(key: string, seconds: number): Promise<number>;
  sadd(key: string, member: string): Promise<number>;
  srem(key: string, member: string): Promise<number>;
  smembers(key: string): Promise<readonly string[]>;
  hset(key: string, field: string, value: string | number): Promise<number>;
  hdel(key: string, field: string): Promise<number>;
  hgetall(key: string): Promise<Readonly<Record<string, string>>>;
  hgetBuffer(key: string, field: string): Promise<Buffer | null>;
  rpush(key: string, item: string): Promise<number>;
  lpop(key: string, count: number): Promise<readonly string[] | null>;
  publish(channel: string, message: string): Promise<number>;
  subscribe(channel: string): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: readonly string[]): Promise<unknown>;
}

interface RedisOptions {
  readonly lazyConnect: boolean;
  readonly connectTimeout: number;
  readonly maxRetriesPerRequest: null;
  /** Milliseconds until the next try, or null to give up. */
  readonly retryStrategy: (times: number) => number | null;
}

/** A chunk in BullMQ's books. What came over the network is checked before it is used. */
export interface Job {
  readonly id?: string;
  readonly data: unknown;
  readonly finishedOn?: number;
  readonly failedReason: string;
  /** How often its worker fell silent. */
  readonly stalledCounter: number;
}

interface OnConnection {
  readonly connection: Redis;
  readonly prefix: string;
}

export interface Queue {
  on(event: "error", listener: () => void): unknown;
  add(
    name: string,
    data: unknown,
    options: {
      readonly jobId: string;
      readonly removeOnComplete: boolean;
      readonly removeOnFail: boolean;
      readonly attempts: number;
    },
  ): Promise<unknown>;
  getJob(id: string): Promise<Job | undefined>;
  getJobs(states: readonly ("waiting" | "active" | "completed")[]): Promise<readonly Job[]>;
  getActiveCount(): Promise<number>;
  remove(id: string): Promise<number>;
  drain(): Promise<unknown>;
  obliterate(options: { readonly force: boolean }): Promise<unknown>;
  toKey(name: string): string;
  close(): Promise<void>;
}

export interface QueueEvents {
  on(event: "completed" | "failed", listener: (event: { readonly jobId: string }) => void): unknown;
  on(event: "error", listener: () => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

export interface Worker {
  on(event: "error", listener: () => void): unknown;
  toKey(name: string): string;
  close(): Promise<void>;
  /** Lets go of its connections, whatever waits there. */
  disconnect(): Promise<void>;
}

interface WorkerOptions extends OnConnection {
  readonly name: string;
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly drainDelay: number;
  readonly maxStalledCount: number;
}

/** What bullmq.ts exports. */
export interface Clients {
  readonly Redis: new (url: string, options: RedisOptions) => Redis;
  readonly Queue: new (
    name: string,
    options: OnConnection & { readonly streams: { readonly events: { readonly maxLen: number } } },
  ) => Queue;
  readonly QueueEvents: new (name: string, options: OnConnection) => QueueEvents;
  readonly Worker: new (name: string, train: (job: Job) => Promise<null>, options: WorkerOptions) => Worker;
}
