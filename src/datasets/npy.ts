import Type from "typebox";
import { defineDataset, idleSeed } from "../contracts/dataset.ts";
import { contentOf, sizeWith } from "../formats/array-file.ts";
import { npyHeader, parseNpy } from "../formats/npy.ts";
import { arrayData, arrayParams } from "./families/array-data.ts";

/** Two arrays of NumPy's, [rows, …] each. */
export const npy = defineDataset({
  description:
    "Inputs and targets from two files of numpy.save. Bytes become 0 to 1; targets of an integer type are classes, others numbers.",
  source: "numpy.lib.format.",
  params: Type.Object({
    path: Type.String({ minLength: 1, description: "The .npy file of inputs, relative to the experiment's." }),
    target: Type.String({ minLength: 1, description: "The .npy file of targets, relative to the experiment's." }),
    ...arrayParams,
  }),
  idle: idleSeed,
  open({ path, target, ...options }, readFile) {
    const content = (file: string, parameter: string) =>
      contentOf(readFile, file, parameter, (start) => sizeWith(npyHeader(start, file, parameter)));
    const [x, y] = [content(path, "path"), content(target, "target")];
    const arrays = [parseNpy(x.bytes, path, "path"), parseNpy(y.bytes, target, "target")] as const;
    return arrayData(...arrays, [x.digest, y.digest], options);
  },
});
