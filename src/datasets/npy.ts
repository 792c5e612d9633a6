import Type from "typebox";
import { defineDataset } from "../contracts/dataset.ts";
import { contentOf, sizeWith } from "../formats/array-file.ts";
import { npyHeader, parseNpy } from "../formats/npy.ts";
import { arrayData, arrayParams } from "./families/array-data.ts";
import { ofFiles, requireFiles } from "./families/held-out.ts";

const files = {
  path: Type.String({ minLength: 1, description: "File of inputs (.npy), relative to the experiment file." }),
  target: Type.String({ minLength: 1, description: "File of targets (.npy), relative to the experiment file." }),
};

/** Inputs and targets from two NumPy arrays, [rows, …] each. */
export const npy = defineDataset({
  description:
    "Inputs and targets from two files of numpy.save. Bytes are scaled to 0 … 1. Integer targets are classes, others are numbers.",
  source: "numpy.lib.format.",
  params: Type.Object({ ...files, ...arrayParams(files) }),
  idle: ofFiles,
  open({ path, target, ...options }, readFile) {
    requireFiles(options, ["path", "target"]);
    const content = (file: string, parameter: string) =>
      contentOf(readFile, file, parameter, (start) => sizeWith(npyHeader(start, file, parameter)));
    return arrayData({ path, target }, options, ({ path, target }) => {
      const [x, y] = [content(path, "path"), content(target, "target")];
      const [inputs, targets] = [parseNpy(x.bytes, path, "path"), parseNpy(y.bytes, target, "target")];
      return { inputs, targets, digests: [x.digest, y.digest] };
    });
  },
});
