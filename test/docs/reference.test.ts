import { readdirSync, readFileSync } from "node:fs";
import { assert } from "chai";
import { commands } from "../../src/commands/index.ts";
import { columnTables } from "../../src/docs/columns.ts";
import { readScripts } from "../../src/docs/documents.ts";
import { type MarkdownPage, withBlock } from "../../src/docs/markdown.ts";
import { referencePages } from "../../src/docs/reference.ts";
import { parts } from "../../src/parts.ts";
import { root } from "../root.ts";

describe("the reference", () => {
  let pages: readonly MarkdownPage[] = [];

  before(async () => {
    pages = await referencePages(parts, commands, readScripts(root));
  });

  it("is fresh: if not, run npm run docs", () => {
    const stale = pages.filter(({ path, text }) => readFileSync(root + path, "utf8") !== text);
    assert.deepEqual(
      stale.map(({ path }) => path),
      [],
      "run npm run docs",
    );
  });

  it("has the columns of results/README.md as they are: if not, run npm run docs", () => {
    const text = readFileSync(`${root}results/README.md`, "utf8");
    assert.equal(text, withBlock(text, "columns", columnTables(parts)), "run npm run docs");
  });

  it("is all there is in schemas/, apart from the schema", () => {
    const written = readdirSync(`${root}schemas`, { recursive: true, encoding: "utf8" })
      .map((name) => `schemas/${name.replaceAll("\\", "/")}`)
      .filter((path) => /\.(?:md|svg)$/.test(path));
    assert.sameMembers(written, [...pages.map(({ path }) => path), "schemas/adapters.md", "schemas/api.md"]);
  });

  it("has a section for every part", () => {
    const text = pages.map((page) => page.text).join("\n");
    const types = Object.values(parts).flatMap((slot) => Object.keys(slot));
    assert.deepEqual(
      types.filter((type) => !text.includes(`# ${type}\n`) && !text.includes(`| \`${type}\` |`)),
      [],
    );
  });

  it("shows a schedule as a curve that moves, for every scheduler", () => {
    for (const type of Object.keys(parts.scheduler)) {
      const curve = pages.find(({ path }) => path === `schemas/curves/${type}.svg`);
      const line = /<path d="([^"]*)"[^>]*stroke="#006cc0"/.exec(curve?.text ?? "")?.[1] ?? "";
      const heights = new Set([...line.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, height]) => height));
      assert.isAbove(heights.size, 1, type);
    }
  });
});
