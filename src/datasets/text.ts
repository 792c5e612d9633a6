import Type from "typebox";
import { defineDataset, digestOf, heldOut, idleSeed, type ReadFile, type Samples } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { checkTextLength } from "../formats/text.ts";
import { heldOutRows, pick, split } from "./families/split.ts";

/** A text as indices into its distinct characters, which are ordered by code point. */
interface Text {
  readonly indices: Float32Array;
  readonly characters: number;
  readonly digest: string;
}

/** Files read already: an experiment opens the same bytes for many variants. */
const texts = new WeakMap<Uint8Array, Text>();

function textOf(readFile: ReadFile, path: string): Text {
  const bytes = readFile(path);
  const known = texts.get(bytes);
  if (known !== undefined) return known;
  const points = Uint32Array.from(decoded(bytes, path), (character) => character.codePointAt(0) as number);
  const indexOf = new Map([...new Set(points)].sort((a, b) => a - b).map((point, index) => [point, index]));
  const indices = Float32Array.from(points, (point) => indexOf.get(point) as number);
  const text = { indices, characters: indexOf.size, digest: digestOf(bytes, readFile) };
  texts.set(bytes, text);
  return text;
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
function windows(indices: Float32Array, context: number, rows: number): Samples {
  return { rows, x: indices.slice(0, rows * context), y: indices.slice(1, rows * context + 1) };
}

/** Next-character prediction on the text of a file. */
export const text = defineDataset({
  description:
    "Characters of a text file, cut into rows. The target of each character is the next one. It needs Embedding as the first layer and CrossEntropyLoss.",
  source: "Character-level language models: Karpathy, char-rnn, 2015. An incomplete last row is left out.",
  params: Type.Object({
    path: Type.String({ minLength: 1, description: "The file, UTF-8, relative to the experiment's." }),
    context: Type.Integer({ minimum: 1, default: 64, description: "Characters per row." }),
    ...heldOut,
  }),
  idle: idleSeed,
  open({ path, context, validation, seed }, readFile) {
    const { indices, characters, digest } = textOf(readFile, path);
    const rows = Math.floor((indices.length - 1) / context);
    if (rows < 2) {
      const message = `${path} has ${indices.length} characters, but 2 rows of ${context} need ${2 * context + 1}`;
      throw new Misfit("path", message, "a longer text, or a smaller context");
    }
    if (characters < 2) throw new Misfit("path", `${path} has but one character, over and over`);
    const held = heldOutRows(rows, validation);
    const shape = { features: [context], targets: [context], classes: characters, indices: characters };
    return {
      shape: { ...shape, training: rows - held, validation: held },
      digest,
      load() {
        const all = windows(indices, context, rows);
        const parts = split(rows, validation, seed);
        return {
          training: pick(all, parts.training),
          validation: held === 0 ? undefined : pick(all, parts.validation),
        };
      },
    };
  },
});
