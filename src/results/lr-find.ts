import { renderSvg } from "../charts/svg.ts";
import { openBatch } from "../io/batch.ts";
import { shortestFloat32 } from "../numbers/float32.ts";
import { type FoundRates, lrFind } from "../previews/lr-find.ts";
import { headsOf, rowOf } from "../tables/column.ts";
import { csvLines } from "../tables/csv.ts";
import { rangeColumns } from "../tables/preview-columns.ts";

/** What a range test writes. */
const LR_FIND_FILES = ["lr-find.csv", "lr-find.svg"] as const;

/** Writes lr-find.csv, a row for each step, and lr-find.svg. Rejects with a FileError. */
export async function writeLrFind(folder: string, found: FoundRates): Promise<void> {
  const picture = await renderSvg(lrFind, found);
  const files = await openBatch(folder, LR_FIND_FILES);
  try {
    const rows = found.rows.map((step) => rowOf(rangeColumns, { ...step, loss: shortestFloat32(step.loss) }));
    await files.write("lr-find.csv", csvLines([headsOf(rangeColumns), ...rows]));
    await files.write("lr-find.svg", picture);
    await files.seal();
    await files.publish();
  } catch (error) {
    await files.discard();
    throw error;
  }
}
