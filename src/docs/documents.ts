import { join } from "node:path";
import { isFolder, namesIn, readText } from "../io/read.ts";

/** Folders without documents of the project: what is installed, built or produced. */
const APART = ["node_modules", "dist", ".git", "coverage"];

function markdownUnder(root: string, folder: string): readonly string[] {
  return namesIn(root + folder).flatMap((name) => {
    const path = folder + name;
    if (!isFolder(root + path)) return name.endsWith(".md") ? [path] : [];
    return folder === "results/" || APART.includes(path) ? [] : markdownUnder(root, `${path}/`);
  });
}

/** In each folder its README first, then by name; the top of the project before all. */
function inOrder(a: string, b: string): number {
  const key = (path: string) => path.replace(/README\.md$/, "").split("/");
  const [left, right] = [key(a), key(b)];
  const isTop = (parts: readonly string[]) => (parts.length === 1 ? 0 : 1);
  return isTop(left) - isTop(right) || (left.join("/") < right.join("/") ? -1 : 1);
}

/** Every Markdown file of the project by its path. @param root the project's folder, ending in a slash */
export function readDocuments(root: string): Readonly<Record<string, string>> {
  const paths = [...markdownUnder(root, "")].sort(inOrder);
  return Object.fromEntries(paths.map((path) => [path, readText(join(root, path))]));
}

/** The npm scripts of a clone. @param root as for {@link readDocuments} */
export function readScripts(root: string): readonly string[] {
  const { scripts } = JSON.parse(readText(join(root, "package.json"))) as { scripts: Readonly<Record<string, string>> };
  return Object.keys(scripts);
}
