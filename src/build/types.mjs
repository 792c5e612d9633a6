import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./root.mjs";

/** What tsc made of src/. */
const MADE = `${root}dist/src`;
const TARGET = `${root}dist/types`;
const ENTRIES = ["index.d.ts", "library/schedulers.d.ts", "adapters/lrsweep.d.ts"];
/** Libraries inside the bundles whose types are part of the library's own. */
const CARRIED = { typebox: dirname(fileURLToPath(import.meta.resolve("typebox"))) };

const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"']+)\2/g;

/**
 * Writes dist/types: the declarations that the library's faces reach, so that its users need neither our sources nor the
 * types of what is bundled. Throws where a declaration names a package that they may not have.
 */
export async function writeTypes() {
  const written = new Set();
  const waiting = ENTRIES.map((entry) => ({ from: `${MADE}/${entry}`, to: `${TARGET}/${entry}` }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (written.has(next.to)) continue;
    written.add(next.to);
    const { text, imports } = rewritten(await readFile(next.from, "utf8"), next);
    await mkdir(dirname(next.to), { recursive: true });
    await writeFile(next.to, text);
    waiting.push(...imports);
  }
}

/** A declaration with its imports as they are in dist/types, and the files that they lead to. */
function rewritten(text, file) {
  const imports = [];
  const replaced = text.replace(SPECIFIER, (_, before, quote, specifier) => {
    const found = resolved(specifier, file);
    imports.push(found);
    const path = relative(dirname(file.to), found.to).split(sep).join("/");
    return `${before}${quote}${path.startsWith(".") ? path : `./${path}`}${quote}`.replace(
      /\.d\.(m?)ts(?=["']$)/,
      ".$1js",
    );
  });
  return { text: replaced.replace(/\n?\/\/# sourceMappingURL=.*/, ""), imports };
}

function resolved(specifier, { from, to }) {
  if (specifier in CARRIED)
    return { from: join(CARRIED[specifier], "index.d.mts"), to: `${TARGET}/${specifier}/index.d.mts` };
  if (!specifier.startsWith("."))
    throw new Error(`${from}: the library's types name ${specifier}, which users may not have`);
  const declaration = specifier.replace(/\.(m?)[tj]s$/, ".d.$1ts");
  return { from: join(dirname(from), declaration), to: join(dirname(to), declaration) };
}
