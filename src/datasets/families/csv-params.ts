import Type from "typebox";
import type { Resolved } from "../../contracts/part.ts";
import { DELIMITERS } from "../../formats/dialect.ts";
import { ENCODINGS } from "../../formats/encoding.ts";
import { heldOut } from "./held-out.ts";
import { missingParams } from "./missing.ts";

const names = (description: string) => Type.Array(Type.String(), { minItems: 1, uniqueItems: true, description });

const files = { path: Type.String({ minLength: 1, description: "File, relative to the experiment file." }) };

/** The parameters of `csv`. */
export const csvParams = Type.Object({
  ...files,
  target: Type.Union([Type.String(), names("Columns to predict.")], {
    description: "Column to predict, or a list of them.",
  }),
  features: Type.Optional(names("Columns to predict from. Default: all but those of target and drop.")),
  drop: Type.Array(Type.String(), { default: [], description: "Columns to leave out." }),
  task: Type.Enum(["auto", "regression", "classification"], {
    default: "auto",
    description:
      "Whether targets are numbers or classes. auto: classes if no cell of the target is a number. Classes are in the order of their values if all are numbers, else of their characters.",
  }),
  one_hot: Type.Array(Type.String(), {
    default: [],
    uniqueItems: true,
    description:
      "Features that are categories: each value in the file becomes a feature of its own, 1 or 0, in the order of classes.",
  }),
  max_categories: Type.Integer({
    minimum: 2,
    default: 100,
    description: "Most classes of the target, and most categories of a one_hot column.",
  }),
  standardize: Type.Boolean({
    default: true,
    description:
      "Brings each feature to mean 0 and standard deviation 1 over the training rows; targets keep their unit, and one_hot columns their 0 and 1.",
  }),
  ...missingParams,
  delimiter: Type.Optional(
    Type.Enum([...DELIMITERS], {
      description: "What separates the cells of a row. Default: auto, which takes what makes rows of one length.",
    }),
  ),
  decimal: Type.Optional(
    Type.Enum(["auto", ".", ","], {
      description:
        "What stands before a number's fraction. Default: auto, which looks at all rows, and asks where every comma or point might be that of thousands, as in 1,234. Thousands separators and percent signs are not read.",
    }),
  ),
  header: Type.Optional(
    Type.Union([Type.Literal("auto"), Type.Boolean()], {
      description:
        "Whether the first row names the columns; otherwise they are called column_1, column_2, … Default: auto: it does if it holds a name that is used here, or no number.",
    }),
  ),
  encoding: Type.Optional(
    Type.Enum([...ENCODINGS], {
      description:
        "How the file's bytes stand for characters. Default: auto, which goes by the byte order mark; without one it is UTF-8 or, where it cannot be, Windows-1252.",
    }),
  ),
  ...heldOut(files),
});

export type CsvParams = Resolved<typeof csvParams.properties>;
