import type { Registry } from "../contracts/registry.ts";
import { type Forms, formsOf, isSection } from "../grid/sections.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { itemAt } from "../numbers/item-at.ts";
import { takes } from "../schema/accepts.ts";
import { GENERATORS, trainingSchema } from "../schema/experiment.ts";
import { scriptTrainingSchema } from "../schema/script.ts";
import type { ValueSchema } from "../source/describe.ts";
import { indexOf, type MapNode, type Node, type Path, type ScalarNode } from "../source/tree.ts";

/** Warns of whole numbers written with decimals: 1.000 may mean a thousand. */
export function checkCounts(root: MapNode, registry: Registry, warnings: Issues): void {
  const forms = formsOf(root);
  const visit = (node: Node, path: Path): void => {
    if (node.kind === "map")
      for (const [key, { value }] of node.entries) {
        const paths = pathsOf(path, key).map((own) => [...path, ...own]);
        const elements = paths.length === 1 ? [] : elementsOf(value);
        if (elements.length === 0) visit(value, itemAt(paths, 0));
        for (const values of elements) for (const [i, own] of paths.entries()) visitAt(values, i, own);
      }
    if (node.kind === "list") for (const [i, item] of node.items.entries()) visit(item, [...path, String(i)]);
    if (node.kind === "scalar" && node.decimals !== undefined && isCount(path, forms, registry))
      tellDecimals(node, warnings);
  };
  const visitAt = (values: Node, i: number, path: Path) => {
    const value = values.kind === "list" ? values.items[i] : undefined;
    if (value !== undefined) visit(value, path);
  };
  visit(root, []);
}

/** Keys of the grid and of a search's space are paths themselves; a joined key is several. */
function pathsOf(path: Path, key: string): readonly Path[] {
  const isPath = path.join() === "grid" || path.join() === "search,space";
  return isPath ? key.split("+").map((one) => one.trim().split(".")) : [[key]];
}

/** What a list or named variants consist of. */
function elementsOf(node: Node): readonly Node[] {
  if (node.kind === "list") return node.items;
  return node.kind === "map" ? [...node.entries.values()].map(({ value }) => value) : [];
}

/** Whether this makes values, and so stands beneath the name of a parameter. */
const makesValues = (name: string, { distribution }: Registry) =>
  Object.hasOwn(GENERATORS, name) || Object.hasOwn(distribution, name);

/** Counts that are no part's. */
const OWN_COUNTS = ["seeds", "retry", "max_failures", "results"];

/** What may stand at a path, as its last name tells: parameters of one name are alike in all parts. */
function schemasAt(path: Path, forms: Forms, registry: Registry): readonly ValueSchema[] {
  const section = path.find(isSection);
  const name = path.findLast((segment) => indexOf(segment) === undefined && !makesValues(segment, registry));
  if (section === undefined || name === undefined) return [];
  const form = forms[section];
  if (form === undefined) return [];
  const owners =
    form.kind === "parts"
      ? Object.values(registry[form.slot]).map(({ params }) => params)
      : section === "training"
        ? [trainingSchema, scriptTrainingSchema]
        : [];
  return owners.flatMap(({ properties }) =>
    Object.hasOwn(properties, name) ? [(properties as Readonly<Record<string, ValueSchema>>)[name] as ValueSchema] : [],
  );
}

function takesFractions(schema: ValueSchema): boolean {
  const { items, anyOf = [] } = schema;
  const own = items === undefined ? [] : [items].flat();
  return takes(schema, "number") || [...anyOf, ...own].some((one) => takesFractions(one as ValueSchema));
}

function isCount(path: Path, forms: Forms, registry: Registry): boolean {
  if (OWN_COUNTS.includes(path[0] ?? "")) return true;
  if (path.join() === "search,runs") return true;
  const schemas = schemasAt(path, forms, registry);
  return schemas.length > 0 && !schemas.some(takesFractions);
}

/** `1.000` is 1. */
function tellDecimals({ value, decimals = "", at }: ScalarNode, warnings: Issues): void {
  const thousands = /^\d{1,3}(\.\d{3})+$/.test(decimals) ? decimals.replaceAll(".", "") : undefined;
  const way = thousands === undefined ? `write ${value}` : `write ${thousands}, or ${value}`;
  warnings.add(issue("warning", at, `${decimals} is read as ${value}: the point begins its decimals`, way));
}
