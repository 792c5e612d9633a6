import { assert } from "chai";
import { applyEdits, editOf } from "../../src/issues/edits.ts";
import type { Issue } from "../../src/issues/issue.ts";
import { renderIssues } from "../../src/issues/render.ts";
import { type Loading, load } from "../plan-of.ts";
import { badFiles } from "./bad-files.ts";
import { FEW } from "./experiment.ts";

function issuesOf(text: string, options: Loading | undefined): readonly Issue[] {
  const loaded = load(text, { ...FEW, ...options });
  return "issues" in loaded ? loaded.issues : [];
}

/** What tells an issue from others: an edit may move it, but must not leave it. */
const nameOf = ({ code, message }: Issue) => `${code}: ${message}`;

describe("Edits that issues suggest", () => {
  let applied = 0;

  for (const { title, text, options } of badFiles) {
    if (typeof text !== "string") continue;
    const all = issuesOf(text, options);
    const editable = all.filter((issue) => editOf(issue) !== undefined);
    if (editable.length === 0) continue;
    it(title, () => {
      for (const issue of editable)
        for (const { edit } of issue.suggestions) {
          const edited = applyEdits(text, edit === undefined ? [] : [edit]);
          const left = issuesOf(edited, options);
          const count = (issues: readonly Issue[]) => issues.filter((one) => nameOf(one) === nameOf(issue)).length;
          if (edit !== undefined)
            assert.isBelow(count(left), count(all), `${nameOf(issue)}\n${edited}\n${renderIssues(left)}`);
          applied++;
        }
    });
  }

  it("come with every misspelt name and every value to write, but for what the text does not have", () => {
    assert.isAtLeast(applied, 35);
    const without = badFiles.flatMap(({ title, text, options }) =>
      typeof text !== "string"
        ? []
        : issuesOf(text, options)
            .filter(({ origins }) => origins.length === 0)
            .filter(({ suggestions }) =>
              suggestions.some(({ kind, edit }) => (kind === "rename" || kind === "write") && edit === undefined),
            )
            .map((issue) => `${title}: ${nameOf(issue)}`),
    );
    assert.deepEqual(without, []);
  });

  it("are applied together where they do not overlap", () => {
    const text = "a: 1\nb: 22\n";
    const at = (offset: number, length: number, text: string) => ({ place: { offset, length }, text });
    assert.strictEqual(applyEdits(text, [at(8, 2, "y"), at(3, 1, "xxx"), at(9, 1, "no")]), "a: xxx\nb: y\n");
  });

  it("are in the file, whatever --set put before them", () => {
    const text = "data: {type: linear, samples: 512, features: 10}\nmodel: [Linear]\nloss: MSE\n";
    const [issue] = issuesOf(text, { set: ["seeds=3"] }).filter(({ code }) => code === "unknown-part");
    const edit = issue && editOf(issue);
    assert.include(applyEdits(text, edit === undefined ? [] : [edit]), "\nloss: MSELoss\n");
  });
});
