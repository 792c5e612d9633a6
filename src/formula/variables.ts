import type { Expression } from "jsep";
import { parse } from "./parser.ts";
import { constants } from "./words.ts";

/** The variables of a formula, in the order of their first use: names that are neither functions nor constants. Throws ParseError. */
export function variablesOf(text: string): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Expression) => {
    if (node.type === "Identifier" && !constants.has(node.name as string)) found.add(node.name as string);
    for (const [key, inner] of Object.entries(node))
      if (key !== "callee") for (const each of nodesIn(inner)) visit(each);
  };
  visit(parse(text).root);
  return [...found];
}

const nodesIn = (value: unknown): readonly Expression[] =>
  [value].flat().filter((each): each is Expression => typeof each === "object" && each !== null && "type" in each);
