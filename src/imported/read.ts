import type { Static } from "typebox";
import type { ImportedResults } from "../contracts/imported.ts";
import type { Cell } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Within } from "../issues/issue.ts";
import { counted } from "../numbers/counted.ts";
import { explain } from "../schema/explain.ts";
import { importedSchema } from "../schema/imported.ts";
import { validatorOf } from "../schema/validators.ts";
import { type ReportedMetrics, readReportedMetrics } from "../script/metrics.ts";
import { found } from "../source/describe.ts";
import { inText, START } from "../source/places.ts";
import { type MapNode, toJson } from "../source/tree.ts";

/** What an experiment says of results that were there before. */
export interface ImportedExperiment {
  readonly results: ImportedResults;
  readonly metrics: ReportedMetrics;
  /** Values of the axes. */
  readonly variants: readonly (readonly Cell[])[];
  /** The most epochs of a run. */
  readonly epochs: number;
}

/** Sections that say how to train. */
const FOREIGN = [
  "script",
  "data",
  "model",
  "loss",
  "optimizer",
  "scheduler",
  "training",
  "grid",
  "search",
  "prune",
  "compare",
];

/** Reads `imported` and `metrics`. It reads no file. */
export function readImported(root: MapNode, issues: Issues): ImportedExperiment | undefined {
  const before = issues.count;
  for (const key of FOREIGN) {
    const entry = root.entries.get(key);
    const way = "remove it: nothing is trained, since the results are there";
    if (entry !== undefined) issues.add(issue("misfit", entry.key, `imported and ${key} do not go together`, way));
  }
  const written = readSection(root, issues);
  if (written === undefined) return undefined;
  const metrics = readReportedMetrics(root, written.axes, false);
  if ("issues" in metrics) issues.addAll(metrics.issues);
  if ("issues" in metrics || issues.count > before) return undefined;
  const { file, digest, axes, seed, epoch, status, columns, variants, epochs } = written;
  const figures = Object.fromEntries(metrics.names.map((name) => [name, columns[name] ?? name]));
  const results: ImportedResults = {
    kind: "imported",
    file,
    digest,
    columns: { axes, seed, epoch, status, metrics: figures },
  };
  return { results, metrics, variants, epochs };
}

function readSection(root: MapNode, issues: Issues): Static<typeof importedSchema> | undefined {
  const node = root.entries.get("imported")?.value;
  if (node?.kind !== "map") {
    const what = `imported must be a mapping${node ? `, found ${found(node)}` : ""}`;
    issues.add(issue("invalid", node?.at ?? START, what, "let lrsweep import write it"));
    return undefined;
  }
  const value = toJson(node) as unknown as Static<typeof importedSchema>;
  const subject = { node, where: "imported", owner: "imported", keys: "key", varies: false } as const;
  const malformed = explain(validatorOf(importedSchema)(value), { ...subject, elsewhere: () => undefined });
  for (const wrong of malformed) issues.add(inText(wrong, node));
  if (malformed.length > 0) return undefined;
  const uneven = value.variants.findIndex(({ length }) => length !== value.axes.length);
  if (uneven === -1) return value;
  const place: Within = { path: ["variants", String(uneven)], of: "value" };
  const message = `imported.variants.${uneven} has ${counted(value.variants[uneven]?.length ?? 0, "value")} for ${value.axes.length} ${value.axes.length === 1 ? "axis" : "axes"}`;
  issues.add(inText(issue("misfit", place, message, "write one for each of axes"), node));
  return undefined;
}
