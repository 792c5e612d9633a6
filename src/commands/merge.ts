import { join } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { type ExitCode, exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import type { PrintCommand } from "../command-line/invocation.ts";
import { argumentList, textOption } from "../command-line/parameters.ts";
import type { Registry } from "../contracts/registry.ts";
import { readingIn } from "../execution/files.ts";
import { findTodo, idOf } from "../execution/todo.ts";
import type { Plan } from "../experiment/plan.ts";
import { planDigest } from "../folder/digest.ts";
import { lockFolder } from "../folder/lock.ts";
import { releaseText } from "../folder/release.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { readShardNote, type Shard, type ShardNote, shardText } from "../folder/shard.ts";
import { renderIssues } from "../issues/render.ts";
import { JOURNAL_FOLDER, Journal } from "../journal/journal.ts";
import { takeOver } from "../journal/take-over.ts";
import { counted, countedOf } from "../numbers/counted.ts";
import { loadExperiment } from "../plan/load.ts";
import { Rebuild } from "../results/rebuild.ts";
import { finishSweep } from "../sweeping/finish-sweep.ts";
import { outputOption, outputWords, pluginOptions } from "./options.ts";

export const merge = defineCommand({
  name: "merge",
  group: "Many machines",
  summary: "combine the shards of a sweep in results/<name>",
  details:
    "The result is the same as if one machine had trained all runs. Shards may come in any order, and missing ones later.",
  arguments: { folders: argumentList("results of the shards: results/<name>.shard-0-of-4 …", { completes: "folder" }) },
  options: {
    ...outputOption,
    ...pluginOptions,
    directory: textOption(
      "folder",
      "folder that paths in the experiment are relative to; default: the one that the shards used",
      { completes: "folder" },
    ),
  },
  examples: [
    {
      words: ["results/decay-strategies.shard-0-of-2", "results/decay-strategies.shard-1-of-2"],
      does: "Combine two shards in results/decay-strategies.",
    },
  ],
  run: ({ folders, output, directory }, { parts, print }) =>
    mergeShards(folders.map(readShard), { output, directory, parts, print }),
});

interface ShardResults {
  readonly folder: string;
  readonly note: ShardNote;
  readonly text: string;
}

interface MergeOptions {
  /** The results folder. */
  readonly output: string;
  /** Folder that paths in the experiment are relative to; default: as in the sweep. */
  readonly directory: string | undefined;
  readonly print: PrintCommand;
  readonly parts: Registry;
}

/**
 * Combines the shards in results/<name>. While shards are missing, the runs that are there are kept.
 * Throws InputError if the shards do not belong together.
 */
async function mergeShards(shards: readonly ShardResults[], options: MergeOptions): Promise<ExitCode> {
  const started = new Date();
  const [first, ...others] = shards as [ShardResults, ...ShardResults[]];
  for (const other of others) requireSame(first, other);
  const plan = rememberIds(planOf(first, options));
  const folder = join(options.output, plan.name);
  const lock = lockFolder(folder, join(folder, JOURNAL_FOLDER), started);
  try {
    const journal = new Journal(folder, plan);
    for (const notice of journal.notices) console.error(`${plan.name}: ${notice}`);
    try {
      for (const shard of shards) {
        const count = takeOver(journal, plan, shard.folder);
        console.error(`${shard.folder}: took over ${counted(count, "run")}`);
      }
      await journal.sync();
      if (missingOf(plan, journal).missing === 0)
        return await finishSweep({ plan, epochs: undefined }, folder, new Rebuild(folder, plan, journal), {
          engine: "as its shards",
          started,
          trained: Infinity,
        });
      console.error(`${plan.name}: ${whatIsMissing(plan, journal, shards, folder, options)}`);
      return exitCode.failed;
    } finally {
      await journal.close();
    }
  } finally {
    lock.release();
  }
}

function whatIsMissing(
  plan: Plan,
  journal: Journal,
  shards: readonly ShardResults[],
  folder: string,
  { print, output }: MergeOptions,
): string {
  const { total, missing } = missingOf(plan, journal);
  const reasons = reasonsFor(plan, journal, shards).join("; ");
  return (
    `${countedOf(total - missing, total, "run", ["is", "are"])} in ${folder}; ${reasons}.\n` +
    `Merge again with the missing shards, or train the rest here:\n` +
    `  ${print("sweep", join(plan.directory, `${plan.name}.yaml`), ...outputWords(output))}`
  );
}

function readShard(folder: string): ShardResults {
  const found = readShardNote(folder);
  if (found === undefined)
    throw new InputError(`${folder} holds no shard of a sweep. This makes the first of two:`, [
      "sweep",
      "--shard",
      "0/2",
    ]);
  return { folder, ...found };
}

function requireSame(first: ShardResults, other: ShardResults): void {
  const differ = (what: string, one: string, two: string) => {
    if (one !== two)
      throw new InputError(`${first.folder} and ${other.folder} do not belong together: ${what} (${one} and ${two})`);
  };
  differ("they are of different experiments", first.note.name, other.note.name);
  differ(
    "they come from different versions of lrsweep",
    releaseText(first.note.release),
    releaseText(other.note.release),
  );
  differ("their experiments or data differ", first.note.digest.slice(0, 12), other.note.digest.slice(0, 12));
}

/** The plan of a shard. */
function planOf({ folder, note, text }: ShardResults, { directory = note.directory, parts }: MergeOptions): Plan {
  const file = join(directory, `${note.name}.yaml`);
  const loaded = loadExperiment({
    file,
    text,
    directory,
    parts,
    readFile: readingIn(directory),
    maxRuns: Number.POSITIVE_INFINITY,
    basis: note.torch,
  });
  const remedy = `merge where the sweep was run, or name the folder that its paths are relative to (--directory FOLDER)`;
  if ("issues" in loaded)
    throw new InputError(`${renderIssues(loaded.issues)}\nThis is ${join(folder, "experiment.yaml")}; ${remedy}.`);
  if (planDigest(loaded.plan) !== note.digest)
    throw new InputError(
      `${folder} is of another plan than its experiment gives here: other data in ${directory}, or another version of ` +
        `lrsweep (the shard's is ${releaseText(note.release)}); ${remedy}`,
    );
  return loaded.plan;
}

/** Which shards lack runs, including shards that were not given. */
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

/** Counts runs without any outcome; a failure is an outcome. */
function missingOf(plan: Plan, journal: Journal, shard?: Shard): { readonly total: number; readonly missing: number } {
  const { total, runs, suspects } = findTodo(
    { plan, variants: undefined, until: undefined, label: "" },
    journal,
    shard,
  );
  const isMissing = (run: number) => journal.statusOf(idOf(plan, run)) === undefined;
  return { total, missing: runs.filter(isMissing).length + suspects.filter(({ run }) => isMissing(run)).length };
}
