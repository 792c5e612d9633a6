// What the documents show of real results, made anew. `node dist/test/readme.js` writes it into them.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Workplace } from "./commands/cli.ts";
import { root } from "./root.ts";

/** The blocks of each document. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  "README.md": ["experiment", "answer", "mistake"],
  "results/README.md": ["epochs", "summary"],
};
const HEADLINE = "decay-strategies";

const MISTAKE = readFileSync(`${root}experiments/${HEADLINE}.yaml`, "utf8").replace("gamma: 0.95", "gama: 0.95");

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;

/** Each block by the comment in front of it. Runs the sweep. */
export function blocks(): Readonly<Record<string, string>> {
  const here = new Workplace();
  try {
    here.shipped();
    const { status, stderr } = here.run(["sweep", `experiments/${HEADLINE}.yaml`]);
    if (status !== 0) throw new Error(stderr);
    const epochs = here.read(`results/${HEADLINE}/epochs.csv`).split("\n").slice(0, 5).join("\n");
    const [answer = "", ...others] = here.read(`results/${HEADLINE}/summary.md`).split("\n\n");
    const table = others.find((block) => block.startsWith("|")) ?? "";
    const mistake = here.run(["check", here.experiment("mistake", MISTAKE)]);
    return {
      experiment: fenced("yaml", here.read(`experiments/${HEADLINE}.yaml`)),
      epochs: fenced("csv", epochs),
      answer: `> ${answer}\n`,
      summary: `${table.trimEnd()}\n`,
      mistake: fenced("text", mistake.stderr),
    };
  } finally {
    here.remove();
  }
}

/** A document with these blocks in their places: from the comment to the next empty line that ends the block. */
export function withBlocks(path: string, made: Readonly<Record<string, string>>): string {
  return (DOCUMENTS[path] ?? []).reduce((text, name) => {
    const marked = new RegExp(`(<!-- ${name} -->\\n)(?:\`\`\`[^]*?\\n\`\`\`\\n|(?:[|>].*\\n)*)`);
    if (!marked.test(text)) throw new Error(`${path} has no place for ${name}`);
    return text.replace(marked, (_, comment) => `${comment}${made[name]}`);
  }, readDocument(path));
}

export const documents: readonly string[] = Object.keys(DOCUMENTS);

export const readDocument = (path: string) => readFileSync(root + path, "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = blocks();
  for (const path of documents) writeFileSync(root + path, withBlocks(path, made));
}
