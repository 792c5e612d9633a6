import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { root } from "./root.mjs";

/** Pages by the name under which `#page` exports their script and style. */
const PAGES = { report: { folder: "src/page/report", charts: true }, dashboard: { folder: "src/dashboard/page" } };

const CHARTS = "src/charts/echarts.ts";
/** The variable that the charts' file sets. */
const GLOBAL = "echarts";

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  // LICENSES.txt has the licences of all that is bundled.
  legalComments: "none",
  charset: "utf8",
  target: "es2022",
  logLevel: "warning",
  metafile: true,
};

/** In a page's script: the charts come from the file before it. */
const chartsFromGlobal = {
  name: "charts from a global variable",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]charts[\\/]echarts\.ts$/ }, () => ({ contents: `export const { init } = ${GLOBAL};` }));
  },
};

/**
 * Every page's script and style, and echarts, as files; and two modules: `#page` reads them as texts, `#echarts` runs
 * echarts. The report's page and the pictures written by Node share that one file. Gives esbuild's metafiles.
 */
export async function buildPages() {
  const asScript = { ...options, format: "iife", plugins: [chartsFromGlobal] };
  const builds = Object.entries(PAGES).flatMap(([name, { folder }]) => [
    build({ ...asScript, entryPoints: [`${folder}/main.ts`], outfile: `dist/pages/${name}.js` }),
    build({ ...options, entryPoints: [`${folder}/style.css`], outfile: `dist/pages/${name}.css` }),
  ]);
  const charts = { ...options, entryPoints: [CHARTS], format: "iife", globalName: GLOBAL };
  builds.push(build({ ...charts, outfile: `dist/pages/${GLOBAL}.js` }));
  const results = await Promise.all(builds);
  await writeFile(`${root}dist/page.js`, pageModule());
  await writeFile(`${root}dist/echarts.js`, chartsModule());
  return results.map(({ metafile }) => metafile);
}

/** Texts in a module would be compiled; in files they are read when a page is written. */
function pageModule() {
  const lines = Object.entries(PAGES).map(([name, { charts }]) => {
    const script = charts ? `text("${GLOBAL}.js") + text("${name}.js")` : `text("${name}.js")`;
    return `export const ${name} = () => ({ script: ${script}, style: text("${name}.css") });\n`;
  });
  return `import { readFileSync } from "node:fs";
const text = (name) => readFileSync(new URL("pages/" + name, import.meta.url), "utf8");
${lines.join("")}`;
}

function chartsModule() {
  return `import { readFileSync } from "node:fs";
import { Script } from "node:vm";
const file = new URL("pages/${GLOBAL}.js", import.meta.url);
const code = "(() => {" + readFileSync(file, "utf8") + ";return ${GLOBAL}})()";
export const { init } = new Script(code, { filename: file.href }).runInThisContext();
`;
}
