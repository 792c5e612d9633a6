import { writeWhole } from "../io/draft.ts";
import { parts } from "../parts.ts";
import { editorSchemaText } from "../schema/schema.ts";

/** Writes the schema that editors use. */
export async function schema(path: string): Promise<void> {
  await writeWhole(path, editorSchemaText(parts));
  console.log(`wrote ${path}`);
}
