import type { Composed } from "./compose.ts";

/** The value made for a section and key: the earlier one if there is one, otherwise a new one. */
export function once<T>({ memo }: Composed, key: string, make: () => T): T {
  const known = memo.get(key);
  if (known !== undefined) return known as T;
  const made = make();
  memo.set(key, made);
  return made;
}
