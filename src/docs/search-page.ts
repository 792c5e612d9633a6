import { DISTRIBUTIONS, type Kind, PRUNINGS, SEARCHES } from "../contracts/search.ts";
import { fenced, GENERATED, type Page, prose, table } from "./markdown.ts";
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

function sectionOf([type, kind]: readonly [string, Kind], yaml: string): string {
  return [
    `### ${type}\n`,
    `${prose(kind.description)}\n`,
    parameterTable(kind),
    fenced("yaml", yaml),
    `Source: ${prose(kind.source)}\n`,
  ].join("\n");
}

/** Ways to search, distributions and ways to prune. */
export function searchPage(): Page {
  const searches = Object.entries(SEARCHES).map((entry) => sectionOf(entry, SEARCH_EXAMPLE(entry[0])));
  const pruners = Object.entries(PRUNINGS).map((entry) => sectionOf(entry, `prune: {type: ${entry[0]}}`));
  const distributions = Object.entries(DISTRIBUTIONS).map(([name, text]) => [`\`${name}\``, prose(text)]);
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
