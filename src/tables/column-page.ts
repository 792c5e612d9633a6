import type { Plan } from "../contracts/plan.ts";
import { TABLES } from "./all-tables.ts";
import type { ColumnText } from "./column.ts";

/** The file of a results folder that explains every column of its CSV files. */
export const COLUMNS_PAGE = "columns.md";

/** The content of columns.md. */
export function columnPage(plan: Plan): string {
  const intro = "What the columns of the CSV files in this folder mean. What does not exist is an empty cell.";
  return `# Columns\n\n${intro}\n\n${columnSections(plan, "##", (column) => column)}`;
}

/**
 * The columns of every table with their meanings, as Markdown. Columns that are told alike are told once.
 * @param level marks of the headings
 */
export function columnSections(
  plan: Plan,
  level: string,
  told: (column: ColumnText) => { readonly head: string; readonly meaning: string },
): string {
  const sections = TABLES.map(({ file, rows, columns }) => {
    const meanings = new Map(columns(plan).map((column) => [told(column).head, told(column).meaning]));
    const lines = [...meanings].map(([head, meaning]) => `| ${code(head)} | ${inCell(meaning)} |\n`);
    return `${level} ${file}\n\n${rows}\n\n| Column | Meaning |\n| --- | --- |\n${lines.join("")}`;
  });
  return sections.join("\n");
}

const inCell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
/** Heads may be paths with any character in them. */
const code = (head: string) => (head.includes("`") ? `\`\` ${inCell(head)} \`\`` : `\`${inCell(head)}\``);
