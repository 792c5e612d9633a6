// What the README shows, made anew. `node dist/test/readme.js` writes it into the README.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Workplace } from "./commands/cli.ts";
import { root } from "./root.ts";

const README = `${root}README.md`;
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
    const [answer = "", table = ""] = here.read(`results/${HEADLINE}/summary.md`).split("\n\n");
    const mistake = here.run(["check", here.experiment("mistake", MISTAKE)]);
    return {
      experiment: fenced("yaml", here.read(`experiments/${HEADLINE}.yaml`)),
      epochs: fenced("csv", epochs),
      answer: `> ${answer}\n`,
      summary: table,
      mistake: fenced("text", mistake.stderr),
    };
  } finally {
    here.remove();
  }
}

/** The README with these blocks in their places: from the comment to the next empty line that ends the block. */
export function withBlocks(readme: string, made: Readonly<Record<string, string>>): string {
  return Object.entries(made).reduce((text, [name, block]) => {
    const marked = new RegExp(`(<!-- ${name} -->\\n)(?:\`\`\`[^]*?\\n\`\`\`\\n|(?:[|>].*\\n)*)`);
    if (!marked.test(text)) throw new Error(`README.md has no place for ${name}`);
    return text.replace(marked, (_, comment) => `${comment}${block}`);
  }, readme);
}

export const readReadme = () => readFileSync(README, "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(README, withBlocks(readReadme(), blocks()));
