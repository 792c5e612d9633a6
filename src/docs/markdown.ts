import { stringify } from "yaml";
import type { Json } from "../contracts/config.ts";

/** A generated file. */
export interface MarkdownPage {
  /** From the project's folder: "schemas/schedulers.md". */
  readonly path: string;
  readonly text: string;
}

/** Stands at the top of every generated page. */
export const GENERATED = "<!-- Made by `npm run docs`. Edit the definitions in src/ instead. -->\n";

/** A sentence as Markdown: what would be markup is text, and names with an underscore are code. */
export function prose(text: string): string {
  return text
    .replaceAll(/[*[\]]|<(?=[\w/])/g, "\\$&")
    .replaceAll(/(?<![\w.`])[\w.]*\w_[\w.]*\w_?/g, (name) => `\`${name.replaceAll("\\", "")}\``);
}

/** A table of GitHub's Markdown; the cells are Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("\n", " ").replaceAll(/(?<!\\)\|/g, "\\|")).join(" | ")} |\n`;
  return line(heads) + line(heads.map(() => "---")) + rows.map(line).join("");
}

export const fenced = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;

/** A value as one writes it in an experiment: `{type: StepLR, step_size: 10}`; a part without parameters is its name. */
export function flow(value: Json): string {
  const bare = bareNames(value);
  const text = stringify(bare, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false });
  return text.trimEnd();
}

function bareNames(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(bareNames);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  if (entries.length === 1 && typeof entries[0]?.[1] === "string" && entries[0][0] === "type") return entries[0][1];
  return Object.fromEntries(entries.map(([key, inner]) => [key, bareNames(inner)]));
}

/** A text with what stands between `<!-- name -->` and `<!-- end of name -->` replaced. @throws Error without the marks */
export function withBlock(text: string, name: string, block: string): string {
  const marked = new RegExp(`<!-- ${name} -->\\n[^]*?<!-- end of ${name} -->\\n`);
  if (!marked.test(text)) throw new Error(`there is no place for <!-- ${name} --> … <!-- end of ${name} -->`);
  return text.replace(marked, () => `<!-- ${name} -->\n${block}<!-- end of ${name} -->\n`);
}
