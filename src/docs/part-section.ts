import type { PartConfig } from "../contracts/config.ts";
import type { Part } from "../contracts/part.ts";
import { fenced, flow, prose, table } from "./markdown.ts";
import { type ParameterRow, parametersOf } from "./part-schema.ts";
import type { Spelt } from "./spelling.ts";

/** What a section says of a part besides its definition. */
export interface PartExample {
  readonly config: PartConfig;
  /** The lines of an experiment that use it. */
  readonly yaml: string;
  readonly python?: Spelt | undefined;
  /** A Markdown image. */
  readonly picture?: string;
}

/** A part's section of the reference, as Markdown. */
export function partSection(type: string, part: Part, example: PartExample): string {
  const blocks = [
    `## ${type}\n`,
    `${prose(part.description)}\n`,
    ...(example.picture ? [`${example.picture}\n`] : []),
    parameterTable(part),
    fenced("yaml", example.yaml),
    ...(example.python ? [pythonBlock(example.python)] : []),
    ...useOf(part),
    `Source: ${sourceOf(part.source)}\n`,
  ];
  return blocks.filter((block) => block !== "").join("\n");
}

/** The table of a definition's parameters; "" where it has none. */
export function parameterTable(part: Pick<Part, "params">): string {
  const rows = parametersOf(part).map((row) => [`\`${row.name}\``, row.takes, fallbackOf(row), prose(row.description)]);
  return rows.length === 0 ? "" : table(["Parameter", "Takes", "Default", "Meaning"], rows);
}

function fallbackOf({ fallback, isRequired }: ParameterRow): string {
  if (isRequired) return "required";
  return fallback === undefined ? "" : `\`${flow(fallback)}\``;
}

function pythonBlock({ text, isCarried }: Spelt): string {
  const heading = isCarried ? "In an exported PyTorch script, which brings this class:" : "In PyTorch:";
  return `${heading}\n\n${fenced("python", text)}`;
}

/** When to choose a part, where its definition says so. */
function useOf({ use }: Part): readonly string[] {
  return use === undefined ? [] : [`**When to use it.** ${prose(use.when)}\n`, `**When not.** ${prose(use.not)}\n`];
}

/** PyTorch's names are code. */
function sourceOf(source: string): string {
  const end = source.endsWith(".") ? "" : ".";
  return /^(?:torch|sklearn|torchmetrics|numpy)\.[\w.]+$/.test(source) ? `\`${source}\`.` : prose(source) + end;
}
