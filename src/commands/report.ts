import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { writePictures } from "../page/pictures.ts";
import { readReport } from "../page/read.ts";
import { REPORT, writePage, writeReport } from "../page/write.ts";
import { type Compared, compareReports, NotComparable } from "../report/compare.ts";
import type { ReportData } from "../report/data.ts";
import { BadInput } from "./exit.ts";

export interface ReportOptions {
  /** Where a comparison goes; by default beside the first folder. */
  readonly output: string | undefined;
}

/**
 * Of one folder: its report anew, and its charts as pictures. Of several: one page that compares them, beside the first.
 * Throws BadInput or FileError.
 */
export async function report(folders: readonly string[], { output }: ReportOptions): Promise<void> {
  const found = await Promise.all(folders.map(async (folder) => ({ folder, data: await dataOf(folder) })));
  const [first] = found;
  if (first === undefined) return;
  if (found.length > 1) return compare(found, output);
  await writeReport(first.folder, first.data);
  const pictures = await writePictures(first.folder, first.data);
  console.log(`→ ${[REPORT, ...pictures].map((name) => join(first.folder, name)).join(", ")}`);
}

async function dataOf(folder: string): Promise<ReportData> {
  const found = readReport(folder);
  switch (found.kind) {
    case "report":
      return found.data;
    case "none":
      throw new BadInput(
        `${folder} holds no sweep that came to its end; name a folder such as results/decay-strategies`,
      );
    case "outdated":
      throw new BadInput(`${folder} is of another lrsweep: run npm run sweep again (it trains nothing that is there)`);
  }
}

async function compare(
  found: readonly { readonly folder: string; readonly data: ReportData }[],
  output: string | undefined,
): Promise<void> {
  const names = found.map(({ folder }) => basename(resolve(folder)));
  const isClear = new Set(names).size === names.length;
  const path = output ?? join(dirname(resolve(found[0]?.folder ?? ".")), `${names.join("-vs-").slice(0, 120)}.html`);
  const at = (folder: string) =>
    `${relative(dirname(resolve(path)), resolve(folder))
      .split(sep)
      .join("/")}/`;
  const sweeps = found.map(
    ({ folder, data }, i): Compared => ({ name: isClear ? (names[i] as string) : folder, data, at: at(folder) }),
  );
  try {
    await writePage(path, compareReports(sweeps));
  } catch (error) {
    if (error instanceof NotComparable) throw new BadInput(error.message);
    throw error;
  }
  console.log(`→ ${relative(process.cwd(), path)}`);
}
