import type { Json, PartConfig } from "../contracts/config.ts";
import { canonical } from "../source/tree.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** A section's part of a configuration: its value, and its text for digests. */
export interface Piece<T> {
  readonly value: T;
  /** Canonical JSON, made when first asked for: checking needs none. */
  readonly text: string;
}

export interface PartsPiece extends Piece<readonly PartConfig[]> {
  readonly parts: readonly ResolvedPart[];
}

// A class, since V8 makes a hidden class for every object whose literal has a getter, and these are as many as points.
class LazyPiece<T> implements Piece<T> {
  #text: string | undefined;

  constructor(readonly value: T) {}

  get text(): string {
    this.#text ??= canonical(this.value as Json);
    return this.#text;
  }
}

/** A piece with more facts about it. */
export function piece<T, More extends object = object>(value: T, more?: More): Piece<T> & More {
  return Object.assign(new LazyPiece(value), more);
}
