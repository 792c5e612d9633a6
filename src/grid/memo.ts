import type { Composed } from "./compose.ts";

/** What was made of a section for a key before, or is made now. */
export function once<T>({ memo }: Composed, key: string, make: () => T): T {
  const known = memo.get(key);
  if (known !== undefined) return known as T;
  const made = make();
  memo.set(key, made);
  return made;
}
