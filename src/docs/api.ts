import { type Declaration, declarationsIn } from "./declarations.ts";
import type { MarkdownPage } from "./markdown.ts";

/** Reads a file of dist/types. */
type Read = (path: string) => string;

const INTRODUCTION = `# The library

\`npm install lrsweep\` gives two modules for programs:

- \`lrsweep\` checks and runs experiments in Node, reads results, and defines parts of your own. It has the schedules, too.
  \`Type\` is TypeBox, for the parameters of those parts.
- \`lrsweep/schedulers\` has the schedules alone: PyTorch's learning rates for any training loop, in Node and in browsers.

This page is generated from the types. \`npm run docs\` writes it.
`;

const EXAMPLES = `## Examples

A schedule in a training loop of your own:

\`\`\`js
import { schedule } from "lrsweep/schedulers";

const rates = schedule({ type: "CosineAnnealingLR" }, { lr: 0.1, epochs: 50 });
while (!rates.isDone) {
  const loss = trainOneEpoch(rates.lr);
  rates.nextEpoch({ val_loss: loss });
}
\`\`\`

An experiment, with its events:

\`\`\`js
import { check, sweep } from "lrsweep";

const text = "…"; // the experiment, as in a file
for (const { line, column, message } of check(text).diagnostics) console.log(line, column, message);
for await (const event of sweep(text, { output: "results" })) {
  if (event.type === "run") console.log(event.done, "of", event.total, event.axes, event.figure);
  if (event.type === "finished") console.log(event.results.answer);
}
\`\`\`
`;

/** The page about the library, made of its declarations. */
export function apiPage(read: Read): MarkdownPage {
  const schedulers = exportsOf("library/schedulers.d.ts", read);
  const inSchedulers = new Set(schedulers.map(({ name }) => name));
  const rest = exportsOf("index.d.ts", read).filter(({ name }) => !inSchedulers.has(name));
  const isDefining = ({ name }: Declaration) => /^(?:define|perGroup$|total$|Type$)/.test(name);
  const text = [
    INTRODUCTION,
    EXAMPLES,
    section("Schedules: `lrsweep/schedulers` and `lrsweep`", schedulers),
    section(
      "Experiments: `lrsweep`",
      rest.filter((one) => !isDefining(one)),
    ),
    section("Parts of your own: `lrsweep`", rest.filter(isDefining)),
  ].join("\n");
  return { path: "schemas/api.md", text };
}

/** What a module exports, its own and what it takes from others. */
function exportsOf(path: string, read: Read): readonly Declaration[] {
  const text = read(path);
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const from = (specifier: string) => {
    const parts = `${folder}${specifier}`.replace(/\.js$/, ".d.ts").split("/");
    return parts.filter((part) => part !== ".").join("/");
  };
  const taken = [...text.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from "(\.[^"]+\.js)";/gm)].flatMap(
    ([, names = "", specifier = ""]) => {
      if (names === "*") return exportsOf(from(specifier), read);
      const wanted: readonly string[] = names.match(/\w+/g) ?? [];
      return declarationsIn(read(from(specifier))).filter(({ name }) => wanted.includes(name));
    },
  );
  return [...declarationsIn(text), ...taken];
}

function section(title: string, declarations: readonly Declaration[]): string {
  const byKind = (kind: Declaration["kind"]) => declarations.filter((one) => one.kind === kind).map(entry);
  return [`## ${title}\n`, ...byKind("function"), ...byKind("value"), ...byKind("type")].join("\n");
}

function entry({ name, kind, comment, code }: Declaration): string {
  const heading = kind === "function" ? `### ${name}()` : `### ${name}`;
  return [heading, "", described(comment), "", "```ts", code, "```", ""].join("\n");
}

const WORDS: Readonly<Record<string, string>> = { returns: "Returns", throws: "Throws", see: "See" };

/** A comment with its tags as a list. */
function described(comment: string): string {
  const [first = "", ...tags] = comment.split(/^@(?=(?:param|returns|throws|see)\b)/m);
  const items = tags.map((tag) => {
    const [, word = "", rest = ""] = /^(\w+)\s+([\s\S]*)$/.exec(tag.trim()) ?? [];
    const flat = rest.replaceAll(/\s*\n\s*/g, " ");
    return word === "param" ? `- ${flat.replace(/^([\w.]+)/, "`$1`:")}` : `- ${WORDS[word]}: ${flat}`;
  });
  return [first.trim(), ...(items.length > 0 ? ["", ...items] : [])].join("\n");
}
