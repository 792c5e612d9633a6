import type { Expression } from "jsep";
import { type Parsed, parse } from "./parser.ts";
import { constants } from "./words.ts";

/** What formulas share with Python's builtins; the other functions are those of its module math. */
const BUILT_IN = new Set(["abs", "max", "min", "pow"]);

const WORDS: Readonly<Record<string, string>> = { "&&": "and", "||": "or", "!": "not " };

/** A formula that was compiled before (see formula.ts), in Python. */
export function pythonFormula(text: string): string {
  const parsed = parse(text);
  return written(parsed.root, parsed);
}

/** Every operand in parentheses, unless it is a single word: no precedence needs to be known. */
function operand(node: Expression, parsed: Parsed): string {
  const text = written(node, parsed);
  return /^[\w.]+$/.test(text) || node.type === "CallExpression" ? text : `(${text})`;
}

function written(node: Expression, parsed: Parsed): string {
  const of = (key: string) => operand(node[key] as Expression, parsed);
  const operator = String(node.operator);
  switch (node.type) {
    case "Literal":
      return String(node.value);
    case "Identifier":
      return constants.has(String(node.name)) ? `math.${node.name}` : String(node.name);
    case "UnaryExpression":
      return `${WORDS[operator] ?? operator}${of("argument")}`;
    case "BinaryExpression":
      return binary(node, parsed, operator);
    case "ConditionalExpression":
      return `${of("consequent")} if ${of("test")} else ${of("alternate")}`;
    case "CallExpression": {
      const name = (node.callee as Expression).name as string;
      const given = (node.arguments as readonly Expression[]).map((value) => written(value, parsed));
      return `${BUILT_IN.has(name) ? name : `math.${name}`}(${given.join(", ")})`;
    }
    default:
      throw new Error(`a formula has no ${node.type}`);
  }
}

function binary(node: Expression, parsed: Parsed, operator: string): string {
  const [left, right] = [node.left as Expression, node.right as Expression];
  // As in formula.ts: jsep takes the sign first.
  if (operator === "**" && left.type === "UnaryExpression" && !parsed.isGrouped(left)) {
    const base = operand(left.argument as Expression, parsed);
    return `${left.operator}(${base} ** ${operand(right, parsed)})`;
  }
  return `${operand(left, parsed)} ${WORDS[operator] ?? operator} ${operand(right, parsed)}`;
}
