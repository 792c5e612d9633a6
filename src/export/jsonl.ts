import type { Cell, Plan } from "../experiment/plan.ts";
import { type Draft, draft } from "../io/draft.ts";
import { rowsOfLines } from "./rows.ts";

/** A run with what stands before its rows. */
interface ListedRun {
  readonly id: string;
  readonly cells: readonly Cell[];
  readonly seed: number;
  /** See epochLines. */
  readonly lines: string;
}

/**
 * Writes a file with a line of JSON for each run and epoch, its keys the columns of epochs.csv; of every epoch, whatever
 * `results` keeps of them there. JSON knows no NaN and no infinities: they are text. Returns how many runs; rejects with a
 * FileError.
 */
export async function writeJsonl(path: string, plan: Plan, runs: Iterable<ListedRun>): Promise<number> {
  const file = await draft(path);
  let count = 0;
  try {
    for (const run of runs) {
      await writeRun(file, plan, run);
      count++;
    }
    await file.seal();
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.publish();
  return count;
}

async function writeRun(file: Draft, plan: Plan, { id, cells, seed, lines }: ListedRun): Promise<void> {
  const own = { run: id, ...Object.fromEntries(plan.heads.map((head, axis) => [head, cells[axis] ?? null])), seed };
  for (const row of rowsOfLines(lines, plan)) await file.write(`${JSON.stringify({ ...own, ...row }, spelt)}\n`);
}

const spelt = (_key: string, value: unknown) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
