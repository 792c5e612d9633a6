import type { Part, PartsOf } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { itemAt } from "../numbers/item-at.ts";
import { GENERATORS, gridSchema, trainingSchema } from "./experiment.ts";
import { edited, type JsonSchema, type JsonSchemas, ref, when } from "./json-schema.ts";
import { scriptTrainingSchema } from "./script.ts";

const generators = Object.keys(GENERATORS);

/** The forms of an axis, a list and a map, from the experiment's own schema. */
const anyAxis = edited(gridSchema).additionalProperties as { description: string; anyOf: [JsonSchema, JsonSchema] };
const [{ items: _, description: __, ...list }, { properties, minProperties }] = anyAxis.anyOf;

/** What every axis links to. */
export const axisDefinitions: JsonSchemas = {
  axisMap: { properties, minProperties },
  isGenerated: { anyOf: generators.map((name) => ({ required: [name] })) },
};

/** An axis of values: a list, named variants, or exactly one generator. */
function axis(value: JsonSchema, description: string): JsonSchema {
  const variants = when(ref("isGenerated"), { maxProperties: 1 }, { additionalProperties: value });
  return {
    description,
    type: ["array", "object"],
    ...when({ type: "array" }, { ...list, items: value }, { allOf: [ref("axisMap")], ...variants }),
  };
}

/** An axis of parts: a list or named variants, but no generator. */
function partAxis(value: JsonSchema, description: string): JsonSchema {
  const noGenerator = { propertyNames: { not: { enum: generators } } };
  const variants = when(ref("isGenerated"), noGenerator, { minProperties, additionalProperties: value });
  return {
    description,
    type: ["array", "object"],
    ...when({ type: "array" }, { ...list, items: value }, variants),
  };
}

/** For each parameter: the parts that have it, their descriptions, and their schemas keyed by text. */
interface Owners {
  readonly types: string[];
  readonly descriptions: Set<unknown>;
  readonly schemas: Map<string, JsonSchema>;
}

/** Axes for the parameters of a slot's parts. A value must be valid for one of the parts that have the parameter. */
function parameterAxes(path: string, parts: PartsOf<Part>): JsonSchemas {
  const owners = new Map<string, Owners>();
  for (const [type, { params }] of Object.entries(parts)) {
    for (const [name, schema] of Object.entries(params.properties as JsonSchemas)) {
      const { description: _, default: __, ...value } = edited(schema);
      const owner = owners.get(name) ?? { types: [], descriptions: new Set(), schemas: new Map<string, JsonSchema>() };
      owner.types.push(type);
      owner.descriptions.add(schema.description);
      owner.schemas.set(JSON.stringify(value), value);
      owners.set(name, owner);
    }
  }
  const entries = [...owners].map(([name, { types, descriptions, schemas }]) => {
    const values = [...schemas.values()];
    const value = values.length === 1 ? itemAt(values, 0) : { anyOf: values };
    const meaning = descriptions.size === 1 ? ` ${[...descriptions][0]}` : "";
    return [`${path}.${name}`, axis(value, `Parameter ${name} of ${types.join(", ")}.${meaning}`)];
  });
  return Object.fromEntries(entries);
}

function trainingAxes(schema: object): JsonSchemas {
  const { properties } = edited(schema);
  const entries = Object.entries(properties as JsonSchemas).map(([name, schema]) => {
    const { description, default: _, ...value } = schema;
    return [`training.${name}`, axis(value, description as string)];
  });
  return Object.fromEntries(entries);
}

const schedulerAxis = () =>
  partAxis(
    ref("schedulerChain"),
    "Schedules to compare. A value is a scheduler, a list of phases, or null for a constant rate.",
  );

/** The schema of the grid beside a program of the user's, whose values have any names. */
export function scriptGridOf(registry: Registry): JsonSchema {
  const { properties, ...rest } = edited(gridSchema);
  return {
    ...rest,
    properties: {
      scheduler: schedulerAxis(),
      ...parameterAxes("scheduler", registry.scheduler),
      ...trainingAxes(scriptTrainingSchema),
      ...(properties as JsonSchemas),
    },
    additionalProperties: axis({}, anyAxis.description),
  };
}

/** The schema of the grid. Axes at well-known paths are typed; all others accept any value. */
export function gridOf(registry: Registry): JsonSchema {
  const { properties, ...rest } = edited(gridSchema);
  return {
    ...rest,
    properties: {
      scheduler: schedulerAxis(),
      optimizer: partAxis(ref("optimizerChain"), "Optimizers to compare."),
      model: partAxis(ref("layerChain"), "Models to compare."),
      loss: partAxis(ref("loss"), "Losses to compare."),
      metrics: partAxis(ref("metricChain"), "Metrics to compare. loss + metrics gives each loss its own metrics."),
      data: partAxis(ref("data"), "Data sets to compare."),
      ...parameterAxes("optimizer", registry.optimizer),
      ...parameterAxes("scheduler", registry.scheduler),
      ...parameterAxes("loss", registry.loss),
      ...parameterAxes("data", registry.data),
      ...trainingAxes(trainingSchema),
      ...(properties as JsonSchemas),
    },
    additionalProperties: axis({}, anyAxis.description),
  };
}
