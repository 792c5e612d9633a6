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

export function piece<T>(value: T): Piece<T> {
  let text: string | undefined;
  return {
    value,
    get text() {
      text ??= canonical(value as Json);
      return text;
    },
  };
}
