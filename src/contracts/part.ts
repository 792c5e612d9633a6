import type { Static, TObject, TProperties } from "typebox";
import { type Issue, issue, movePlaces, type Suggestion, type Within } from "../issues/issue.ts";
import type { PartConfig } from "./config.ts";
import type { TorchSince, TorchSpelling } from "./torch.ts";

/** The places of an experiment that hold parts. */
export type Slot = "data" | "layer" | "loss" | "metric" | "optimizer" | "scheduler";

/** What a part is for: a place of a run's configuration, or the choice of runs. */
export type PartPlace = Slot | "search" | "prune";

/** Advice for whoever has to choose: a sentence or two each, for the reference. */
export interface Use {
  /** When it is a good choice. */
  readonly when: string;
  /** When something else is better, and what. */
  readonly not: string;
}

/** Something allowed that is hardly meant: worded as a Misfit is. */
export interface Warning {
  readonly parameter: string;
  readonly message: string;
  readonly remedy?: string;
}

/** What a part cannot know of itself, and what decides whether some of its parameters count. */
export interface PartContext {
  /** Whether a schedule sets the momentum of the optimizer, too. */
  readonly cyclesMomentum: boolean;
  /** Whether the model keeps running statistics. */
  readonly keepsStatistics: boolean;
  /** Number of the targets' classes; undefined where they are none, and where only a program knows. */
  readonly classes?: number | undefined;
  /** Of a run; undefined where only a program knows. */
  readonly length?: { readonly epochs: number; readonly stepsPerEpoch: number } | undefined;
  /** The model's parameters; undefined where only a program knows them. */
  readonly parameters?: readonly { readonly name: string; readonly shape: readonly number[] }[] | undefined;
}

/** What every part says of itself: the schema, the hover text and the reference come from here. */
export interface Part {
  readonly slot: PartPlace;
  /** One or two sentences for a user, ending in a full stop. */
  readonly description: string;
  /** Where the semantics come from: PyTorch's name for it, or a citation. */
  readonly source: string;
  readonly use?: Use;
  /** Parameters without `type`. Static<> of it is the resolved type: a parameter with a default is not optional. */
  readonly params: TObject;
  /** How it is written in PyTorch, where that does not follow from its source and parameters. */
  readonly torch?: TorchSpelling;
  /**
   * The first version of PyTorch that has what it is written as, where that is later than 1.13: of the part,
   * or of parameters, which are not written where they have their defaults.
   */
  readonly since?: TorchSince;
  /** Parameters that count for nothing beside the others: who writes one is told. See {@link idle}. */
  idle?(config: PartConfig, context: PartContext): readonly Warning[];
  /** SHA-256 of the plugin that brought it: part of the identity of the runs that use it. Absent where it is built in. */
  readonly plugin?: string;
}

/** The parts of one slot by the name a user writes. */
export type PartsOf<P extends Part> = Readonly<Record<string, P>>;

/** What a definition says to people: see {@link Part}. */
/** What operations of a part are called, by its source: MSELoss of torch.nn.MSELoss. */
export const operationName = ({ source }: Pick<Part, "source">): string => source.split(".").at(-1) as string;

export type PartTexts = Pick<Part, "description" | "source"> & { readonly use?: Use };

/** What the definition of a part of any kind consists of; each kind adds its functions. See {@link Part}. */
export interface PartDefinition<P extends TProperties> extends PartTexts {
  readonly params: TObject<P>;
  readonly torch?: TorchSpelling;
  readonly since?: TorchSince;
  readonly idle?: (params: Resolved<P>, context: PartContext) => readonly Warning[];
}

/** What a definition's functions receive: its own parameters, resolved. */
export type Resolved<P extends TProperties> = Static<TObject<P>>;

/** What a definition says of idle parameters, as a part has it. */
export function idling<P extends TProperties>(idle: PartDefinition<P>["idle"]): Pick<Part, "idle"> {
  return idle === undefined ? {} : { idle: (config, context) => idle(resolved<P>(config), context) };
}

/**
 * Parameters that have no effect.
 * @param why "with mode: triangular"
 * @param remedy what would give them one
 */
export function idle(parameters: readonly string[], why: string, remedy?: string): readonly Warning[] {
  return parameters.map((parameter) => {
    const removal = `remove ${parameter}`;
    const message = `${parameter} has no effect ${why}`;
    return { parameter, message, remedy: remedy === undefined ? removal : `${remedy}, or ${removal}` };
  });
}

/**
 * Thrown by a part whose parameters, though each valid, do not fit together or do not fit what stands around them. It
 * carries an issue; the loader adds the place in the file.
 */
export class Misfit extends Error {
  issue: Issue<Within>;

  /**
   * @param parameter the parameter to point at ("layers.0.in_features" for one of an inner part), or undefined for the
   *   part as a whole
   * @param ways what to write instead: advice in a sentence, or suggestions with an edit
   */
  constructor(
    parameter: string | undefined,
    message: string,
    ...ways: readonly (Suggestion<Within> | string | undefined)[]
  ) {
    super(message);
    this.name = "Misfit";
    this.issue = issue("misfit", placeOf(parameter), message, ...ways);
  }

  /** A file that cannot be read. @param parameter which names it */
  static unreadable(parameter: string, message: string, ...ways: readonly string[]): Misfit {
    return Misfit.of({ ...new Misfit(parameter, message, ...ways).issue, code: "file" });
  }

  static of(issue: Issue<Within>): Misfit {
    return Object.assign(new Misfit(undefined, issue.message), { issue });
  }

  /** The parameter that it points at; undefined for the part as a whole. */
  get parameter(): string | undefined {
    const { path } = this.issue.place;
    return path.length === 0 ? undefined : path.join(".");
  }

  /** The same of a part that stands under a parameter. */
  under(parameter: string): Misfit {
    const prefix = parameter.split(".");
    return Misfit.of(movePlaces(this.issue, ({ path, of }): Within => ({ path: [...prefix, ...path], of })));
  }

  /** The same, pointing at another parameter. */
  at(parameter: string): Misfit {
    return Misfit.of({ ...this.issue, place: placeOf(parameter) });
  }
}

/** The place of a parameter's value, for {@link Misfit}. */
export function placeOf(parameter: string | undefined): Within {
  return { path: parameter === undefined ? [] : parameter.split("."), of: "value" };
}

/** Runs `make`; a Misfit of what stands under a parameter then points into it. */
export function within<T>(parameter: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof Misfit ? error.under(parameter) : error;
  }
}

/**
 * The one place where a configuration becomes typed: ajv has checked it against this very schema, and filled in the
 * defaults.
 */
export function resolved<P extends TProperties>(config: PartConfig): Resolved<P> {
  return config as unknown as Resolved<P>;
}
