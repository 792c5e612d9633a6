/** A record's value under a key from outside. What all objects have, such as `constructor`, is no value of it. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A record that has its own keys and no others, so that a name from outside can be looked up by `[name]`. */
export function ownKeyed<T>(...records: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), ...records);
}
