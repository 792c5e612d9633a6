import Type from "typebox";
import { defineDataset, digestOf, type ReadFile, type Samples } from "../contracts/dataset.ts";
import { Misfit, within } from "../contracts/part.ts";
import { checkTextLength } from "../formats/text.ts";
import { itemAt } from "../numbers/item-at.ts";
import { heldOut, holdingOf, ofFiles } from "./families/held-out.ts";
import { pick, planSplit, splitSamples } from "./families/split.ts";

/** A file's text, as its code points. */
interface TextFile {
  readonly points: Uint32Array;
  readonly digest: string;
}

/** Files read already: an experiment opens the same bytes for many variants. */
const texts = new WeakMap<Uint8Array, TextFile>();

function fileOf(readFile: ReadFile, path: string): TextFile {
  const bytes = readFile(path);
  const known = texts.get(bytes);
  if (known !== undefined) return known;
  const points = Uint32Array.from(decoded(bytes, path), (character) => character.codePointAt(0) as number);
  const file = { points, digest: digestOf(bytes, readFile) };
  texts.set(bytes, file);
  return file;
}

/** The characters of all files as indices, in the order of their code points. */
function indexed(files: readonly TextFile[]): {
  readonly indices: readonly Float32Array[];
  readonly characters: number;
} {
  const distinct = new Set<number>();
  for (const { points } of files) for (const point of points) distinct.add(point);
  const indexOf = new Map([...distinct].sort((a, b) => a - b).map((point, index) => [point, index]));
  const indices = files.map(({ points }) => Float32Array.from(points, (point) => indexOf.get(point) as number));
  return { indices, characters: indexOf.size };
}

function decoded(bytes: Uint8Array, path: string): string {
  checkTextLength(bytes, path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Misfit("path", `${path} is not UTF-8 text`, "save it as UTF-8");
  }
}

/** Row r has characters r·context … (r + 1)·context − 1. The target of each is the character after it. */
function windows(indices: readonly Float32Array[], context: number, rows: readonly number[]): Samples {
  const all = rows.reduce((sum, count) => sum + count, 0);
  const [x, y] = [new Float32Array(all * context), new Float32Array(all * context)];
  let from = 0;
  indices.forEach((own, file) => {
    const length = itemAt(rows, file) * context;
    x.set(own.subarray(0, length), from);
    y.set(own.subarray(1, length + 1), from);
    from += length;
  });
  return { rows: all, x, y };
}

/** Rows of a text. Throws Misfit where there are fewer than needed. */
function rowsOf({ points }: TextFile, path: string, context: number, fewest: number): number {
  const rows = Math.floor((points.length - 1) / context);
  if (rows >= fewest) return rows;
  const needed = `${fewest === 1 ? "1 row" : `${fewest} rows`} of ${context} need ${fewest * context + 1}`;
  throw new Misfit(
    "path",
    `${path} has ${points.length} characters, but ${needed}`,
    "a longer text, or a smaller context",
  );
}

const files = { path: Type.String({ minLength: 1, description: "The file, UTF-8, relative to the experiment file." }) };

/** Next-character prediction on the text of a file. */
export const text = defineDataset({
  description:
    "Characters of a text file, cut into rows. The target of each character is the next one. It needs Embedding as the first layer and CrossEntropyLoss.",
  source: "Character-level language models: Karpathy, char-rnn, 2015. An incomplete last row is left out.",
  params: Type.Object({
    ...files,
    context: Type.Integer({ minimum: 1, default: 64, description: "Characters per row." }),
    ...heldOut(files),
  }),
  idle: ofFiles,
  open({ path, context, ...held }, readFile) {
    const own = fileOf(readFile, path);
    const rows = [rowsOf(own, path, context, 2)];
    const read = [own];
    const added = (side: "validation" | "test"): number => {
      const holding = holdingOf(side, held[side]);
      if (holding.kind !== "files") return 0;
      const { path } = holding.files as { readonly path: string };
      const file = within(side, () => fileOf(readFile, path));
      read.push(file);
      return rows[rows.push(within(side, () => rowsOf(file, path, context, 1))) - 1] as number;
    };
    const sizes = { own: itemAt(rows, 0), validation: added("validation"), test: added("test") };
    const { indices, characters } = indexed(read);
    if (characters < 2) throw new Misfit("path", `${path} has but one character, over and over`);
    const plan = planSplit(sizes, held, { targets: "text", isDrawn: false });
    const shape = { features: [context], targets: [context], classes: characters, indices: characters };
    const digests = read.map(({ digest }) => digest);
    return {
      shape: { ...shape, ...plan.sizes },
      digest: digests.length === 1 ? own.digest : digestOf(digests.join(), readFile),
      ...plan.drawing,
      load(runSeed) {
        const all = windows(indices, context, rows);
        return splitSamples(plan, runSeed, (rows) => pick(all, rows));
      },
    };
  },
});
