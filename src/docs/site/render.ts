import { posix } from "node:path";
import GithubSlugger from "github-slugger";
import { Marked, type Tokens } from "marked";

/** A part of a page under one heading, for the search. */
interface RenderedSection {
  /** With its anchor: "schemas/schedulers.html#steplr". */
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

interface Rendered {
  readonly title: string;
  readonly body: string;
  readonly sections: readonly RenderedSection[];
  /** Local files that the page shows or links, from the project's folder; pages apart. */
  readonly files: readonly string[];
}

/** "src/README.md" → "src/index.html" */
export const urlOf = (path: string) => path.replace(/(^|\/)README\.md$/, "$1index.html").replace(/\.md$/, ".html");

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The text of Markdown without its marks. */
const plain = (markdown: string) =>
  markdown
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*|\\]|^#+ |-{3,}/gm, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

/**
 * A document as HTML, with GitHub's anchors.
 * @param path from the project's folder
 * @param isFile whether a path of the project is a file: links to folders become text
 */
export function render(path: string, markdown: string, isFile: (path: string) => boolean): Rendered {
  const slugger = new GithubSlugger();
  const url = urlOf(path);
  const files = new Set<string>();
  const sections: RenderedSection[] = [];
  let title = "";

  const local = (link: string): string | undefined => {
    if (/^[a-z]+:/.test(link) || link.startsWith("#")) return link;
    const [file = "", anchor] = link.split("#");
    const target = posix.normalize(posix.join(posix.dirname(path), file));
    if (!isFile(target)) return undefined;
    if (!target.endsWith(".md")) files.add(target);
    const there = posix.relative(posix.dirname(url), urlOf(target));
    return anchor === undefined ? there : `${there}#${anchor}`;
  };

  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const name = plain(text);
        const id = slugger.slug(text.replaceAll(/[`*]/g, ""));
        if (depth === 1) title ||= name;
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)} <a class="anchor" href="#${id}" aria-label="Link to ${escaped(name)}">#</a></h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const text = this.parser.parseInline(tokens);
        const to = local(href);
        return to === undefined ? text : `<a href="${escaped(to)}">${text}</a>`;
      },
      image({ href, text }: Tokens.Image) {
        return `<img src="${escaped(local(href) ?? href)}" alt="${escaped(text)}" loading="lazy">`;
      },
      table(token: Tokens.Table) {
        const cells = (row: readonly Tokens.TableCell[], tag: string) =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("");
        const hasHead = token.header.some(({ text }) => text !== "");
        const head = hasHead ? `<thead><tr>${cells(token.header, "th")}</tr></thead>` : "";
        const rows = token.rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
        return `<div class="wide" tabindex="0"><table>${head}<tbody>\n${rows}</tbody></table></div>\n`;
      },
    },
  });
  const body = marked.parse(markdown.replaceAll(/<!--[\s\S]*?-->\n?/g, ""), { async: false });

  const names = new GithubSlugger();
  for (const [, heading = "", text = ""] of withoutCode(markdown).matchAll(
    /^#{1,6} (.+)\n([\s\S]*?)(?=^#{1,6} |(?![\s\S]))/gm,
  )) {
    const anchor = names.slug(heading.replaceAll(/[`*]/g, ""));
    sections.push({ url: `${url}#${anchor}`, title: plain(heading), text: plain(text) });
  }
  return { title: title || path, body, sections, files: [...files] };
}

/** Code stays searchable, but its comments are no headings. */
const withoutCode = (markdown: string) =>
  markdown.replaceAll(/^```\w*\n([\s\S]*?)^```$/gm, (_, code: string) => code.replaceAll(/^#/gm, " "));
