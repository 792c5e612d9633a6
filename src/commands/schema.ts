import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { optionalArgument } from "../command-line/parameters.ts";
import { configSchemaText } from "../config/schema.ts";
import { writeWhole } from "../io/draft.ts";
import { editorSchemaText } from "../schema/schema.ts";
import { pluginOptions } from "./options.ts";

export const schema = defineCommand({
  name: "schema",
  group: "Setup",
  summary: "write the JSON Schema that editors use to complete and check experiments",
  arguments: {
    file: optionalArgument("file to write; default: schemas/experiment.schema.json, and config.schema.json beside it", {
      completes: "file",
    }),
  },
  options: pluginOptions,
  examples: [{ words: ["experiment.schema.json"], does: "Write it beside your experiments." }],
  async run({ file }, { parts }) {
    await write(file ?? "schemas/experiment.schema.json", editorSchemaText(parts));
    if (file === undefined) await write("schemas/config.schema.json", configSchemaText());
    return exitCode.ok;
  },
});

async function write(file: string, text: string): Promise<void> {
  await writeWhole(file, text);
  console.log(`wrote ${file}`);
}
