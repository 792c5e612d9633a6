import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { openInBrowser } from "../command-line/open-in-browser.ts";
import { argumentList, flag, textOption } from "../command-line/parameters.ts";
import type { Registry } from "../contracts/registry.ts";
import { readState } from "../journal/state.ts";
import { itemAt } from "../numbers/item-at.ts";
import { writePictures } from "../page/pictures.ts";
import { readReport } from "../page/read.ts";
import { PARTIAL_REPORT, REPORT, REPORT_DATA, writePage, writeReport } from "../page/write.ts";
import { type ComparedSweep, compareReports, NotComparable } from "../report/compare.ts";
import type { ReportData } from "../report/data.ts";
import { withPartial, writePartialTables } from "../results/partial.ts";
import { noResults } from "../saved/no-results.ts";
import { openOption } from "./options.ts";

export const report = defineCommand({
  name: "report",
  group: "Results",
  summary: "write the report of a sweep again, with its charts as SVG, or compare several sweeps",
  details:
    "With one folder, it writes report.html and the charts into it. With several, it writes one page that compares them. Of a sweep that is not finished, it writes report-partial.html with what is done so far.",
  arguments: { folders: argumentList("results to show: results/<name> …", { completes: "result" }) },
  options: {
    output: textOption(
      "file",
      "page to write; default: report.html in the folder, <first>-vs-<second>.html beside the first of several",
      { completes: "file" },
    ),
    partial: flag("of an unfinished sweep, also write the CSV files of what is done, as runs-partial.csv and so on"),
    ...openOption,
  },
  examples: [
    { words: ["results/decay-strategies"], does: "Write its report and its charts." },
    { words: ["results/decay-strategies", "results/warm-up"], does: "Compare two sweeps in one page." },
  ],
  async run({ folders, output, partial, open }, { parts }) {
    const found: FoundReport[] = [];
    for (const folder of folders) found.push(await foundIn(folder, parts, partial));
    const [first] = found;
    const isOne = first !== undefined && found.length === 1;
    const page = isOne ? await writeAgain(first, output) : await compare(found, output);
    if (open) await openInBrowser(page);
    return exitCode.ok;
  },
});

interface FoundReport {
  readonly folder: string;
  /** Whether its sweep is not finished. */
  readonly isPartial: boolean;
  readonly data: ReportData;
}

/** Returns the path of the report. The charts are written beside the folder's own report only. */
async function writeAgain({ folder, data, isPartial }: FoundReport, output: string | undefined): Promise<string> {
  const page = output ?? (isPartial ? join(folder, PARTIAL_REPORT) : undefined);
  if (page !== undefined) {
    await writePage(page, data);
    console.log(`→ ${page}`);
    return page;
  }
  await writeReport(folder, data);
  const pictures = await writePictures(folder, data);
  console.log(`→ ${[REPORT, ...pictures].map((name) => join(folder, name)).join(", ")}`);
  return join(folder, REPORT);
}

/** The report of the last sweep that came to its end, unless another has begun since. Throws InputError or a FileError. */
async function foundIn(folder: string, parts: Registry, withTables: boolean): Promise<FoundReport> {
  const state = readState(folder, new Date())?.state;
  if (state !== undefined && state.done < state.total) {
    const data = await withPartial(folder, parts, async (partial) => {
      if (withTables) console.log(`→ ${(await writePartialTables(folder, partial)).join(", ")}`);
      return partial.report;
    });
    if (data !== undefined) return { folder, data, isPartial: true };
  }
  return { folder, data: dataOf(folder), isPartial: false };
}

function dataOf(folder: string): ReportData {
  const found = readReport(folder);
  switch (found.kind) {
    case "report":
      return found.data;
    case "none":
      throw noResults(folder, "no finished sweep");
    case "damaged":
      throw new InputError(
        `${join(folder, REPORT_DATA)} is not what the sweep wrote there. Run the sweep again; it trains nothing that is there:`,
        ["sweep"],
      );
    case "outdated":
      throw new InputError(
        `${folder} was written by another version of lrsweep. Run the sweep again; it trains nothing that is there:`,
        ["sweep"],
      );
  }
}

/** Returns the path of the page. */
async function compare(found: readonly FoundReport[], output: string | undefined): Promise<string> {
  const names = found.map(({ folder }) => basename(resolve(folder)));
  const isClear = new Set(names).size === names.length;
  const path = output ?? join(dirname(resolve(found[0]?.folder ?? ".")), `${names.join("-vs-").slice(0, 120)}.html`);
  const at = (folder: string) =>
    `${relative(dirname(resolve(path)), resolve(folder))
      .split(sep)
      .join("/")}/`;
  const sweeps = found.map(
    ({ folder, data }, i): ComparedSweep => ({ name: isClear ? itemAt(names, i) : folder, data, at: at(folder) }),
  );
  try {
    await writePage(path, compareReports(sweeps));
  } catch (error) {
    if (error instanceof NotComparable) throw new InputError(error.message);
    throw error;
  }
  console.log(`→ ${relative(process.cwd(), path)}`);
  return path;
}
