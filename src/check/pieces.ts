import { attempt } from "../bind/bound.ts";
import { bindTransforms } from "../bind/optimizer.ts";
import type { Json, PartConfig } from "../contracts/config.ts";
import type { DataShape, DataSource, DatasetPart, ReadFile } from "../contracts/dataset.ts";
import type { LossPart } from "../contracts/loss.ts";
import type { Warning } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import type { PartSection } from "../grid/sections.ts";
import { issue } from "../issues/issue.ts";
import { experimentSchema } from "../schema/experiment.ts";
import { canonical } from "../source/tree.ts";
import { type PartsPiece, piece } from "./piece.ts";
import { boundIn, issueIn, type Resolution, WHOLE } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";
import { sectionParts } from "./section-parts.ts";

/** What is known of a data set without its rows. */
export interface OpenedData {
  readonly shape: DataShape;
  readonly digest: string;
  readonly labels?: DataSource["labels"];
  readonly sampling?: DataSource["sampling"] | undefined;
  /** What was found out of the data, a line each. */
  readonly findings?: readonly string[];
  readonly warnings?: readonly Warning[];
}

/** A section of parts that must be there. */
export function partsPiece(composed: Composed, registry: Registry): Resolution<PartsPiece> {
  const resolved = sectionParts(composed, registry);
  if ("issues" in resolved) return resolved;
  const section = composed.section as PartSection;
  const parts = resolved.value;
  if (parts.length === 0) return missing(composed, section);
  const value: readonly PartConfig[] = parts.map(({ config }) => config);
  return { value: piece(value, { parts }) };
}

function missing(composed: Composed, section: PartSection): Resolution<never> {
  if (section === "metrics") {
    const advice = "remove the key to measure what suits the loss";
    return { issues: [issueIn(composed, issue("missing", WHOLE, "metrics needs at least one metric", advice))] };
  }
  const message =
    section === "model" && composed.node ? "model needs at least one layer" : `the experiment needs '${section}'`;
  const { description } = experimentSchema.properties[section] as { readonly description?: string };
  return { issues: [issueIn(composed, issue("missing", WHOLE, message, description))] };
}

/** Metrics. Their text is empty if they are the loss's own. */
export type MetricsPiece = PartsPiece;

/** The metrics of a run: the named ones, or those of the loss if none are named. */
export function metricsPiece(composed: Composed, loss: PartsPiece, registry: Registry): Resolution<MetricsPiece> {
  const own = metricsOf(loss, registry);
  if (composed.node === undefined) return { value: own };
  const resolved = partsPiece(composed, registry);
  if ("issues" in resolved) return resolved;
  // Naming the loss's own metrics gives the same run.
  return resolved.value.text === canonical(own.value as unknown as Json) ? { value: own } : resolved;
}

function metricsOf(loss: PartsPiece, { metric }: Registry): MetricsPiece {
  const types = loss.parts.flatMap(({ part }) => (part as LossPart).metrics);
  const parts = types.map((type): ResolvedPart => {
    const part = metric[type];
    if (part === undefined) throw new Error(`no metric is called ${type}`);
    return { path: [], part, config: { type }, timing: {} };
  });
  return { parts, value: parts.map(({ config }) => config), text: "" };
}

/** The optimizer chain, whose last element is the optimizer. */
export function optimizerPiece(composed: Composed, registry: Registry): Resolution<PartsPiece> {
  const resolved = partsPiece(composed, registry);
  if ("issues" in resolved) return resolved;
  const { parts, value } = resolved.value;
  const bound = boundIn(composed, parts, bindTransforms(value, registry));
  return "issues" in bound ? bound : resolved;
}

/** Opens a data set; its rows may not fit its parameters. @param seeds of the runs, each of which may draw its own rows */
export function openData(
  composed: Composed,
  parts: readonly ResolvedPart[],
  readFile: ReadFile,
  seeds: readonly number[],
): Resolution<OpenedData> {
  const [{ part, config }] = parts as readonly [ResolvedPart];
  const opened = attempt(0, () => {
    const opened = (part as DatasetPart).open(config, readFile);
    for (const seed of seeds) opened.checkSeed?.(seed);
    const { shape, digest, labels, sampling, findings = [], warnings = [] } = opened;
    return { shape, digest, labels, sampling, findings, warnings };
  });
  return boundIn(composed, parts, opened);
}
