/** Remembers results per object, and per key within it, for as long as the object lives. */
export class Memo<K extends object> {
  readonly #kept = new WeakMap<K, Map<string, unknown>>();

  once<T>(object: K, key: string, make: () => T): T {
    let results = this.#kept.get(object);
    if (results === undefined) {
      results = new Map();
      this.#kept.set(object, results);
    }
    if (results.has(key)) return results.get(key) as T;
    const made = make();
    results.set(key, made);
    return made;
  }
}
