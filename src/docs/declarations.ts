import { itemAt } from "../numbers/item-at.ts";

/** Something that a module of the library exports. */
export interface Declaration {
  readonly name: string;
  readonly kind: "function" | "value" | "type";
  /** Its comment as text: no stars, one line for each line. */
  readonly comment: string;
  /** The declaration itself, the comments inside of it included. */
  readonly code: string;
}

const NAME = /^export (?:declare )?(?:abstract )?(function|class|const|interface|type) (\w+)/;

/** What a module declares, in its order. @param text of a .d.ts file as tsc writes it */
export function declarationsIn(text: string): readonly Declaration[] {
  const found: Declaration[] = [];
  let comment = "";
  for (const statement of statementsIn(text)) {
    if (statement.startsWith("/**")) {
      comment = plain(statement);
      continue;
    }
    const [, word, name] = NAME.exec(statement) ?? [];
    if (name !== undefined) {
      const kind = word === "function" ? "function" : word === "const" || word === "class" ? "value" : "type";
      found.push({ name, kind, comment, code: statement.replace(/^export (?:declare )?/, "") });
    }
    comment = "";
  }
  return found;
}

/** Comments and statements at the top level. A statement ends where a line ends outside of all brackets. */
function* statementsIn(text: string): Generator<string> {
  let lines: string[] = [];
  let depth = 0;
  for (const line of text.split("\n")) {
    lines.push(line);
    const isComment = itemAt(lines, 0).startsWith("/**");
    if (!isComment) depth += depthOf(line);
    const isOver = isComment ? line.endsWith("*/") : depth === 0 && /[;}]$/.test(line);
    if (!isOver) continue;
    yield lines.join("\n").trim();
    lines = [];
  }
}

/** How much deeper in brackets a line ends than it begins. Comments may have any. */
function depthOf(line: string): number {
  if (/^\s*(?:\/\*\*|\*)/.test(line)) return 0;
  const code = line.replaceAll("=>", "").replace(/"[^"]*"/g, "");
  return (code.match(/[{([<]/g) ?? []).length - (code.match(/[})\]>]/g) ?? []).length;
}

function plain(comment: string): string {
  const inner = comment.replace(/^\/\*\*/, "").replace(/\*\/$/, "");
  return inner
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim()
    .replace(/\{@link (\w+(?:\.\w+)*)\}/g, "`$1`");
}
