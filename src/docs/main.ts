// npm run docs: writes the reference into schemas/, and builds the site in dist/docs.
import { fileURLToPath } from "node:url";
import { writeWhole } from "../io/draft.ts";
import { makeFolder } from "../io/file.ts";
import { parts } from "../parts.ts";
import { referencePages } from "./reference.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

makeFolder(`${root}schemas/curves`);
const pages = await referencePages(parts);
for (const { path, text } of pages) await writeWhole(root + path, text);
console.log(`wrote ${pages.length} files in schemas/`);
