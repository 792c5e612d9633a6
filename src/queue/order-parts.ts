import { type Json, ownRun, type PartConfig } from "../contracts/config.ts";
import { GROUPS } from "../contracts/groups.ts";
import type { Part, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { ChunkOrder } from "../execution/protocol.ts";
import { ownValue } from "../numbers/own.ts";
import { partValidator } from "../schema/validators.ts";
import { BadMessage } from "./checked.ts";

/** Checks the parts of an order as those of a file are: types, names and bounds of parameters. Throws BadMessage. */
export function checkParts({ runs }: Pick<ChunkOrder, "runs">, registry: Registry): void {
  const known = new Set<unknown>();
  const check = (slot: Slot, parts: readonly PartConfig[]) => {
    // Runs share equal pieces as one object.
    for (const part of parts) if (!known.has(part)) checkPart(slot, part, slot, registry);
    for (const part of parts) known.add(part);
  };
  for (const { config } of runs) {
    const { data, model, loss, metrics, optimizer, scheduler } = ownRun(config);
    check("data", [data]);
    check("layer", model);
    check("loss", [loss]);
    check("metric", metrics);
    check("optimizer", optimizer);
    check(
      "scheduler",
      scheduler.map((phase) => phase.scheduler),
    );
  }
}

function checkPart(
  slot: Slot,
  { type, [GROUPS]: groups, ...params }: PartConfig,
  where: string,
  registry: Registry,
): void {
  const part = ownValue<Part>(registry[slot], type);
  if (part === undefined) throw new BadMessage(`work from the queue makes no sense: there is no ${slot} of that type`);
  checkParameters(part, params, where);
  for (const group of Array.isArray(groups) ? groups : groups === undefined ? [] : [groups]) {
    const { match: _, name: __, ...overrides } = recordOf(group, `${where}.${GROUPS}`);
    checkParameters(part, { ...params, ...overrides }, `${where}.${GROUPS}`);
  }
  for (const [name, inner] of innerSlots(part)) {
    const value = params[name];
    for (const config of Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) {
      const { type, ...own } = recordOf(config, `${where}.${name}`);
      if (typeof type !== "string")
        throw new BadMessage(`work from the queue makes no sense: ${where}.${name} has no type`);
      checkPart(inner, { type, ...own } as PartConfig, `${where}.${name}`, registry);
    }
  }
}

/** A copy is checked: the validator fills in defaults, which an order has already. */
function checkParameters(part: Part, params: Readonly<Record<string, unknown>>, where: string): void {
  const [wrong] = partValidator(part)(structuredClone(params));
  if (wrong === undefined) return;
  throw new BadMessage(
    `work from the queue makes no sense: ${where}${wrong.instancePath.replaceAll("/", ".")} ${wrong.message}`,
  );
}

function recordOf(value: Json, where: string): Readonly<Record<string, Json>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>;
  throw new BadMessage(`work from the queue makes no sense: ${where} must be a mapping`);
}

function innerSlots(part: Part): readonly (readonly [string, Slot])[] {
  return Object.entries(part.params.properties).flatMap(([name, schema]) => {
    const { slot, items } = schema as { slot?: Slot; items?: { slot?: Slot } };
    const held = slot ?? items?.slot;
    return held === undefined ? [] : [[name, held] as const];
  });
}
