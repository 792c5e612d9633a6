import type { Plan } from "../experiment/plan.ts";
import { TABLES } from "./all-tables.ts";
import type { ColumnText } from "./column.ts";

/** The file of a results folder that explains every column of its CSV files. */
export const COLUMNS_PAGE = "columns.md";

/** The content of columns.md. */
export function columnPage(plan: Plan): string {
  const intro = "What the columns of the CSV files in this folder mean. What does not exist is an empty cell.";
  return `# Columns\n\n${intro}\n\n${columnSections([plan], "##", (column) => column)}`;
}

/**
 * The columns of every table of some plans with their meanings, as Markdown. Columns that are told alike are told once.
 * @param level marks of the headings
 */
export function columnSections(
  plans: readonly Plan[],
  level: string,
  told: (column: ColumnText) => { readonly head: string; readonly meaning: string },
): string {
  const sections = TABLES.map(({ file, rows, columns }) => {
    const meanings = plans.map((plan) => columns(plan).map(told)).reduce(merged);
    const unique = new Map(meanings.map(({ head, meaning }) => [head, meaning]));
    const lines = [...unique].map(([head, meaning]) => `| ${code(head)} | ${inCell(meaning)} |\n`);
    return `${level} ${file}\n\n${rows}\n\n| Column | Meaning |\n| --- | --- |\n${lines.join("")}`;
  });
  return sections.join("\n");
}

/** Those of either, each of the second after the one that it follows there. */
function merged<T extends { readonly head: string }>(first: readonly T[], second: readonly T[]): T[] {
  const all = [...first];
  for (const [i, column] of second.entries())
    if (!all.some(({ head }) => head === column.head))
      all.splice(1 + all.findLastIndex(({ head }) => head === second[i - 1]?.head), 0, column);
  return all;
}

const inCell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
/** Heads may be paths with any character in them. */
const code = (head: string) => (head.includes("`") ? `\`\` ${inCell(head)} \`\`` : `\`${inCell(head)}\``);
