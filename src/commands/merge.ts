import { join } from "node:path";
import type { Plan } from "../contracts/plan.ts";
import { readingIn } from "../execution/files.ts";
import { findTodo, idOf } from "../execution/todo.ts";
import { planDigest } from "../folder/digest.ts";
import { lockFolder } from "../folder/lock.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { readShardNote, type Shard, type ShardNote, shardText } from "../folder/shard.ts";
import { renderIssues } from "../issues/render.ts";
import { JOURNAL_FOLDER, Journal } from "../journal/journal.ts";
import { takeOver } from "../journal/take-over.ts";
import { parts } from "../parts.ts";
import { loadExperiment } from "../plan/load.ts";
import { Rebuild } from "../results/rebuild.ts";
import { conclude } from "./conclude.ts";
import { BadInput, type ExitCode, exit } from "./exit.ts";

export interface MergeOptions {
  /** The folder that stands for results/. */
  readonly output: string;
  /** Folder that paths in the experiment are relative to; default: as in the sweep. */
  readonly directory?: string;
}

interface ShardResults {
  readonly folder: string;
  readonly note: ShardNote;
  readonly text: string;
}

/**
 * Brings the shards of a sweep together in results/<name>, which then is as if one machine had trained all. Until the last
 * shard is there, what there is stays there. Throws BadInput where they do not belong together.
 */
export async function merge(folders: readonly string[], options: MergeOptions): Promise<ExitCode> {
  const started = new Date();
  const shards = folders.map(readShard);
  const [first, ...others] = shards as [ShardResults, ...ShardResults[]];
  for (const other of others) requireSame(first, other);
  const plan = rememberIds(planOf(first, options.directory));
  const folder = join(options.output, plan.name);
  const lock = lockFolder(folder, join(folder, JOURNAL_FOLDER), started);
  try {
    const journal = new Journal(folder, plan);
    for (const notice of journal.notices) console.error(`${plan.name}: ${notice}`);
    try {
      for (const shard of shards) {
        const count = takeOver(journal, plan, shard.folder);
        console.error(`${shard.folder}: ${count} runs taken over`);
      }
      await journal.sync();
      const { total, missing } = missingOf(plan, journal);
      if (missing === 0)
        return await conclude({ plan, epochs: undefined }, folder, new Rebuild(folder, plan, journal), started);
      const reasons = reasonsFor(plan, journal, shards).join("; ");
      console.error(
        `${plan.name}: ${total - missing} of ${total} runs are in ${folder}; ${reasons}.\n` +
          "Merge again with what is missing, or let npm run sweep train the rest here.",
      );
      return exit.failed;
    } finally {
      await journal.close();
    }
  } finally {
    lock.release();
  }
}

function readShard(folder: string): ShardResults {
  const found = readShardNote(folder);
  if (found === undefined)
    throw new BadInput(`${folder} holds no shard of a sweep (npm run sweep -- --shard 0/2 makes one)`);
  return { folder, ...found };
}

function requireSame(first: ShardResults, other: ShardResults): void {
  const differ = (what: string, one: string, two: string) => {
    if (one !== two)
      throw new BadInput(`${first.folder} and ${other.folder} do not belong together: ${what} (${one} and ${two})`);
  };
  const release = ({ note: { release } }: ShardResults) => `${release.version}, build ${release.build.slice(0, 12)}`;
  differ("they are of different experiments", first.note.name, other.note.name);
  differ("they come from different versions of lrsweep", release(first), release(other));
  differ("their experiments or data differ", first.note.digest.slice(0, 12), other.note.digest.slice(0, 12));
}

/** The plan that a shard is of. */
function planOf({ folder, note, text }: ShardResults, directory = note.directory): Plan {
  const file = join(directory, `${note.name}.yaml`);
  const loaded = loadExperiment({
    file,
    text,
    parts,
    readFile: readingIn(directory),
    maxRuns: Number.POSITIVE_INFINITY,
  });
  const remedy = `merge where the sweep was run, or name the folder that its paths are relative to (--directory FOLDER)`;
  if ("issues" in loaded)
    throw new BadInput(`${renderIssues(loaded.issues)}\nThis is ${join(folder, "experiment.yaml")}; ${remedy}.`);
  if (planDigest(loaded.plan) !== note.digest)
    throw new BadInput(
      `${folder} is of another plan than its experiment gives here: other data in ${directory}, or another version of ` +
        `lrsweep (the shard's is ${note.release.version}, build ${note.release.build.slice(0, 12)}); ${remedy}`,
    );
  return loaded.plan;
}

/** Which shards lack runs, those that were not given among them. */
function reasonsFor(plan: Plan, journal: Journal, shards: readonly ShardResults[]): readonly string[] {
  const parts = new Set(shards.map(({ note }) => note.shard.of));
  const reasons: string[] = [];
  for (const of of parts) {
    const given = new Map(shards.filter(({ note }) => note.shard.of === of).map((one) => [one.note.shard.index, one]));
    for (let index = 0; index < of; index++) {
      const { total, missing } = missingOf(plan, journal, { index, of });
      const own = given.get(index);
      if (missing === 0) continue;
      const name = `shard ${shardText({ index, of })}`;
      reasons.push(own ? `${name} (${own.folder}) lacks ${missing} of its ${total}` : `${name} is missing`);
    }
  }
  return reasons;
}

/** Runs that ended in no way, be it a failure. */
function missingOf(plan: Plan, journal: Journal, shard?: Shard): { readonly total: number; readonly missing: number } {
  const { total, runs, doubtful } = findTodo(
    { plan, variants: undefined, until: undefined, label: "" },
    journal,
    shard,
  );
  const isMissing = (run: number) => journal.statusOf(idOf(plan, run)) === undefined;
  return { total, missing: runs.filter(isMissing).length + doubtful.filter(({ run }) => isMissing(run)).length };
}
