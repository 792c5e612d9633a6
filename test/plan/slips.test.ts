import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { applyEdits, editOf } from "../../src/issues/edits.ts";
import { renderIssues } from "../../src/issues/render.ts";
import { parseSource } from "../../src/source/source.ts";
import { canonical, toJson } from "../../src/source/tree.ts";
import { type Loading, load } from "../plan-of.ts";
import { root } from "../root.ts";

/** What a hand that is new to YAML does to a line; a line that it cannot do that to stays as it is. */
const SLIPS: Readonly<Record<string, (line: string) => string>> = {
  "loses the space after a colon": (line) => line.replace(/^(\s*(?:- )?[\w.]+): (?=\S)/, "$1:"),
  "loses the space after a colon in braces": (line) => line.replace(/([{,] ?\w+): (?=\w)/, "$1:"),
  "writes an equals sign": (line) => line.replace(/^(\s*(?:- )?[\w.]+): (?=\S)/, "$1 = "),
  "forgets the colon": (line) => line.replace(/^(\s*(?:- )?[\w.]+): (?=\S)/, "$1 "),
  "writes a no-break space": (line) => line.replace(/^(\s*(?:- )?[\w.]+): (?=\S)/, "$1:\u00a0"),
  "indents with no-break spaces": (line) => line.replace(/^ +/, (spaces) => "\u00a0".repeat(spaces.length)),
  "indents by one more": (line) => line.replace(/^( +)(?=\S)/, "$1 "),
  "indents with a tab": (line) => line.replace(/^ +(?=\S)/, "\t"),
  "loses the space after a dash": (line) => line.replace(/^(\s*)- /, "$1-"),
  "draws a bullet": (line) => line.replace(/^(\s*)- /, "$1• "),
  "does not close a bracket": (line) => line.replace(/[\]}](?=[^\]}]*$)/, ""),
  "forgets a comma": (line) => line.replace(/,( \w+: )/, "$1"),
  "writes a semicolon": (line) => line.replace(/,( \w+: )/, ";$1"),
};

/** Text over several lines, where an indent means nothing. */
const isText = (line: string) => /^\s*#|^ {2}(?!-|[\w.]+:)/.test(line);

const treeOf = (text: string) => {
  const { root: tree } = parseSource(text);
  return tree && canonical(toJson(tree));
};

describe("A slip in an experiment", () => {
  const options: Loading = { readFile: (path) => readFileSync(join(root, "experiments", path)) };
  for (const name of ["mtcars", "spirals-mlp", "article-walkthrough"]) {
    const text = readFileSync(join(root, "experiments", `${name}.yaml`), "utf8");
    const lines = text.split("\n");
    for (const [what, slip] of Object.entries(SLIPS)) {
      const slippedAt = (i: number) => lines.with(i, slip(lines[i] ?? "")).join("\n");
      const places = lines.flatMap((line, i) => (isText(line) || treeOf(slippedAt(i)) === treeOf(text) ? [] : [i]));
      const at = places[places.length >> 1];
      if (at === undefined) continue;
      it(`is told where it is, and mended by its edit: ${name}, who ${what}`, () => {
        const slipped = slippedAt(at);
        const loaded = load(slipped, options);
        assert.property(loaded, "issues");
        const issues = "issues" in loaded ? loaded.issues : [];
        const said = renderIssues(issues);
        assert.deepEqual(
          issues.map(({ place }) => place.line),
          [at + 1],
          said,
        );
        const edits = issues.flatMap((issue) => editOf(issue) ?? []);
        assert.strictEqual(treeOf(applyEdits(slipped, edits)), treeOf(text), said);
      });
    }
  }
});
