import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { writeWhole } from "../../io/draft.ts";
import { makeFolder } from "../../io/file.ts";
import { isFile, readBytes, readText } from "../../io/read.ts";
import { readDocuments } from "../documents.ts";
import { buildSite, type SiteFile } from "./site.ts";

const require = createRequire(import.meta.url);

/** The site of all documents as they are on the disk. @param root the project's folder, ending in a slash */
export function siteOf(root: string): readonly SiteFile[] {
  const own = (name: string) => readText(`${root}src/docs/site/${name}`);
  const minisearch = join(dirname(require.resolve("minisearch")), "../umd/index.js");
  return buildSite({
    documents: readDocuments(root),
    isFile: (path) => isFile(root + path),
    read: (path) => readBytes(root + path),
    assets: {
      "minisearch.js": readText(minisearch).replace(/^\/\/# sourceMappingURL=.*$/m, ""),
      "search.js": own("search.js"),
      "style.css": own("style.css"),
    },
  });
}

/** Writes the site. Rejects with a FileError. */
export async function writeSite(root: string, folder: string): Promise<number> {
  const files = siteOf(root);
  for (const { path, content } of files) {
    makeFolder(dirname(join(folder, path)));
    await writeWhole(join(folder, path), content);
  }
  return files.length;
}
