import { existsSync } from "node:fs";
import { posix } from "node:path";
import { assert } from "chai";
import GithubSlugger from "github-slugger";
import { root } from "../root.ts";
import { inlineCode, readTexts, withoutBlocks } from "./texts.ts";

const texts = readTexts();

/** The anchors of a text's headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = [...withoutBlocks(text).matchAll(/^#{1,6} (.+)$/gm)];
  return new Set(headings.map(([, heading]) => slugger.slug((heading as string).replaceAll(/[`*]/g, ""))));
}

const anchors = new Map(texts.map(({ path, text }) => [path, anchorsOf(text)]));

describe("the links of all texts", () => {
  for (const { path, text } of texts) {
    it(`${path} links only to files and headings that are there`, () => {
      const links = [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
      const dead = links.filter((link) => {
        if (/^https:\/\//.test(link)) return false;
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? path : posix.join(posix.dirname(path), file);
        if (!existsSync(root + target)) return true;
        return anchor !== undefined && !anchors.get(target)?.has(anchor);
      });
      assert.deepEqual(dead, []);
    });
  }

  it("of src/README.md lead to every room", () => {
    const text = texts.find(({ path }) => path === "src/README.md")?.text ?? "";
    const rooms = new Set(texts.map(({ path }) => /^src\/([\w-]+)\/README\.md$/.exec(path)?.[1]).filter(Boolean));
    assert.deepEqual(
      [...rooms].filter((room) => !text.includes(`](${room}/README.md`)),
      [],
    );
  });

  it("name only files of the project that are there", () => {
    const named = texts.flatMap((text) => inlineCode(text).map((code) => ({ path: text.path, code })));
    const files = named.filter(({ code }) => /^(?:src|test|experiments|schemas|\.github)\/[\w./-]*\w$/.test(code));
    const gone = files.filter(
      ({ code }) => !existsSync(root + code) && !/^experiments\/(?:first|my-experiment)\.yaml$/.test(code),
    );
    assert.deepEqual(gone, []);
  });
});
