import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { optionalArgument } from "../command-line/parameters.ts";
import { draft } from "../io/file.ts";
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
  async run({ file: path = "schemas/experiment.schema.json" }) {
    const file = await draft(path);
    await file.write(editorSchemaText(parts));
    await file.seal();
    await file.publish();
    console.log(`wrote ${path}`);
    return exitCode.ok;
  },
});
