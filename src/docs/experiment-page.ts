import { groupSchema } from "../contracts/groups.ts";
import { compareSchema, experimentSchema, GENERATORS, objectiveSchema, trainingSchema } from "../schema/experiment.ts";
import { scriptSchema, scriptTrainingSchema } from "../schema/script.ts";
import { TIMING } from "../schema/timing.ts";
import type { ValueSchema } from "../source/describe.ts";
import { flow, GENERATED, type MarkdownPage, prose, table } from "./markdown.ts";
import { takenBy } from "./part-schema.ts";
import { parameterTable } from "./part-section.ts";

/** Where a top-level key is described further. */
const MORE: Readonly<Record<string, string>> = {
  data: "[Data sets](datasets.md).",
  model: "[Layers](layers.md).",
  loss: "[Losses](losses.md).",
  metrics: "[Metrics](metrics.md).",
  optimizer: "[Optimizers](optimizers.md), [transforms](transforms.md), [param groups](#param-groups).",
  scheduler: "[Schedulers](schedulers.md), [ticks and phases](#ticks-and-phases).",
  training: "See [training](#training).",
  grid: "See [grid](#grid).",
  search: "See [searches](searches-and-pruners.md#searches).",
  prune: "See [pruners](searches-and-pruners.md#pruners).",
  objective: "See [objective](#objective).",
  compare: "See [compare](#compare).",
  results: "See [results](#results).",
};

/** Kinds of values that the schema leaves open, because each part is checked by its own definition. */
const OPEN: Readonly<Record<string, string>> = {
  training: "mapping",
  grid: "mapping of axes",
  search: "mapping",
  script: "mapping",
  imported: "mapping",
  prune: "pruner",
  objective: "mapping",
  compare: "mapping",
  baseline: "mapping of axes to values",
  results: "mapping",
};

const INTRO = `# The experiment file

An experiment is a YAML file with these keys. \`data\`, \`model\`, \`loss\`, \`optimizer\` and \`training\` are required, or \`script\`, \`metrics\`, \`optimizer\` and \`training\`, or \`imported\` and \`metrics\`.
The [meaning of the format](../experiments/README.md) has its own page.
`;

function topLevel(): string {
  const required = (experimentSchema as unknown as ValueSchema).required ?? [];
  const rows = Object.entries(experimentSchema.properties as unknown as Readonly<Record<string, ValueSchema>>).map(
    ([key, schema]) => {
      const isRequired = required.includes(key) && schema.default === undefined;
      const hasOwnTable = key in OPEN;
      const fallback = schema.default === undefined || hasOwnTable ? "" : `\`${flow(schema.default)}\``;
      return [
        `\`${key}\``,
        OPEN[key] ?? takenBy(schema),
        isRequired ? "required" : fallback === '`""`' ? "" : fallback,
        [prose(schema.description ?? ""), MORE[key]].filter(Boolean).join(" "),
      ];
    },
  );
  return table(["Key", "Takes", "Default", "Meaning"], rows);
}

const named = (entries: Readonly<Record<string, string>>) =>
  table(
    ["Key", "Meaning"],
    Object.entries(entries).map(([key, text]) => [`\`${key}\``, prose(text)]),
  );

function timing(): string {
  const rows = Object.entries(TIMING as Readonly<Record<string, ValueSchema>>).map(([key, schema]) => [
    `\`${key}\``,
    takenBy(schema),
    prose(schema.description ?? ""),
  ]);
  return table(["Key", "Takes", "Meaning"], rows);
}

/** Every top-level key, and the mappings that are no parts. */
export function experimentPage(): MarkdownPage {
  const text = [
    `${GENERATED}${INTRO}`,
    topLevel(),
    "## training\n",
    parameterTable({ params: trainingSchema }),
    "## script\n",
    "A program of yours trains the runs. Then `metrics` names what it reports after each epoch, `optimizer` and `script.parameters` have any keys, and `data`, `model` and `loss` are absent.\n",
    parameterTable({ params: scriptSchema }),
    "`training` beside it:\n",
    parameterTable({ params: scriptTrainingSchema }),
    "## objective\n",
    parameterTable({ params: objectiveSchema }),
    "## compare\n",
    parameterTable({ params: compareSchema }),
    "## results\n",
    parameterTable({ params: experimentSchema.properties.results }),
    "## grid\n",
    "Each key is a path, or several joined by `+`. Its value is a list, a mapping of named variants, or one of these:\n",
    named(GENERATORS),
    "`include` adds points and `exclude` removes points; [both are described with the format](../experiments/README.md#grid).\n",
    "## Param groups\n",
    "`groups` of an optimizer is a list of mappings. Besides these keys, a group takes the optimizer's own parameters.\n",
    parameterTable({ params: groupSchema }),
    "## Ticks and phases\n",
    "Every scheduler also takes `interval` and `frequency`; a scheduler in a list, a phase, also takes its length.\n",
    timing(),
  ];
  return { path: "schemas/experiment.md", text: text.join("\n") };
}
