import { type Diagnostic, locate, type Problem } from "../issues/issue.ts";
import { explain } from "../schema/explain.ts";
import { validatorOf } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { decode, parseSource } from "../source/source.ts";
import { deepest, isNull, type MapNode, type Node, toJson } from "../source/tree.ts";
import { CONFIG_FILE, type ConfigFile, configSchema } from "./schema.ts";

export type ParsedConfig =
  | { readonly config: ConfigFile; readonly diagnosticAt: (key: string, message: string, remedy: string) => Diagnostic }
  | { readonly problems: readonly Diagnostic[] };

/** @param file as it is to be shown in messages */
export function parseConfig(file: string, content: Uint8Array): ParsedConfig {
  const text = decode(content);
  if (typeof text !== "string") return { problems: locate([text], file, "") };
  const { root, problems } = parseSource(text);
  if (problems.length > 0) return { problems: locate(problems, file, text) };
  if (root === undefined || isNull(root)) return { config: {}, diagnosticAt: diagnostic };
  if (root.kind !== "map") {
    const message = `${CONFIG_FILE} must be a mapping, found ${found(root)}`;
    return { problems: [diagnostic("", message, "write key: value")] };
  }
  const config = toJson(root) as ConfigFile;
  const wrong = problemsOf(config, root);
  return wrong.length > 0 ? { problems: locate(wrong, file, text) } : { config, diagnosticAt: diagnostic };

  function diagnostic(key: string, message: string, remedy: string): Diagnostic {
    const at = root?.kind === "map" ? (root.entries.get(key)?.key ?? 0) : 0;
    return locate([{ code: "invalid", at, message, remedy }], file, text as string)[0] as Diagnostic;
  }
}

function problemsOf(config: ConfigFile, root: MapNode): readonly Problem[] {
  const faults = explain(validatorOf(configSchema)(config), {
    node: root,
    where: "",
    owner: CONFIG_FILE,
    keys: "key",
    varies: false,
    elsewhere: () => undefined,
  });
  return faults.map(({ code, path, atKey, message, remedy }) => ({
    code,
    at: placeOf(root, path, atKey),
    message,
    remedy,
  }));
}

function placeOf(root: Node, path: readonly string[], atKey: boolean): number {
  const owner = deepest(root, path.slice(0, -1));
  const key = atKey && owner.kind === "map" ? owner.entries.get(path.at(-1) ?? "")?.key : undefined;
  return key ?? deepest(root, path).at;
}
