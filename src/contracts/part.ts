import type { Static, TObject, TProperties } from "typebox";
import type { PartConfig } from "./config.ts";
import type { TorchSpelling } from "./torch.ts";

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
  /** SHA-256 of the plugin that brought it: part of the identity of the runs that use it. Absent where it is built in. */
  readonly plugin?: string;
}

/** The parts of one slot by the name a user writes. */
export type PartsOf<P extends Part> = Readonly<Record<string, P>>;

/** What the definition of a part of any kind consists of; each kind adds its functions. See {@link Part}. */
export interface PartDefinition<P extends TProperties> {
  readonly description: string;
  readonly source: string;
  readonly use?: Use;
  readonly params: TObject<P>;
  readonly torch?: TorchSpelling;
}

/** What a definition's functions receive: its own parameters, resolved. */
export type Resolved<P extends TProperties> = Static<TObject<P>>;

/**
 * A part found its parameters, though each valid, not to fit what stands around them.
 * The loader turns it into an error at the parameter's line.
 */
export class Misfit extends Error {
  /**
   * @param parameter the parameter to point at, or undefined for the part as a whole
   * @param remedy what to write instead, shown beneath the caret
   */
  constructor(
    readonly parameter: string | undefined,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
    this.name = "Misfit";
  }
}

/**
 * The one place where a configuration becomes typed: ajv has checked it against this very schema, and filled in the
 * defaults.
 */
export function resolved<P extends TProperties>(config: PartConfig): Resolved<P> {
  return config as unknown as Resolved<P>;
}
