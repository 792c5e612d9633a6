/** A class of a data set's targets, and how many rows have it, of all there are. */
export interface ClassLabel {
  readonly name: string;
  readonly rows: number;
}

/** The most classes that a message lists. */
const LISTED_CLASSES = 12;

/** `3 classes (rows of each: "a" 50, "b" 49, "?" 1)`: a slip of the pen shows as a class of its own. */
export function describeClasses(classes: number, labels: readonly ClassLabel[] = []): string {
  const listed = labels.slice(0, LISTED_CLASSES).map(({ name, rows }) => `${JSON.stringify(name)} ${rows}`);
  const more = labels.length > LISTED_CLASSES ? ", …" : "";
  return `${classes} classes${listed.length === 0 ? "" : ` (rows of each: ${listed.join(", ")}${more})`}`;
}
