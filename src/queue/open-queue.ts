import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { basename, resolve } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Executor } from "../execution/executor.ts";
import { isOwn, type Plan } from "../experiment/plan.ts";
import { planDigest } from "../folder/digest.ts";
import type { Release } from "../folder/release.ts";
import type { Address } from "./address.ts";
import { connect, ofWrongType } from "./connection.ts";
import { Coordinator } from "./coordinator.ts";
import { filesOf, MAX_SENT_BYTES } from "./data.ts";
import { PREFIX } from "./names.ts";
import { encodeNames, encodeOrder } from "./order-message.ts";
import { WorkerList } from "./workers.ts";

interface QueueOptions {
  readonly address: Address;
  readonly release: Release;
  /** The results folder. It identifies the sweep: the same plan in another folder is another sweep. */
  readonly folder: string;
  /** The loaded plugins. */
  readonly plugins?: readonly PluginFile[];
  readonly say: (notice: string) => void;
  /** The command that starts a worker for this Redis, for messages. */
  readonly workerCommand: (url: string) => string;
  /** Most runs of a chunk. Default: as many as are quick to train. */
  readonly mostRuns?: number | undefined;
}

/** Number of events that Redis keeps. The next heartbeat makes up for missed ones. */
const MAX_EVENTS = 1024;
/** Sends chunks to workers on any number of machines. Rejects with Unreachable. */
export async function openQueue(plan: Plan, options: QueueOptions): Promise<Executor> {
  const { release, folder, address, say, workerCommand, plugins = [], mostRuns } = options;
  if (!isOwn(plan)) refuseGrowing(plan);
  const bullmq = import("#bullmq");
  const redis = await connect(address, say);
  // A program comes from the workers' own copies.
  const files = isOwn(plan) ? filesOf(plan.directory, plan.files) : [];
  for (const { path, bytes } of files)
    if (bytes > MAX_SENT_BYTES)
      say(`${path} is too large for Redis; start workers with --data FOLDER, a folder that contains the file`);
  const id = sweepId(plan, release, folder);
  const { trainer } = plan;
  const copy = {
    ...(trainer.kind === "script" && { plan: planDigest(plan) }),
    ...(trainer.kind === "torch" && { torch: trainer.basis }),
  };
  const announcement = { name: plan.name, release, files: [...files], plugins: pluginsOf(plan, plugins), ...copy };
  const shownCommand = workerCommand(address.shown);
  const workers = new WorkerList(id, plan.directory, { redis, announcement, workerCommand: shownCommand, say });
  // Workers prepare in the meantime.
  await ofWrongType(address, () => workers.announce()).catch((error: unknown) => {
    // A connection that is open keeps the process from ending.
    redis.disconnect();
    throw error;
  });
  const { Queue, QueueEvents } = await bullmq;
  const queue = new Queue(id, { connection: redis, prefix: PREFIX, streams: { events: { maxLen: MAX_EVENTS } } });
  const events = new QueueEvents(id, { connection: redis, prefix: PREFIX });
  const coordinator = new Coordinator(plan, {
    ...{ id, address, redis, queue, events, workers, say, mostRuns },
    encode: isOwn(plan) ? encodeOrder : encodeNames,
  });
  await ofWrongType(address, () => coordinator.start()).catch(async (error: unknown) => {
    await coordinator.close();
    throw error;
  });
  return coordinator;
}

/** Workers derive runs from their copies of the experiment, and a search that learns has runs that no copy has. */
function refuseGrowing({ name, adaptive }: Plan): void {
  if (adaptive?.grow === undefined) return;
  throw new InputError(
    `${name}: a search that learns from results cannot train programs behind a queue; train it without --queue, or choose grid or random`,
  );
}

const pluginsOf = (plan: Plan, loaded: readonly PluginFile[]) =>
  loaded
    .filter(({ digest }) => plan.plugins.includes(digest))
    .map(({ path, digest }) => ({ name: basename(path), digest }));

/** The id of a sweep. It is the same for the same plan, folder and release, so that a sweep can use what an earlier coordinator left. */
function sweepId(plan: Plan, { build }: Release, folder: string): string {
  const all = JSON.stringify([planDigest(plan), build, hostname(), resolve(folder)]);
  return createHash("sha256").update(all).digest("hex").slice(0, 16);
}
