import type { Expression } from "jsep";
import { Misfit } from "../contracts/part.ts";
import type { Suggestion } from "../issues/issue.ts";
import { oneOf } from "../issues/suggest.ts";
import { hasVanished } from "../numbers/vanished.ts";
import { type Parsed, ParseError, parse } from "./parser.ts";
import { arithmetic, comparisons, constants, functions, operatorRemedies, phraseRemedies } from "./words.ts";

/** A formula compiled: its value where its variables have these values, in the order they were named in. */
export type Formula = (...values: readonly number[]) => number;

type FormulaArguments = readonly number[];

/** Part of a formula: a number, or a condition. The two do not mix. */
type Term =
  | { readonly kind: "number"; readonly of: (values: FormulaArguments) => number }
  | { readonly kind: "condition"; readonly of: (values: FormulaArguments) => boolean };

/** Keeps the parser's recursion far from the end of the stack. */
const LONGEST = 500;

/**
 * Compiles a formula such as `0.95 ** (epoch // 10)`. Numbers, variables, `+ - * / // % **` (the last three as in Python),
 * comparisons, `&& || !`, `?:` and the functions of formula-words.ts; nothing that could run code or reach a property.
 * @param parameter the parameter it was given for, for messages
 * @throws Misfit with the place in the formula
 */
export function compileFormula(text: string, variables: readonly string[], parameter?: string): Formula {
  const refuse = (at: number, message: string, remedy?: Suggestion<never> | string): never => {
    const shown = text.length <= LONGEST ? text.replaceAll(/\s+/g, " ") : `${text.slice(0, 20)}…`;
    throw new Misfit(parameter, `'${shown}', character ${at + 1}: ${message}`, remedy);
  };
  if (text.length > LONGEST)
    refuse(LONGEST, `the formula is longer than ${LONGEST} characters`, "use a table of values");
  const hint = phraseRemedies.find(([pattern]) => pattern.test(text))?.[1];
  try {
    const parsed = parse(text);
    const compiler = new Compiler(parsed, text, variables, (at, message, remedy) =>
      refuse(at, message, hint ?? remedy),
    );
    const of = compiler.number(parsed.root);
    return (...values) => of(values);
  } catch (error) {
    if (error instanceof ParseError) return refuse(error.at, error.message, hint);
    throw error;
  }
}

class Compiler {
  constructor(
    private readonly parsed: Parsed,
    private readonly text: string,
    private readonly variables: readonly string[],
    private readonly refuse: (at: number, message: string, remedy?: Suggestion<never> | string) => never,
  ) {}

  number(node: Expression): (values: FormulaArguments) => number {
    const term = this.#term(node);
    if (term.kind === "number") return term.of;
    return this.#fail(node, "a number is wanted here, and this is a condition", "write condition ? 1 : 0");
  }

  #condition(node: Expression): (values: FormulaArguments) => boolean {
    const term = this.#term(node);
    if (term.kind === "condition") return term.of;
    return this.#fail(node, "a condition is wanted here, and this is a number", "compare it, such as epoch < 10");
  }

  #term(node: Expression): Term {
    switch (node.type) {
      case "Literal":
        return this.#literal(node);
      case "Identifier":
        return this.#name(node, node.name as string);
      case "UnaryExpression":
        return this.#unary(node.operator as string, node.argument as Expression, node);
      case "BinaryExpression":
        return this.#binary(node, node.operator as string, node.left as Expression, node.right as Expression);
      case "ConditionalExpression":
        return this.#choice(node);
      case "CallExpression":
        return this.#call(node, node.callee as Expression, node.arguments as readonly Expression[]);
      case "Compound":
        return this.#several(node.body as readonly Expression[]);
      case "SequenceExpression":
        return this.#several(node.expressions as readonly Expression[]);
      default:
        return this.#fail(node, "this is no part of a formula", "a formula has numbers, operators and functions");
    }
  }

  #literal(node: Expression): Term {
    const value = node.value;
    const raw = String(node.raw);
    if (typeof value !== "number") return this.#fail(node, `a number is wanted here, found ${raw}`);
    if (value === Infinity)
      return this.#fail(node, `${raw} is too large for a number`, `the largest is ${Number.MAX_VALUE}`);
    if (value === 0 && hasVanished(raw))
      return this.#fail(
        node,
        `${raw} is too small for a number, and would be 0`,
        `the smallest is ${Number.MIN_VALUE}`,
      );
    return { kind: "number", of: () => value };
  }

  #name(node: Expression, name: string): Term {
    const index = this.variables.indexOf(name);
    if (index >= 0) return { kind: "number", of: (values) => values[index] as number };
    const constant = constants.get(name);
    if (constant !== undefined) return { kind: "number", of: () => constant };
    if (functions.has(name)) return this.#fail(node, `${name} is a function`, `write ${name}(…)`);
    const known = [...this.variables, ...constants.keys(), ...functions.keys()];
    return this.#fail(node, `unknown name '${name}'`, oneOf(name, known));
  }

  #unary(operator: string, argument: Expression, node: Expression): Term {
    if (operator === "!") {
      const of = this.#condition(argument);
      return { kind: "condition", of: (values) => !of(values) };
    }
    if (operator !== "-" && operator !== "+") return this.#fail(node, `'${operator}' is no operator here`);
    const of = this.number(argument);
    return { kind: "number", of: operator === "-" ? (values) => -of(values) : of };
  }

  #binary(node: Expression, operator: string, left: Expression, right: Expression): Term {
    // In Python, and in mathematics, -a ** b is -(a ** b); jsep takes the sign first.
    if (operator === "**" && left.type === "UnaryExpression" && !this.parsed.isGrouped(left)) {
      const power = { type: node.type, operator, left: left.argument, right } as Expression;
      return this.#unary(left.operator as string, power, left);
    }
    const calculate = arithmetic.get(operator);
    const compare = comparisons.get(operator);
    if (calculate !== undefined || compare !== undefined) {
      if (compare && isComparison(left) && !this.parsed.isGrouped(left))
        this.#fail(left, "comparisons do not chain", "write a < b && b < c");
      const [a, b] = [this.number(left), this.number(right)];
      if (calculate) return { kind: "number", of: (values) => calculate(a(values), b(values)) };
      return { kind: "condition", of: (values) => compare?.(a(values), b(values)) === true };
    }
    if (operator !== "&&" && operator !== "||") return this.#noOperator(operator, left);
    const [a, b] = [this.#condition(left), this.#condition(right)];
    const of =
      operator === "&&"
        ? (values: FormulaArguments) => a(values) && b(values)
        : (values: FormulaArguments) => a(values) || b(values);
    return { kind: "condition", of };
  }

  #choice(node: Expression): Term {
    const test = this.#condition(node.test as Expression);
    const [yes, no] = [node.consequent as Expression, node.alternate as Expression].map((way) => this.number(way));
    return { kind: "number", of: (values) => (test(values) ? yes?.(values) : no?.(values)) as number };
  }

  #call(node: Expression, callee: Expression, given: readonly Expression[]): Term {
    if (callee.type !== "Identifier") return this.#fail(node, "only functions by name can be called");
    const name = callee.name as string;
    const known = functions.get(name);
    if (known === undefined) {
      const names = [...functions.keys()];
      return this.#fail(node, `there is no function '${name}'`, oneOf(name, names));
    }
    const { of, least, most } = known;
    if (given.length < least || given.length > most) {
      const wanted = most === Infinity ? `at least ${least} values` : least === 1 ? "one value" : `${least} values`;
      return this.#fail(node, `${name} takes ${wanted}, found ${given.length}`, this.#points());
    }
    const values = given.map((value) => this.number(value));
    return { kind: "number", of: (outer) => of(...values.map((value) => value(outer))) };
  }

  #several([first, second]: readonly Expression[]): never {
    if (first === undefined || second === undefined)
      return this.refuse(0, "the formula is empty", "such as 0.95 ** epoch");
    return this.#fail(second, "the formula should have ended before this", this.#points());
  }

  /** The formula with points for commas between digits; undefined where it has none. */
  #points(): string | undefined {
    const meant = this.text.replace(/(?<=\d),(?=\d)/g, ".");
    return meant === this.text ? undefined : `decimals take a point; write ${meant}`;
  }

  #noOperator(operator: string, left: Expression): never {
    const at = this.text.indexOf(operator, this.parsed.placeOf(left));
    const allowed = [...arithmetic.keys(), ...comparisons.keys(), "&&", "||", "!", "?:"];
    const remedy = operatorRemedies.get(operator) ?? `operators: ${allowed.join(" ")}`;
    return this.refuse(at, `'${operator}' is no operator here`, remedy);
  }

  #fail(node: Expression, message: string, remedy?: Suggestion<never> | string): never {
    return this.refuse(this.parsed.placeOf(node), message, remedy);
  }
}

const isComparison = (node: Expression) => node.type === "BinaryExpression" && comparisons.has(node.operator as string);
