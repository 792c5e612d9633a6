import Type from "typebox";
import { MOST_REPEATS } from "./experiment.ts";
import { METRIC_NAME } from "./script.ts";

const column = (description: string) => Type.String({ minLength: 1, description });

/** Results that were there before, as the command import writes them. */
export const importedSchema = Type.Object(
  {
    file: column("The file of results, relative to this one."),
    digest: Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256 of the file's content." }),
    seed: column("The column of seeds."),
    epoch: Type.Optional(column("The column of epochs, where the file has a row for each. Default: a row is a run.")),
    status: Type.Optional(column("The column that says how a run ended. Default: every run ended well.")),
    columns: Type.Unsafe<Readonly<Record<string, string>>>({
      type: "object",
      default: {},
      propertyNames: { pattern: METRIC_NAME },
      additionalProperties: { type: "string" },
      description: "Which column of the file is which metric. Default: the one of the same name.",
    }),
    epochs: Type.Integer({ minimum: 1, maximum: MOST_REPEATS, description: "The most epochs of a run." }),
    axes: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      uniqueItems: true,
      description: "The columns that tell variants apart.",
    }),
    variants: Type.Array(
      Type.Array(Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]), { minItems: 1 }),
      { minItems: 1, uniqueItems: true, description: "A list for each variant: its value on each axis." },
    ),
  },
  { additionalProperties: false, description: "Results that were there before, in place of anything to train." },
);
