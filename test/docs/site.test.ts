import { posix } from "node:path";
import { assert } from "chai";
import type { SiteFile } from "../../src/docs/site/site.ts";
import { siteOf } from "../../src/docs/site/write.ts";
import { root } from "../root.ts";

describe("the site of all documents", () => {
  let files: readonly SiteFile[] = [];
  let pages: readonly (readonly [path: string, html: string])[] = [];
  const idsOf = (html: string) => new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));

  before(() => {
    files = siteOf(root);
    pages = files.filter(({ path }) => path.endsWith(".html")).map(({ path, content }) => [path, String(content)]);
  });

  it("has a page for every document, the README being the first", () => {
    assert.include(pages[0]?.[0], "index.html");
    for (const path of ["schemas/schedulers.html", "src/index.html", "results/index.html", ".github/CONTRIBUTING.html"])
      assert.include(
        pages.map(([name]) => name),
        path,
      );
  });

  it("has no dead link: every file and every anchor is there, and nothing comes from the network", () => {
    const there = new Map(files.map(({ path }) => [path, new Set<string | undefined>()]));
    for (const [path, html] of pages) there.set(path, idsOf(html));
    const dead = pages.flatMap(([path, html]) =>
      [...html.matchAll(/ (href|src)="([^"]*)"/g)].flatMap(([, kind, link = ""]) => {
        if (/^https?:/.test(link)) return kind === "src" ? [`${path}: ${link}`] : [];
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), file));
        const anchors = there.get(target);
        const isDead = anchors === undefined || (anchor !== undefined && !anchors.has(anchor));
        return isDead ? [`${path}: ${link}`] : [];
      }),
    );
    assert.deepEqual(dead, []);
  });

  it("finds sections that are there", () => {
    const index = String(files.find(({ path }) => path === "search-index.js")?.content);
    const sections = JSON.parse(index.slice("window.SECTIONS = ".length, -2)) as { title: string; url: string }[];
    const ids = new Map(pages.map(([path, html]) => [path, idsOf(html)]));
    const lost = sections.filter(({ url }) => {
      const [file = "", anchor] = url.split("#");
      return !ids.get(file)?.has(anchor);
    });
    assert.deepEqual(lost, []);
    assert.include(
      sections.map(({ title }) => title),
      "CosineAnnealingLR",
    );
  });
});
