import { GROUPS, groupSchema, hasGroups } from "../contracts/groups.ts";
import { metricColumns } from "../contracts/metric.ts";
import type { Part, PartsOf, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { distributionSchema } from "./distribution-schema.ts";
import { experimentSchema } from "./experiment.ts";
import { axisDefinitions, gridOf, scriptGridOf } from "./grid-schema.ts";
import { importedSchema } from "./imported.ts";
import { DRAFT, edited, type JsonSchema, type JsonSchemas, ref, when } from "./json-schema.ts";
import {
  freeOptimizerSchema,
  reportedMetricsSchema,
  reportedObjectiveSchema,
  scriptSchema,
  scriptTrainingSchema,
} from "./script.ts";
import { TICKING, TIMING } from "./timing.ts";

/** What a part of each slot is called in messages and hover texts. */
const NOUNS: Readonly<Record<Slot, string>> = {
  data: "data set",
  layer: "layer",
  loss: "loss",
  metric: "metric",
  optimizer: "optimizer",
  scheduler: "scheduler",
};

/** Slots in which a list is allowed. */
const CHAINED: readonly Slot[] = ["layer", "metric", "optimizer", "scheduler"];

const hoverText = ({ description, source }: Part) => `${description} (${source})`;

/** A part's parameters. Its `type` is checked where the part is chosen. */
function parametersOf(part: Part, type: string, more: JsonSchemas): JsonSchema {
  const { properties, ...rest } = edited(part.params);
  return {
    title: type,
    description: hoverText(part),
    ...rest,
    properties: { type: true, ...(properties as JsonSchemas), ...more, ...groupsOf(part) },
    additionalProperties: false,
  };
}

/** Param groups of an optimizer: patterns, and values for the optimizer's own parameters. */
function groupsOf(part: Part): JsonSchemas {
  if (!hasGroups(part)) return {};
  const { properties, description, ...rest } = edited(groupSchema);
  const items = {
    ...rest,
    properties: { ...(edited(part.params).properties as JsonSchemas), ...(properties as JsonSchemas) },
  };
  return { [GROUPS]: { type: "array", description, items } };
}

function namesOf(parts: PartsOf<Part>): JsonSchema {
  return { type: "string", enum: Object.keys(parts), markdownEnumDescriptions: Object.values(parts).map(hoverText) };
}

/** Whether the name alone is enough, because every parameter has a default. */
const isBare = ({ params }: Part) => !("required" in edited(params));

/** One part: its name alone, or an object with a `type`. The objects are the definitions `<prefix>.<type>`. */
function choiceOf(slot: Slot, parts: PartsOf<Part>, prefix: string): JsonSchema {
  const noun = NOUNS[slot];
  const byType = Object.keys(parts).map((type) =>
    when({ required: ["type"], properties: { type: { const: type } } }, ref(`${prefix}.${type}`)),
  );
  const properties = { type: { description: `Which ${noun}.`, ...namesOf(parts) } };
  return {
    anyOf: formsOf(slot, parts),
    ...when({ type: "object" }, { title: noun, required: ["type"], properties, allOf: byType }),
  };
}

function formsOf(slot: Slot, parts: PartsOf<Part>): readonly JsonSchema[] {
  const hasBare = Object.values(parts).some(isBare);
  return [...(hasBare ? [ref(`${slot}Name`)] : []), { type: "object", title: NOUNS[slot] }];
}

/** One part or a list. A scheduler may also be null. */
function chainOf(slot: Slot, parts: PartsOf<Part>, element: string): JsonSchema {
  const none = slot === "scheduler" ? [{ type: "null", title: "none" }] : [];
  return {
    anyOf: [...formsOf(slot, parts), { type: "array", title: "list" }, ...none],
    ...when({ type: "array" }, { minItems: 1, items: ref(element) }, when({ type: "object" }, ref(slot))),
  };
}

/** The definitions of everything that a slot accepts. */
function definitionsOf(slot: Slot, parts: PartsOf<Part>): JsonSchemas {
  const entries = Object.entries(parts);
  const define = (prefix: string, more: JsonSchemas = {}) =>
    Object.fromEntries(entries.map(([type, part]) => [`${prefix}.${type}`, parametersOf(part, type, more)]));
  const bare = Object.fromEntries(entries.filter(([, part]) => isBare(part)));
  const isPhased = slot === "scheduler";
  return {
    // JSON Schema does not allow an empty enum.
    ...(Object.keys(bare).length > 0 && { [`${slot}Name`]: { title: `${NOUNS[slot]}, by name`, ...namesOf(bare) } }),
    [slot]: choiceOf(slot, parts, slot),
    ...define(slot, isPhased ? TICKING : {}),
    ...(isPhased && { phase: choiceOf(slot, parts, "phase"), ...define("phase", TIMING) }),
    ...(CHAINED.includes(slot) && { [`${slot}Chain`]: chainOf(slot, parts, isPhased ? "phase" : slot) }),
  };
}

/** The objective. Its metric may be any column that a metric of the registry has. */
function objectiveOf({ metric: parts }: Registry, objective: JsonSchema): JsonSchema {
  const { metric, ...others } = objective.properties as JsonSchemas;
  const named = Object.entries(parts).filter(([, { names }]) => names === undefined);
  const patterns = Object.values(parts).flatMap(({ names }) => (names === undefined ? [] : [names]));
  const columns = { enum: metricColumns(named.map(([name]) => name)) };
  const numbered = { type: "string", pattern: `^(?:train|val)_(?:${patterns.join("|")})$` };
  const anyOf = patterns.length === 0 ? [columns] : [columns, numbered];
  return { ...objective, properties: { metric: { ...metric, anyOf }, ...others } };
}

/** The searches or pruners to choose from, by `type`. */
function kindsOf(noun: "search" | "pruning", kinds: PartsOf<Part>, properties: JsonSchemas): JsonSchema {
  const { description } = (noun === "search" ? properties.search : properties.prune) as JsonSchema;
  const names = Object.entries(kinds);
  const byType = names.map(([type]) =>
    when({ required: ["type"], properties: { type: { const: type } } }, ref(`${noun}.${type}`)),
  );
  const markdownEnumDescriptions = names.map(([, kind]) => `${kind.description} (${kind.source})`);
  const type = { type: "string", enum: names.map(([name]) => name), markdownEnumDescriptions };
  const isBare = names.some(([, { params }]) => !("required" in edited(params)));
  return {
    description,
    anyOf: [...(isBare ? [type] : []), { type: "object", title: noun }, { type: "null", title: "none" }],
    ...when({ type: "object" }, { required: ["type"], properties: { type }, allOf: byType }),
  };
}

function kindDefinitions(noun: string, kinds: PartsOf<Part>): JsonSchemas {
  const define = ([type, { description, source, params }]: [string, Part]) => {
    const { properties, ...rest } = edited(params);
    const own: JsonSchemas = { ...(properties as JsonSchemas) };
    const space = own.space && { space: { ...own.space, additionalProperties: ref("distribution") } };
    const title = { title: type, description: `${description} (${source})` };
    return [
      `${noun}.${type}`,
      { ...title, ...rest, properties: { type: true, ...own, ...space }, additionalProperties: false },
    ];
  };
  return Object.fromEntries(Object.entries(kinds).map(define));
}

/** Keys whose values depend on who trains: here only their descriptions. */
const namesAlone = (schemas: Readonly<Record<string, JsonSchema | undefined>>) =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, { description: schema?.description }]));

/** What stands beside results that were there before. */
function ofImported(): JsonSchema {
  const absent = ["data", "model", "loss", "optimizer", "scheduler", "training", "grid", "search", "prune", "compare"];
  const properties = {
    ...Object.fromEntries(absent.map((key) => [key, false])),
    metrics: edited(reportedMetricsSchema as object),
    objective: edited(reportedObjectiveSchema),
  };
  return { required: ["metrics"], properties } as unknown as JsonSchema;
}

/** What stands beside a program of the user's. */
function ofScripts(registry: Registry): JsonSchema {
  const properties = {
    data: false,
    model: false,
    loss: false,
    optimizer: edited(freeOptimizerSchema as object),
    training: edited(scriptTrainingSchema),
    metrics: edited(reportedMetricsSchema as object),
    objective: edited(reportedObjectiveSchema),
    grid: scriptGridOf(registry),
  };
  return { required: ["optimizer", "training", "metrics"], properties };
}

/**
 * The schema of experiment files for editors, as JSON text: draft-07, with if/then by `type`, and with the shorthand
 * that the loader expands. The same registry gives the same text.
 */
export function editorSchemaText(registry: Registry): string {
  const { properties, ...rest } = edited(experimentSchema);
  const { search, prune, distribution, ...ofRuns } = registry;
  const slots = Object.entries(ofRuns) as [Slot, PartsOf<Part>][];
  const { script: _, imported: __, objective, optimizer, training, metrics, ...others } = properties as JsonSchemas;
  const { required, ...whole } = rest;
  const ofEngine = {
    optimizer,
    training,
    metrics,
    objective: objectiveOf(registry, objective as JsonSchema),
    grid: gridOf(registry),
  };
  const schema = {
    $schema: DRAFT,
    title: "experiment",
    ...whole,
    properties: {
      ...others,
      script: edited(scriptSchema),
      imported: edited(importedSchema),
      ...namesAlone(ofEngine),
      search: kindsOf("search", search, properties as JsonSchemas),
      prune: kindsOf("pruning", prune, properties as JsonSchemas),
    },
    ...when(
      { required: ["script"] },
      ofScripts(registry),
      when({ required: ["imported"] }, ofImported(), { required, properties: ofEngine } as unknown as JsonSchema),
    ),
    definitions: Object.assign(
      {},
      { distribution: edited(distributionSchema(distribution)) },
      kindDefinitions("search", search),
      kindDefinitions("pruning", prune),
      ...slots.map(([slot, parts]) => definitionsOf(slot, parts)),
      axisDefinitions,
    ) as JsonSchemas,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
