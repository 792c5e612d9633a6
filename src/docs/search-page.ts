import type { Part } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { fenced, GENERATED, type MarkdownPage, prose, table } from "./markdown.ts";
import { parameterTable } from "./part-section.ts";

const INTRO = `# Searches and pruners

\`search\` tries points that are drawn or learned instead of listed. \`prune\` stops variants early that do badly.
[How both work](../experiments/README.md#search-and-pruning) is described with the format.
`;

const SEARCH_EXAMPLE = (type: string) => `search:
  type: ${type}
  runs: 40
  space:
    optimizer.lr: {log_uniform: [1e-4, 1]}`;

function sectionOf([type, part]: readonly [string, Part], yaml: string): string {
  return [
    `### ${type}\n`,
    `${prose(part.description)}\n`,
    parameterTable(part),
    fenced("yaml", yaml),
    `Source: ${prose(part.source)}\n`,
  ].join("\n");
}

/** Ways to search, distributions and ways to prune. */
export function searchPage({ search, prune, distribution }: Registry): MarkdownPage {
  const searches = Object.entries(search).map((entry) => sectionOf(entry, SEARCH_EXAMPLE(entry[0])));
  const pruners = Object.entries(prune).map((entry) => sectionOf(entry, `prune: {type: ${entry[0]}}`));
  const distributions = Object.entries(distribution).map(([name, part]) => [`\`${name}\``, prose(part.description)]);
  const text = [
    `${GENERATED}${INTRO}`,
    "## Searches\n",
    ...searches,
    "## Distributions\n",
    "What can stand at a path of `space`. Drawn numbers have six digits.\n",
    table(["Key", "Meaning"], distributions),
    "## Pruners\n",
    ...pruners,
  ];
  return { path: "schemas/searches-and-pruners.md", text: text.join("\n") };
}
