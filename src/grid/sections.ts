import type { Json } from "../contracts/config.ts";
import type { Part, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { ownValue } from "../numbers/own.ts";
import { trainingSchema } from "../schema/experiment.ts";
import { scriptTrainingSchema, VARYING } from "../schema/script.ts";
import { indexOf, isNull, isText, type MapNode, type Node, type Path } from "../source/tree.ts";

/** The top-level keys that make up a run's configuration; in the order in which a file has them. */
const SECTIONS = ["script", "data", "model", "loss", "metrics", "optimizer", "scheduler", "training"] as const;

export type Section = (typeof SECTIONS)[number];

/** The sections that hold parts, where this program's own engine trains. */
export type PartSection = Exclude<Section, "script" | "training">;

/** The parts that stand in a section. */
export const SLOTS: Readonly<Record<PartSection, Slot>> = {
  data: "data",
  model: "layer",
  loss: "loss",
  metrics: "metric",
  optimizer: "optimizer",
  scheduler: "scheduler",
};

/** What stands in a section: parts of a slot, or keys of its own. */
export type SectionForm =
  | { readonly kind: "parts"; readonly slot: Slot }
  | {
      readonly kind: "keys";
      /** What may stand there; undefined: anything. */
      readonly keys: readonly string[] | undefined;
      /** What a value is put into where its key is not written. */
      readonly fallbacks?: Readonly<Record<string, Json>>;
    };

/** The sections of an experiment. */
export type Forms = Readonly<Partial<Record<Section, SectionForm>>>;

const ofParts = (section: PartSection): SectionForm => ({ kind: "parts", slot: SLOTS[section] });

const ENGINE_FORMS: Forms = {
  ...Object.fromEntries((Object.keys(SLOTS) as PartSection[]).map((section) => [section, ofParts(section)])),
  training: { kind: "keys", keys: Object.keys(trainingSchema.properties) },
};

/** Its metrics are fixed before the first run, so no axis varies them. */
const SCRIPT_FORMS: Forms = {
  script: { kind: "keys", keys: VARYING, fallbacks: { parameters: {} } },
  optimizer: { kind: "keys", keys: undefined },
  scheduler: ofParts("scheduler"),
  training: { kind: "keys", keys: Object.keys(scriptTrainingSchema.properties) },
};

/** Whether a program of the user's trains the runs. */
export const hasScript = (root: MapNode) => root.entries.has("script");

/** Whether the results were there before, and nothing is trained. */
export const hasImported = (root: MapNode) => root.entries.has("imported");

export const formsOf = (root: MapNode): Forms => (hasScript(root) ? SCRIPT_FORMS : ENGINE_FORMS);

export const sectionsIn = (forms: Forms): readonly Section[] => SECTIONS.filter((section) => section in forms);

/** What decides whether a value may stand at a path. */
export interface Ground {
  readonly registry: Registry;
  readonly forms: Forms;
}

/** Where a list may stand for a single part. */
const MANY: readonly Section[] = ["model", "metrics", "optimizer", "scheduler"];

export function isSection(name: string | undefined): name is Section {
  return (SECTIONS as readonly (string | undefined)[]).includes(name);
}

export function takesList(section: Section): boolean {
  return MANY.includes(section);
}

/** A part as a mapping: a bare string is a part without parameters. */
export function expanded(node: Node): Node {
  if (!isText(node)) return node;
  return { kind: "map", at: node.at, bare: true, entries: new Map([["type", { key: node.at, value: node }]]) };
}

/** The definition named by a part's `type`, if it exists. */
export function partOf(node: Node | undefined, slot: Slot, registry: Registry): Part | undefined {
  const type = typeOf(node);
  return type === undefined ? undefined : ownValue<Part>(registry[slot], type);
}

export function typeOf(node: Node | undefined): string | undefined {
  const type = node?.kind === "map" ? node.entries.get("type")?.value : node;
  return isText(type) ? type.value : undefined;
}

/** The parts of a section with the path to each, as written: a single part stands at the section itself. */
export function elements(
  section: Section,
  node: Node | undefined,
): readonly { readonly path: Path; readonly node: Node }[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind !== "list" || !takesList(section)) return [{ path: [], node: expanded(node) }];
  return node.items.map((item, i) => ({ path: [String(i)], node: expanded(item) }));
}

/** The keys that may stand in the part or section at hand, for suggestions. */
export function keysOf(form: SectionForm | undefined, part: MapNode, registry: Registry): readonly string[] {
  if (form?.kind !== "parts") return form?.keys ?? [];
  const definition = partOf(part, form.slot, registry);
  return definition === undefined ? [] : Object.keys(definition.params.properties);
}

/** A path within a section, completed: in a chain, `optimizer.x` means its last element. */
export function completed(section: Section, node: Node, path: Path): Path {
  const names =
    section === "optimizer" && node.kind === "list" && path[0] !== undefined && indexOf(path[0]) === undefined;
  return names ? [String(node.items.length - 1), ...path] : path;
}
