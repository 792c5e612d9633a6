import type { Loading } from "../plan-of.ts";

export interface BadFile {
  readonly title: string;
  readonly text: string | Uint8Array;
  readonly options?: Loading;
  /** Exactly what is printed. */
  readonly says: string;
}
