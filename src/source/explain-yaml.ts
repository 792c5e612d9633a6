import type { YAMLError } from "yaml";
import type { Problem } from "../issues/issue.ts";

/** The parser's errors in the words of a user. */
export function explainYaml({ code, pos, message }: YAMLError): Problem {
  const at = pos[0];
  const problem = (message: string, remedy?: string): Problem => ({ code: "syntax", at, message, remedy });
  switch (code) {
    case "DUPLICATE_KEY":
      return problem("the same key is given twice in one mapping");
    case "TAB_AS_INDENT":
      return problem("a tab is used for indentation", "YAML wants spaces");
    case "MULTIPLE_DOCS":
      return problem("a second document begins here", "an experiment is one document; write one file for each");
    case "NON_STRING_KEY":
      return problem("a key must be plain text");
    case "TAG_RESOLVE_FAILED":
      return problem("tags are not supported", "write the value without !…");
    case "BLOCK_AS_IMPLICIT_KEY":
      return problem("a second ': ' on one line", "put text with a colon into quotes");
    case "BAD_INDENT":
    case "MISSING_CHAR": {
      const closing = /end with an? (.)/.exec(message)?.[1];
      if (closing !== undefined) return problem(`a '${closing}' is missing`, "close what was opened before this");
      if (message.startsWith("Implicit map keys")) return problem("a ':' is missing", "write key: value");
      return problem(message.charAt(0).toLowerCase() + message.slice(1));
    }
    default:
      return problem(message.charAt(0).toLowerCase() + message.slice(1));
  }
}

/** Numbers that YAML reads without a word as something else than is written. */
export function strangeNumber(value: number, source: string, at: number): Problem[] {
  const problem = (message: string, remedy?: string): Problem[] => [{ code: "number", at, message, remedy }];
  if (!Number.isFinite(value)) return problem(`${source} is not a finite number`);
  if (/^[-+]?0\d/.test(source)) return problem(`${source} has a leading zero`, `write ${value} (or 0o… for octal)`);
  if (/^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value))
    return problem(`${source} is too large to be exact`, `the largest whole number is ${Number.MAX_SAFE_INTEGER}`);
  return [];
}
