import Type from "typebox";
import { defineDataset } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { type ArrayFile, contentOf, sizeWith } from "../formats/array-file.ts";
import { npyHeader, parseNpy } from "../formats/npy.ts";
import { membersOf } from "../formats/zip.ts";
import { listed } from "../issues/suggest.ts";
import { arrayData, arrayParams } from "./families/array-data.ts";
import { ofFiles } from "./families/held-out.ts";

type Members = ReturnType<typeof membersOf>;

/** Members unpacked already, by the file's bytes: an experiment opens the same file for many variants. */
const known = new WeakMap<Uint8Array, Map<string, Uint8Array>>();

function member(bytes: Uint8Array, members: Members, path: string, parameter: string, name: string): ArrayFile {
  const unpack = members.get(`${name}.npy`);
  if (unpack === undefined) {
    const names = listed([...members.keys()].map((key) => key.replace(/\.npy$/, "")));
    throw new Misfit(parameter, `${path} has no array "${name}"`, `one of ${names}`);
  }
  const own = known.get(bytes) ?? new Map<string, Uint8Array>();
  known.set(bytes, own);
  const file = `${path}: ${name}`;
  const content = own.get(name) ?? unpack((start) => sizeWith(npyHeader(start, file, parameter)));
  own.set(name, content);
  return parseNpy(content, file, parameter);
}

const text = Type.String({ minLength: 1 });

/** Inputs and targets from one file of numpy.savez, [rows, …] each. */
export const npz = defineDataset({
  description:
    "Inputs and targets from one file of numpy.savez. Bytes are scaled to 0 … 1. Integer targets are classes, others are numbers.",
  source: "numpy.savez and numpy.savez_compressed.",
  params: Type.Object({
    path: Type.String({ minLength: 1, description: "File (.npz), relative to the experiment file." }),
    features: Type.String({ minLength: 1, default: "x", description: "Name of the array with the inputs." }),
    target: Type.String({ minLength: 1, default: "y", description: "Name of the array with the targets." }),
    ...arrayParams({ path: text, features: text, target: text }),
  }),
  idle: ofFiles,
  open({ path, features, target, ...options }, readFile) {
    return arrayData({ path, features, target }, options, ({ path, features, target }) => {
      const { bytes, digest } = contentOf(readFile, path, "path");
      const members = membersOf(bytes, path);
      const inputs = member(bytes, members, path, "features", features);
      const targets = member(bytes, members, path, "target", target);
      return { inputs, targets, digests: [digest] };
    });
  },
});
