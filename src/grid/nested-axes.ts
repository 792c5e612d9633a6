import type { Registry } from "../contracts/registry.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { write } from "../issues/suggest.ts";
import { flowNode } from "../source/flow.ts";
import { isNull, isText, lookUp, type MapNode, type Node } from "../source/tree.ts";
import type { Axis } from "./axes.ts";
import { elements, formsOf, isSection, keysOf, type Section, type SectionForm, takesList } from "./sections.ts";

/** What is wrong with `optimizer: {lr: [0.1, 0.01]}`: an axis of named variants whose names are parameters, not parts. */
export function nestedAxes({ at, paths, values }: Axis, root: MapNode, registry: Registry): Issue<Span> | undefined {
  const [[section, ...more] = [], ...others] = paths;
  if (!isSection(section) || more.length > 0 || others.length > 0) return undefined;
  const form = formsOf(root)[section];
  const isNested = values.every(({ name, nodes: [node] }) => {
    if (name === undefined || node === undefined || isNull(node)) return false;
    return isParameter(name, form, registry) && !canBe(node, section, form, registry);
  });
  if (!isNested) return undefined;
  const pathOf = (name = "") => pathTo(name, section, form, root.entries.get(section)?.value, registry);
  const axes = values.map(({ name, nodes: [node] }) => `${pathOf(name)}: ${listOf(node as Node)}`);
  const message = `grid.${section} varies the section as a whole, but '${values[0]?.name}' is one of its parameters`;
  const { offset, length } = lookUp(root, ["grid", section])?.at ?? at;
  const [only = "", ...rest] = axes;
  const way =
    rest.length === 0 ? write(only, { ...at, length: offset + length - at.offset }) : `write ${axes.join(" and ")}`;
  return issue("axis", at, message, way);
}

/** The path of a parameter in the first part that has it. */
function pathTo(
  name: string,
  section: Section,
  form: SectionForm | undefined,
  node: Node | undefined,
  registry: Registry,
): string {
  const owner = elements(section, node).find(
    ({ node }) => node.kind === "map" && keysOf(form, node, registry).includes(name),
  );
  return [section, ...(owner?.path ?? []), name].join(".");
}

const listOf = (node: Node) => (node.kind === "scalar" ? `[${flowNode(node)}]` : flowNode(node));

function isParameter(name: string, form: SectionForm | undefined, registry: Registry): boolean {
  if (form?.kind !== "parts") return form?.keys?.includes(name) ?? false;
  return Object.values(registry[form.slot]).some(({ params }) => Object.hasOwn(params.properties, name));
}

/** Whether a value has the form of what stands in a section. */
function canBe(node: Node, section: Section, form: SectionForm | undefined, registry: Registry): boolean {
  if (form?.kind !== "parts") return node.kind === "map";
  const isPart = (one: Node) => one.kind === "map" || (isText(one) && Object.hasOwn(registry[form.slot], one.value));
  return node.kind === "list" ? takesList(section) && node.items.every(isPart) : isPart(node);
}
