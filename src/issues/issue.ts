/** What can be wrong with an experiment or with the files it names, by code. */
const CODES = {
  file: "The file cannot be read as text.",
  syntax: "The text is not YAML, or uses YAML that experiments do not allow: tags, merge keys, several documents.",
  number: "A number that would not be read as it is written: not finite, too large to be exact, a leading zero.",
  "unknown-key": "A key or parameter that does not exist at this place.",
  "unknown-part": "A part whose type does not exist.",
  missing: "A required section, key or parameter is missing.",
  invalid: "A value has the wrong type or is out of bounds.",
  misfit: "Values are valid one by one, but do not fit together.",
  axis: "An axis of the grid is wrong.",
  include: "An entry of grid.include is wrong.",
  exclude: "An entry of grid.exclude is wrong.",
  compare: "The comparison names an axis that does not exist, or does not name one that it needs.",
  baseline: "The baseline names an axis or value that does not exist.",
  search: "The search or its space is wrong.",
  prune: "The pruning is wrong.",
  name: "The experiment's name cannot name a folder, or is taken.",
  set: "A --set option cannot be applied.",
  "too-many-runs": "The grid makes more runs than --max-runs allows.",
  warning: "Allowed, but probably not what was meant.",
} as const;

type Code = keyof typeof CODES;

/** A key or a value within what is being checked: a part, a section, a document. */
export interface Within {
  /** Keys and indices from the top of what is being checked. */
  readonly path: readonly string[];
  readonly of: "key" | "value";
}

/** A stretch of a text. */
export interface Span {
  /** Characters from the start of the text. */
  readonly offset: number;
  /** Characters; 0 for a place where nothing stands. */
  readonly length: number;
}

/** A stretch of a file, as an editor shows it. */
export interface Location extends Span {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** The text of the line; "" when there is none to show, as for an empty file or an option. */
  readonly text: string;
}

/** Replaces what stands at a place. */
export interface Edit<P = Location> {
  readonly place: P;
  /** What to write instead, as it stands in the file. */
  readonly text: string;
}

/**
 * One way to put an issue right. Where it has an edit, applying that does it: {@link applyEdits}.
 * - rename: a name is probably misspelt
 * - write: this text is probably what was meant
 * - choose: one of these names is possible
 * - advice: a sentence
 */
export type Suggestion<P = Location> = { readonly edit?: Edit<P> | undefined } & (
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "write"; readonly text: string; readonly reason?: string | undefined }
  | { readonly kind: "choose"; readonly names: readonly string[] }
  | { readonly kind: "advice"; readonly text: string }
);

/**
 * Why a value counts at a place where the text does not have it.
 * - placed: the grid put it there
 * - beside: it does not fit values that the grid put elsewhere
 * - option: an option put it into the text
 */
export type Origin =
  | { readonly kind: "placed"; readonly at: string; readonly by: string }
  | { readonly kind: "beside"; readonly values: readonly string[] }
  | { readonly kind: "option"; readonly option: string };

/**
 * Something wrong. The place is a path while a part or section is checked ({@link Within}), then a stretch of the text
 * ({@link Span}), and for whoever reads it a place in a file ({@link Location}).
 */
export interface Issue<P = Location> {
  readonly code: Code;
  readonly place: P;
  /** What is wrong, without place and remedy. */
  readonly message: string;
  /** The best first. */
  readonly suggestions: readonly Suggestion<P>[];
  readonly origins: readonly Origin[];
}

/** An issue without origins. @param ways a string is advice; undefined is left out */
export function issue<P>(
  code: Code,
  place: P,
  message: string,
  ...ways: readonly (Suggestion<P> | string | undefined)[]
): Issue<P> {
  const suggestions = ways.flatMap((way): readonly Suggestion<P>[] => {
    if (way === undefined) return [];
    return [typeof way === "string" ? { kind: "advice", text: way } : way];
  });
  return { code, place, message, suggestions, origins: [] };
}

/**
 * The issue with its places, and those of its edits, expressed otherwise.
 * @param editable undefined where nothing can be edited: the suggestion stays without its edit
 */
export function movePlaces<P, Q>(
  issue: Issue<P>,
  to: (place: P) => Q,
  editable: (place: P) => Q | undefined = to,
): Issue<Q> {
  const suggestions = issue.suggestions.map(({ edit, ...rest }): Suggestion<Q> => {
    const place = edit && editable(edit.place);
    return { ...rest, ...(edit && place && { edit: { place, text: edit.text } }) };
  });
  return { ...issue, place: to(issue.place), suggestions };
}
