import Type, { type Static } from "typebox";
import { PROFILE_NAMES } from "../tables/profile.ts";

/** More than any machine has cores. */
export const MOST_THREADS = 1024;

/** The name of the file, in the working folder and in the home folder. */
export const CONFIG_FILE = "lrsweep.config.yaml";

export const configSchema = Type.Object(
  {
    results: Type.Optional(
      Type.String({ minLength: 1, description: "The results folder, as for --output. Default: results." }),
    ),
    concurrency: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_THREADS,
        description: "Number of threads, as for --concurrency. Default: one for each core.",
      }),
    ),
    csv: Type.Optional(
      Type.Enum([...PROFILE_NAMES], { description: "Format of the CSV files, as for --csv. Default: plain." }),
    ),
    plugins: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        uniqueItems: true,
        description: "Files with own schedulers, as for --plugin; relative to this file.",
      }),
    ),
  },
  { additionalProperties: false, description: "Defaults of lrsweep's options, and plugins." },
);

/** One file's content. */
export type ConfigFile = Static<typeof configSchema>;

/** The schema that editors use for it (draft-07), as text. */
export function configSchemaText(): string {
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", title: CONFIG_FILE, ...configSchema };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
