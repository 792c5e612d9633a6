import type { Issue, Origin, Suggestion } from "./issue.ts";
import { printable } from "./printable.ts";
import { listed, listedInShort } from "./suggest.ts";

/** Columns of a long line that are shown, and how many of them before the caret. */
const WINDOW = 120;
const BEFORE = 60;

type Severity = "error" | "warning";

/** Issues as they are printed: place and message, the line with a caret, what to do, and where the value comes from. */
export function renderIssues(issues: readonly Issue[], severity: Severity = "error"): string {
  return printable(issues.map((issue) => render(issue, severity)).join("\n"));
}

function render({ place, message, suggestions, origins }: Issue, severity: Severity): string {
  const { file, line, column, text } = place;
  const head = `${file}:${line}:${column}: ${severity}: ${message}`;
  const [first, ...others] = suggestions.map(renderSuggestion);
  const margin = " ".repeat(Math.max(String(line).length, 5));
  const notes = [...others, ...origins.map(renderOrigin)].map((note) => `${margin} = ${note}`);
  if (text === "") return [head, ...(first === undefined ? [] : [`${margin} = ${first}`]), ...notes].join("\n");
  const [shown, caret] = excerpt(text, column - 1);
  return [
    head,
    `${String(line).padStart(margin.length)} | ${shown}`.trimEnd(),
    `${margin} | ${" ".repeat(caret)}^${first === undefined ? "" : ` ${first}`}`,
    ...notes,
  ].join("\n");
}

/** An issue of what is in no file, such as an option: message, and beneath it what to do. */
export function renderPlaceless({ message, suggestions }: Issue<unknown>): string {
  return [message, ...suggestions.map((suggestion) => `  ${renderSuggestion(suggestion)}`)].join("\n");
}

/** A suggestion in words, as they follow the caret. */
export function renderSuggestion(suggestion: Suggestion<unknown>): string {
  switch (suggestion.kind) {
    case "rename":
      return `did you mean '${suggestion.name}'?`;
    case "write":
      return `${suggestion.reason === undefined ? "" : `${suggestion.reason}; `}write ${suggestion.text}`;
    case "choose":
      return `choose one of: ${listedInShort(suggestion.names)}`;
    case "advice":
      return suggestion.text;
  }
}

/** Where a value comes from, in words. */
export function renderOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "placed":
      return `placed at ${origin.at} by ${origin.by}`;
    case "beside":
      return `with ${listed(origin.values)}`;
    case "option":
      return `set by ${origin.option}`;
  }
}

/** The part of a line around a column, and the column within it. Tabs and control characters count as one space. */
function excerpt(text: string, column: number): readonly [string, number] {
  const shown = text.replace(/\p{Cc}/gu, " ");
  if (shown.length <= WINDOW) return [shown, column];
  const from = Math.max(0, Math.min(column - BEFORE, shown.length - WINDOW));
  const before = from > 0 ? "…" : "";
  const after = from + WINDOW < shown.length ? "…" : "";
  return [`${before}${shown.slice(from, from + WINDOW)}${after}`, column - from + before.length];
}
