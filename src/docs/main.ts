// npm run docs: writes the reference into schemas/, and builds the site in dist/docs.
import { fileURLToPath } from "node:url";
import { commands } from "../commands/index.ts";
import { writeWhole } from "../io/draft.ts";
import { makeFolder } from "../io/file.ts";
import { readText } from "../io/read.ts";
import { parts } from "../parts.ts";
import { adaptersPage } from "./adapters-page.ts";
import { apiPage } from "./api.ts";
import { columnTables } from "./columns.ts";
import { readScripts } from "./documents.ts";
import { withBlock } from "./markdown.ts";
import { referencePages } from "./reference.ts";
import { writeSite } from "./site/write.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

makeFolder(`${root}schemas/curves`);
const library = apiPage((path) => readText(`${root}dist/types/${path}`));
const adapters = adaptersPage(readText(`${root}src/adapters/lrsweep.py`));
const pages = [...(await referencePages(parts, commands, readScripts(root))), library, adapters];
const results = readText(`${root}results/README.md`);
await writeWhole(`${root}results/README.md`, withBlock(results, "columns", columnTables(parts)));
for (const { path, text } of pages) await writeWhole(root + path, text);
console.log(`wrote results/README.md and ${pages.length} files in schemas/`);
console.log(`wrote ${await writeSite(root, `${root}dist/docs`)} files in dist/docs: open dist/docs/index.html`);
