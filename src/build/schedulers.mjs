import { build } from "esbuild";
import { root } from "./root.mjs";

const STAND_INS = `${root}src/library/stand-ins`;

/** Libraries that would be most of the file, for what schedulers need of them. */
const standIns = {
  name: "stand-ins for libraries",
  setup({ onResolve }) {
    onResolve({ filter: /^typebox$/ }, () => ({ path: `${STAND_INS}/typebox.ts` }));
    onResolve({ filter: /^csv-parse/ }, () => ({ path: `${STAND_INS}/csv-parse.ts` }));
    onResolve({ filter: /\/schema\/validators\.ts$/ }, () => ({ path: `${STAND_INS}/validators.ts` }));
  },
};

/** lrsweep/schedulers: one file for Node, bundlers and browsers, with nothing of Node. Gives esbuild's metafiles. */
export async function buildSchedulers() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { schedulers: "src/library/schedulers.ts" },
    outdir: "dist",
    bundle: true,
    minify: true,
    charset: "utf8",
    // LICENSES.txt has the licences of all that is bundled.
    legalComments: "none",
    format: "esm",
    // Anything of Node would be an error.
    platform: "browser",
    target: "es2022",
    mainFields: ["module", "main"],
    plugins: [standIns],
    logLevel: "warning",
    metafile: true,
  });
  return [metafile];
}
