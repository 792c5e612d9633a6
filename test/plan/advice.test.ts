import { assert } from "chai";
import type { Issue } from "../../src/issues/issue.ts";
import { renderIssues } from "../../src/issues/render.ts";
import { type Loading, load } from "../plan-of.ts";
import { follow } from "./advice.ts";
import { badFiles } from "./bad-files.ts";
import { FEW } from "./experiment.ts";

function issuesOf(text: string, options: Loading | undefined): readonly Issue[] {
  const loaded = load(text, { ...FEW, ...options });
  return "issues" in loaded ? loaded.issues : [];
}

const nameOf = ({ code, message }: Issue) => `${code}: ${message}`;

/** Advice that nothing but its reader can follow, by why that is so. */
const LEFT_TO_READERS: Readonly<Record<string, readonly RegExp[]>> = {
  "it describes what may stand there": [/^[A-Z].*\.$/, /^\[(?:first|low), /],
  "it says why no number can be meant": [/, and \S+ is (?:no whole number|out of bounds)$/],
  "a number is wanted that only its writer can calculate": [/^values are not calculated$/],
  "it has a gap to fill": [/…/, /^write a number or a name/],
  "it is about another file": [/^mend the file/, /^one field for each/, /^2 rows or more/, /^a header and/],
  "the file is to be cut in two": [/^a file holds one experiment/],
  "it is about how the file is called or saved": [/^add the key name/, /^remove the line %YAML/],
  "it names bounds": [/^the (?:largest|smallest)/, /^total_steps: /],
  "an axis becomes two": [/^give \S+ an axis without/],
  "several ways would do": [
    /^(?:shorten them|lower frequency|remove values|remove one of|remove an entry|one value for each|one for each)/,
    /^(?:only the last phase|leave out \w+ of|list at least|list all|let the model end|let them end|set data.validation)/,
    /^(?:use |there is no |a path begins|parameters there|one is enough|join keys|a generator must be|move it to scheduler)/,
  ],
  "it says what the word is": [
    / is a (?:layer|parameter|loss|scheduler)/,
    /^the optimizer has the rate/,
    / is an? \w+, not/,
  ],
  "values go from the file to the grid": [
    /^to try several/,
    /^it is under grid already/,
    /^indent it under grid/,
    /^write .* under it$/,
    /^write .* and optimizer/,
  ],
  "where the quotes go, only its writer knows": [/^put the (?:text|comma) in quotes/],
  "an axis becomes a key": [/^seeds are not an axis/, /^every variant is trained/],
  "it stands in a line that is no key": [/^write - /, /^repeat the keys/, /^remove the (?:tag|key)/, /^add data/],
};

describe("Advice without an edit", () => {
  const left = new Set<string>();
  for (const { title, text, options } of badFiles) {
    if (typeof text !== "string") continue;
    const all = issuesOf(text, options);
    for (const issue of all)
      for (const way of issue.suggestions) {
        if (way.kind !== "advice" || way.edit !== undefined) continue;
        const followed = /^move it to scheduler/.test(way.text) ? [] : follow(text, issue, way.text);
        if (followed.length === 0) {
          left.add(way.text);
          continue;
        }
        it(`${title}: ${way.text}`, () => {
          const after = followed.map((one) => issuesOf(one, options));
          const isBetter = (issues: readonly Issue[]) =>
            issues.length < all.length && !issues.some((one) => nameOf(one) === nameOf(issue));
          const shown = followed.map((one, i) => `${one}\n${renderIssues(after[i] ?? [])}`).join("\n");
          assert.isTrue(after.some(isBetter), shown);
        });
      }
  }

  it("is followed, or left to the reader for a reason", () => {
    const reasons = Object.values(LEFT_TO_READERS).flat();
    const unexplained = [...left].filter((advice) => !reasons.some((pattern) => pattern.test(advice)));
    assert.deepEqual(unexplained, []);
    const unused = reasons.filter((pattern) => ![...left].some((advice) => pattern.test(advice)));
    assert.deepEqual(unused.map(String), []);
  });
});
