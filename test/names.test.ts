import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { assert } from "chai";
import { root } from "./root.ts";

/** The engine and its tape are being rewritten apart; stand-ins bear the names of what they stand in for. */
const APART = /^src\/(?:engine|tape|library\/stand-ins)\//;
/** Node calls its hooks by their names. */
const CALLED_BY_NODE = "src/plugins/import-plugin.ts";

const TYPE = /^ *(?:export )?(?:abstract )?(?:interface|type|class) (\w+)(?=[ <=]+(?:[^,]|$)|$)/gm;
const EXPORT = /^export (?:abstract |async )*(?:const|let|function\*?|class|interface|type) (\w+)/gm;
const IMPORT = /(?:import|export) (?:type )?([^;"]*?) from "(\.[^"]+)"/gs;
const DYNAMIC_IMPORT = /\bimport\("(\.[^"]+)"\)/g;

interface Module {
  readonly path: string;
  readonly text: string;
}

function modulesIn(folder: string): readonly Module[] {
  return readdirSync(root + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .map((path) => ({ path, text: readFileSync(root + path, "utf8") }));
}

/** Names that a module imports, as "path name"; "path *" where it takes all. */
function importedBy({ path, text }: Module): readonly string[] {
  const target = (specifier = "") => posix.join(posix.dirname(path), specifier);
  const named = [...text.matchAll(IMPORT)].flatMap(([, names = "", from]) =>
    names.startsWith("*")
      ? [`${target(from)} *`]
      : [...names.matchAll(/(\w+)(?: as \w+)?/g)].map(([, name]) => `${target(from)} ${name}`),
  );
  return [...named, ...[...text.matchAll(DYNAMIC_IMPORT)].map(([, from]) => `${target(from)} *`)];
}

describe("Names in the house", () => {
  let modules: readonly Module[] = [];

  before(() => {
    modules = modulesIn("src");
  });

  it("have one meaning: no type is defined twice", () => {
    const places = new Map<string, string[]>();
    for (const { path, text } of modules.filter((module) => !APART.test(module.path)))
      for (const [, name = ""] of text.matchAll(TYPE)) places.set(name, [...(places.get(name) ?? []), path]);
    const twice = [...places]
      .filter(([, paths]) => paths.length > 1)
      .map(([name, paths]) => `${name}: ${paths.join()}`);
    assert.deepEqual(twice, []);
  });

  it("are exported only where another file imports them", () => {
    const imported = new Set([...modules, ...modulesIn("test")].flatMap(importedBy));
    const idle = modules
      .filter(({ path }) => !APART.test(path) && path !== CALLED_BY_NODE && !imported.has(`${path} *`))
      .flatMap(({ path, text }) =>
        [...text.matchAll(EXPORT)].map(([, name]) => `${path} ${name}`).filter((name) => !imported.has(name)),
      );
    assert.deepEqual(idle, []);
  });
});
