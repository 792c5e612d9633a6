import { readDocuments } from "../../src/docs/documents.ts";
import { root } from "../root.ts";

/** A Markdown file of the project. */
export interface Text {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface Block {
  readonly path: string;
  readonly language: string;
  readonly code: string;
}

/** Every Markdown file of the project, the README first. */
export function readTexts(): readonly Text[] {
  return Object.entries(readDocuments(root)).map(([path, text]) => ({ path, text }));
}

export function blocksOf({ path, text }: Text): readonly Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
    path,
    language,
    code,
  }));
}

/** A text without its blocks of code. */
export const withoutBlocks = (text: string) => text.replaceAll(/^```[\s\S]*?^```$/gm, "");

/** What stands in single backticks outside blocks. */
export function inlineCode({ text }: Text): readonly string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code as string);
}

/** Lines of a shell block that are commands, continued lines joined. */
function commandLines(code: string): readonly string[] {
  return code
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$|^#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** Every command of a text: lines of its shell blocks, and code in sentences that starts lrsweep or an npm script. */
export function commandsOf(text: Text): readonly string[] {
  const shown = blocksOf(text).filter(
    ({ language, code }) => /^(?:sh|bash)$/.test(language) && !code.includes("#SBATCH"),
  );
  const told = inlineCode(text).filter((code) => /^(?:npm run|npx lrsweep) /.test(code));
  return [...shown.flatMap(({ code }) => commandLines(code)), ...told];
}
