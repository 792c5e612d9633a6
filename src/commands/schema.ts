import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { optionalArgument } from "../command-line/parameters.ts";
import { writeWhole } from "../io/draft.ts";
import { parts } from "../parts.ts";
import { editorSchemaText } from "../schema/schema.ts";

export const schema = defineCommand({
  name: "schema",
  group: "Setup",
  summary: "write the JSON Schema that editors use to complete and check experiments",
  arguments: {
    file: optionalArgument("file to write; default: schemas/experiment.schema.json", { completes: "file" }),
  },
  options: {},
  examples: [{ words: ["experiment.schema.json"], does: "Write it beside your experiments." }],
  async run({ file = "schemas/experiment.schema.json" }) {
    await writeWhole(file, editorSchemaText(parts));
    console.log(`wrote ${file}`);
    return exitCode.ok;
  },
});
