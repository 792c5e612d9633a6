import type { YAMLError } from "yaml";
import { type Issue, issue, type Span, type Suggestion } from "../issues/issue.ts";
import { write } from "../issues/suggest.ts";
import { hasVanished } from "../numbers/vanished.ts";

/** The parser's errors in the words of a user. */
export function explainYaml({ code, pos: [from, to], message }: YAMLError): Issue<Span> {
  const place = { offset: from, length: to - from };
  const syntax = (message: string, advice?: string) => issue<Span>("syntax", place, message, advice);
  switch (code) {
    case "DUPLICATE_KEY":
      return syntax(SAME_KEY, "remove one of the two");
    case "TAB_AS_INDENT":
      return syntax("a tab is used for indentation", "indent with spaces");
    case "MULTIPLE_DOCS":
      return syntax("a second document begins here", "a file holds one experiment: move this one to a file of its own");
    case "NON_STRING_KEY":
      return syntax("a key must be plain text");
    case "TAG_RESOLVE_FAILED":
      return syntax("tags are not supported", "remove the tag (!…)");
    case "BLOCK_AS_IMPLICIT_KEY":
      return syntax("there is a second ': ' on this line", "put text that contains a colon in quotes");
    case "BAD_INDENT":
    case "MISSING_CHAR": {
      const closing = /end with an? (.)/.exec(message)?.[1];
      if (closing !== undefined) return syntax(`a '${closing}' is missing`, `add the '${closing}' before this`);
      if (message.startsWith("Implicit map keys")) return syntax("a ':' is missing", "write key: value");
      return syntax(uncapitalised(message));
    }
    default: {
      const character = /^Plain value cannot start with .* character (.)$/.exec(message)?.[1];
      if (character !== undefined)
        return syntax(`text without quotes cannot begin with ${character}`, "put the text in quotes");
      if (code === "UNEXPECTED_TOKEN" && message.endsWith("at node end"))
        return syntax("text follows what is closed already", "remove it, or put the whole text in quotes");
      if (message.startsWith("Block collections are not allowed within flow"))
        return syntax("a dash is no value", "write a number or a name in its place, or a list in brackets");
      return syntax(uncapitalised(message));
    }
  }
}

/** Not a slip of spacing: where both keys stand, they are meant to. */
export const SAME_KEY = "the same key is given twice in one mapping";

const uncapitalised = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Numbers that YAML silently reads as something other than what is written. */
export function strangeNumber(value: number, source: string, place: Span): Issue<Span>[] {
  const strange = (message: string, way?: Suggestion<Span> | string) => [issue<Span>("number", place, message, way)];
  const isWritten = /\d/.test(source);
  if (!Number.isFinite(value) && isWritten)
    return strange(`${source} is too large for a number`, `the largest is ${Number.MAX_VALUE}`);
  if (!Number.isFinite(value)) return strange(`${source} is not a finite number`);
  if (value === 0 && hasVanished(source))
    return strange(
      `${source} is too small for a number, and would be 0`,
      `the smallest is ${Number.MIN_VALUE}; or write 0`,
    );
  if (/^[-+]?0\d/.test(source)) return strange(`${source} has a leading zero`, write(String(value), place));
  if (/^([-+]?\d+|0[xo][\da-fA-F]+)$/.test(source) && !Number.isSafeInteger(value))
    return strange(`${source} is too large to be exact`, `the largest whole number is ${Number.MAX_SAFE_INTEGER}`);
  return [];
}
