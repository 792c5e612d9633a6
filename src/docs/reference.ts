import type { AnyCommand } from "../command-line/command.ts";
import type { PartConfig } from "../contracts/config.ts";
import type { Part, PartsOf } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { commandsPage } from "./commands-page.ts";
import { exampleOf } from "./examples.ts";
import { experimentPage } from "./experiment-page.ts";
import { flow, GENERATED, type MarkdownPage, prose, table } from "./markdown.ts";
import { type PartExample, partSection } from "./part-section.ts";
import { schedulerCurve } from "./scheduler-curve.ts";
import { searchPage } from "./search-page.ts";
import { type Spelt, speltLayer, speltLoss, speltOptimizer, speltScheduler } from "./spelling.ts";

/** A page of parts of one kind. */
interface Kind {
  readonly file: string;
  readonly title: string;
  readonly intro: string;
  readonly parts: PartsOf<Part>;
  /** The lines of an experiment that use an example. */
  readonly yaml: (example: string) => string;
  readonly python?: (config: PartConfig) => Spelt | undefined;
  readonly picture?: (type: string) => string;
}

const onlyRole = (parts: Registry["optimizer"], role: "optimizer" | "transform"): PartsOf<Part> =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part.role === role));

const NAMES = "Types and parameters have PyTorch's names and defaults where PyTorch has them.";

function kindsOf(parts: Registry): readonly Kind[] {
  return [
    {
      file: "schedulers",
      title: "Schedulers",
      intro: `What can stand at \`scheduler\`. ${NAMES} Each curve shows the example over 50 epochs of 10 steps from a rate of 0.1; a metric never improves. [How schedulers tick and how phases follow each other](../experiments/README.md#schedules) is described with the format.`,
      parts: parts.scheduler,
      yaml: (example) => `scheduler: ${example}`,
      python: (config) => speltScheduler(parts, config),
      picture: (type) => `![Learning rate under ${type}](curves/${type}.svg)`,
    },
    {
      file: "optimizers",
      title: "Optimizers",
      intro: `What can stand at \`optimizer\`. ${NAMES} An optimizer also takes [param groups](experiment.md#param-groups). [Transforms](transforms.md) may stand before it.`,
      parts: onlyRole(parts.optimizer, "optimizer"),
      yaml: (example) => `optimizer: ${example}`,
      python: (config) => speltOptimizer(parts, config),
    },
    {
      file: "transforms",
      title: "Transforms",
      intro: "What can stand before the optimizer in a list: `optimizer: [{type: clip_grad_norm, max_norm: 1}, SGD]`.",
      parts: onlyRole(parts.optimizer, "transform"),
      yaml: (example) => `optimizer:\n  - ${example}\n  - {type: SGD, lr: 0.1}`,
      python: (config) => speltOptimizer(parts, config),
    },
    {
      file: "layers",
      title: "Layers",
      intro: `What can stand in the list \`model\`. ${NAMES} Input sizes are inferred.`,
      parts: parts.layer,
      yaml: (example) => `model:\n  - ${example}`,
      python: (config) => speltLayer(parts, config),
    },
    {
      file: "losses",
      title: "Losses",
      intro: `What can stand at \`loss\`. ${NAMES}`,
      parts: parts.loss,
      yaml: (example) => `loss: ${example}`,
      python: (config) => speltLoss(parts, config),
    },
    {
      file: "metrics",
      title: "Metrics",
      intro:
        "What can stand in the list `metrics`. Each is measured on the training rows and on the held-out rows, and gives the columns `train_<name>` and `val_<name>`.",
      parts: parts.metric,
      yaml: (example) => `metrics: [${example}]`,
    },
    {
      file: "datasets",
      title: "Data sets",
      intro: "What can stand at `data`: generated data, and files. Paths are relative to the experiment's file.",
      parts: parts.data,
      yaml: (example) => `data: ${example}`,
    },
  ];
}

function exampleIn(kind: Kind, type: string, part: Part): PartExample {
  const config = exampleOf(type, part);
  const { yaml, python, picture } = kind;
  return {
    config,
    yaml: yaml(flow(config)),
    python: python?.(config),
    ...(picture && { picture: picture(type) }),
  };
}

function pageOf(kind: Kind): MarkdownPage {
  const sections = Object.entries(kind.parts).map(([type, part]) =>
    partSection(type, part, exampleIn(kind, type, part)),
  );
  const text = `${GENERATED}# ${kind.title}\n\n${kind.intro}\n\n${contents(kind)}\n${sections.join("\n")}`;
  return { path: `schemas/${kind.file}.md`, text };
}

const anchor = (heading: string) => heading.toLowerCase();

const firstSentence = (text: string) => /^.*?[.;:](?=\s|$)/.exec(text)?.[0].replace(/[;:]$/, ".") ?? text;

function contents({ parts }: Kind): string {
  const rows = Object.entries(parts).map(([type, { description }]) => [
    `[${type}](#${anchor(type)})`,
    prose(firstSentence(description)),
  ]);
  return table(["Type", ""], rows);
}

function indexPage(kinds: readonly Kind[]): MarkdownPage {
  const rows = kinds.map(({ file, title, parts }) => [
    `[${title}](${file}.md)`,
    Object.keys(parts)
      .map((type) => `[${type}](${file}.md#${anchor(type)})`)
      .join(", "),
  ]);
  const all = [
    ["[The experiment file](experiment.md)", "Every top-level key, the grid and its generators, param groups, phases."],
    ...rows,
    ["[Searches and pruners](searches-and-pruners.md)", "Ways to search, distributions, ways to stop bad runs early."],
    ["[Commands](commands.md)", "Every command with its options and examples."],
  ];
  const text = `${GENERATED}# Reference

Everything an experiment can contain, with all parameters, their defaults and their bounds. The pages are generated from
the definitions in \`src/\`, the same that check your files and complete them in your editor.

${table(["Page", "Contents"], all)}
[experiment.schema.json](experiment.schema.json) is the JSON Schema (draft-07) for editors. \`npm run schema\` writes it,
\`npm run docs\` writes these pages. The meaning of the format is in [experiments/README.md](../experiments/README.md).
`;
  return { path: "schemas/README.md", text };
}

/** A curve for each scheduler. */
async function curvePages(parts: Registry): Promise<readonly MarkdownPage[]> {
  const pages: MarkdownPage[] = [];
  for (const [type, part] of Object.entries(parts.scheduler)) {
    const text = await schedulerCurve(parts, exampleOf(type, part));
    pages.push({ path: `schemas/curves/${type}.svg`, text });
  }
  return pages;
}

/** The reference: an index, pages for parts, the experiment file and commands, and the schedulers' curves. */
export async function referencePages(
  parts: Registry,
  commands: readonly AnyCommand[],
  scripts: readonly string[],
): Promise<readonly MarkdownPage[]> {
  const kinds = kindsOf(parts);
  const pages = kinds.map(pageOf);
  return [
    indexPage(kinds),
    ...pages,
    experimentPage(),
    searchPage(parts),
    commandsPage(commands, scripts),
    ...(await curvePages(parts)),
  ];
}
