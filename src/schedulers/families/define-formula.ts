import type { TProperties } from "typebox";
import { type Definition, defineClosedForm } from "../../contracts/define-scheduler.ts";
import type { Resolved } from "../../contracts/part.ts";
import type { SchedulerPart } from "../../contracts/scheduler.ts";
import type { TorchCall } from "../../contracts/torch.ts";
import { compileFormula, type Formula } from "../../formula/formula.ts";
import { pythonFormula } from "../../formula/python.ts";
import { variablesOf } from "../../formula/variables.ts";
import { itemAt } from "../../numbers/item-at.ts";

/** A rate as a formula in text. The scheduler's function and its class in exported scripts are made from it. */
interface RateFormula {
  /**
   * The rate at tick `t`, counted from 0: "base * 0.5 ** (t / half_life)". It may use `base` (the base rate), `t`,
   * parameters that are numbers, `constants`, and the names in `where`.
   */
  readonly formula: string;
  /** Intermediate values. Each may use those before it. All are computed at every tick, so none may ever divide by 0. */
  readonly where?: Readonly<Record<string, string>>;
}

type Numbers = Readonly<Record<string, number>>;

/** Names that every formula may use. */
const GIVEN = ["base", "t"];

/**
 * Defines a scheduler by a formula of its parameters, the base rate and the tick (see src/formula).
 * Its PyTorch class for exported scripts is made from the formula, too.
 * @throws Error on first use, for a formula that does not compile or uses an unknown name
 */
export function defineFormula<P extends TProperties>(
  definition: Omit<Definition<P>, "torch"> &
    RateFormula & {
      /** See {@link defineClosedForm}. Throws Misfit when the parameters do not go together. */
      readonly check?: (params: Resolved<P>, window: number) => void;
      /** Numbers computed once from the parameters, such as a length in ticks from a share. */
      readonly constants?: (params: Resolved<P>) => Numbers;
    },
): SchedulerPart {
  const { formula, where = {}, constants = () => ({}), ...rest } = definition;
  const rate = { formula, where };
  const inputs = memoised(() => inputsOf(rate));
  const evaluate = memoised(() => compileRate(rate, inputs()));
  const numbersOf = (params: object) => ({ ...params, ...constants(params as Resolved<P>) });
  // A group's parameters stay the same object for the whole run.
  const known = new WeakMap<object, readonly number[]>();
  const valuesOf = (params: object) => {
    const values = known.get(params) ?? readInputs(inputs(), numbersOf(params));
    known.set(params, values);
    return values;
  };
  return {
    ...defineClosedForm<P>({
      ...rest,
      torch: (_, config) =>
        torchCall({ callee: config.type, says: rest.description, rate }, inputs(), numbersOf(config)),
      at: (params, base, t) => evaluate()(base, t, valuesOf(params)),
    }),
    formula: rate,
  };
}

/** Formulas are compiled on first use, because most runs use none. */
function memoised<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The parameters and constants that a formula uses, in the order of their first use. */
function inputsOf({ formula, where = {} }: RateFormula): readonly string[] {
  const own = [...GIVEN, ...Object.keys(where)];
  const used = [...Object.values(where), formula].flatMap(variablesOf);
  return [...new Set(used)].filter((name) => !own.includes(name));
}

function readInputs(names: readonly string[], given: Readonly<Record<string, unknown>>): readonly number[] {
  return names.map((name) => {
    const value = given[name];
    if (typeof value === "number") return value;
    throw new Error(`the formula uses '${name}', which is neither a parameter with a number nor a constant`);
  });
}

/** @param inputs the names of the values in the compiled rate's third argument */
function compileRate({ formula, where = {} }: RateFormula, inputs: readonly string[]) {
  const names = [...GIVEN, ...inputs];
  const steps = Object.entries(where).map(([name, text]): Formula => {
    const step = compileFormula(text, [...names]);
    names.push(name);
    return step;
  });
  const last = compileFormula(formula, names);
  return (base: number, t: number, given: readonly number[]): number => {
    const values = [base, t, ...given];
    for (const step of steps) values.push(step(...values));
    return last(...values);
  };
}

/** What a class in an exported script is made from. */
interface WrittenFormula {
  readonly callee: string;
  readonly says: string;
  readonly rate: RateFormula;
}

function torchCall(
  written: WrittenFormula,
  inputs: readonly string[],
  given: Readonly<Record<string, unknown>>,
): Pick<TorchCall, "callee" | "keywords" | "carried"> {
  const values = readInputs(inputs, given);
  const keywords = Object.fromEntries(inputs.map((name, i) => [name, itemAt(values, i)]));
  return { callee: written.callee, keywords, carried: [pythonClass(written, inputs)] };
}

function pythonClass(
  { callee, says, rate: { formula, where = {} } }: WrittenFormula,
  inputs: readonly string[],
): string {
  const parameters = inputs.map((input) => `, ${input}`).join("");
  const kept = inputs.map((input) => `"${input}": ${input}`).join(", ");
  const lines = Object.entries(where).map(([step, text]) => `        ${step} = ${pythonFormula(text)}\n`);
  return `class ${callee}(lr_scheduler.LRScheduler):
    """${says}"""

    def __init__(self, optimizer${parameters}):
        self.parameters = {${kept}}
        super().__init__(optimizer)

    @staticmethod
    def rate(base, t${parameters}):
${lines.join("")}        return ${pythonFormula(formula)}

    def get_lr(self):
        return [self.rate(base, self.last_epoch, **self.parameters) for base in self.base_lrs]`;
}
