import { draft } from "../io/file.ts";
import { parts } from "../parts.ts";
import { editorSchemaText } from "../schema/schema.ts";

/** Writes the schema that editors use. */
export async function schema(path: string): Promise<void> {
  const file = await draft(path);
  await file.write(editorSchemaText(parts));
  await file.seal();
  await file.publish();
  console.log(`wrote ${path}`);
}
