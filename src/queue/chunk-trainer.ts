import { basename } from "node:path";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Executor } from "../execution/executor.ts";
import type { Files } from "../execution/files.ts";
import type { Work } from "../execution/protocol.ts";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { type Release, releaseText } from "../folder/release.ts";
import type { Announcement } from "./announcement.ts";
import type { Redis } from "./clients.ts";
import { fetchData } from "./data.ts";
import { decodeOrder } from "./order-message.ts";
import { checkParts } from "./order-parts.ts";
import { type OwnCopy, readerOfNames } from "./own-copy.ts";

/** What a worker has to train with. */
export interface WorkerMeans {
  readonly release: Release;
  /** Folder in which to look for data files, by their content. */
  readonly data: string | undefined;
  /** The parts that orders are checked against, before any thread has them. */
  readonly parts?: Registry;
  /** The plugins that the executor has loaded. */
  readonly plugins?: readonly PluginFile[];
  /** Trains the chunks of our own engine. */
  readonly executor: Executor;
  /** Opens what trains by a PyTorch, or says why there is none such here. */
  readonly openTorch?: (basis: TorchBasis) => Executor | string;
  /** Experiments whose programs it may run. */
  readonly copies?: readonly OwnCopy[];
}

/** What trains the chunks of a sweep, and reads its orders. */
export interface ChunkTrainer {
  readonly executor: Executor;
  /** Throws BadMessage. */
  readonly read: (data: unknown) => Work;
}

/** Thrown if a worker cannot train a sweep. */
export class Refused extends Error {}

/** Rejects with Refused where something that a sweep needs is not here, and with DataMissing where its data are not. */
export async function trainerFor(announcement: Announcement, redis: Redis, means: WorkerMeans): Promise<ChunkTrainer> {
  const { release, data, plugins = [], copies = [] } = means;
  requireSameBuild(announcement, release);
  requirePlugins(announcement, plugins);
  const copy = copyOf(announcement, copies);
  const files = await fetchData(redis, data, announcement.files);
  if (copy !== undefined) return { executor: copy.open(), read: readerOfNames(copy.plan) };
  return dataTrainer(announcement, files, means);
}

/** Trains orders that hold all of their runs. */
function dataTrainer({ name, torch }: Announcement, files: Files, means: WorkerMeans): ChunkTrainer {
  const { parts, openTorch = () => "this worker has no PyTorch" } = means;
  const executor = torch === undefined ? means.executor : openTorch(torch);
  if (typeof executor === "string")
    throw new Refused(`the sweep ${name} is trained by PyTorch ${torch?.torch} on ${torch?.device}, but ${executor}`);
  const read = (data: unknown) => {
    const order = decodeOrder(data);
    if (parts !== undefined) checkParts(order, parts);
    return { ...order, files };
  };
  return { executor, read };
}

/** This worker's copy of a sweep whose runs programs train. */
function copyOf({ name, plan }: Announcement, copies: readonly OwnCopy[]): OwnCopy | undefined {
  if (plan === undefined) return undefined;
  const copy = copies.find(({ digest }) => digest === plan);
  if (copy !== undefined) return copy;
  const isOther = copies.some((own) => own.plan.name === name);
  const why = isOther
    ? "its copy of the experiment or of the program's files differs"
    : "it has no copy of the experiment";
  throw new Refused(
    `the sweep ${name} is trained by a program, and ${why}: start the worker with --experiment FILE --trust-scripts, the same files beside it`,
  );
}

function requireSameBuild({ name, release }: Announcement, own: Release): void {
  if (release.build === own.build) return;
  throw new Refused(
    `the sweep ${name} is run by lrsweep ${releaseText(release)}, but this worker is ${releaseText(own)}; ` +
      "only the same version gives the same figures, so install that one here",
  );
}

/** Checks plugins by content, because a name proves nothing. */
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
