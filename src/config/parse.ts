import { type Issue, issue, type Span } from "../issues/issue.ts";
import { locate } from "../issues/locate.ts";
import { itemAt } from "../numbers/item-at.ts";
import { explain } from "../schema/explain.ts";
import { validatorOf } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { inText } from "../source/places.ts";
import { decode, parseSource } from "../source/source.ts";
import { isNull, type MapNode, toJson } from "../source/tree.ts";
import { CONFIG_FILE, type ConfigFile, configSchema } from "./schema.ts";

type ParsedConfig =
  | { readonly config: ConfigFile; readonly issueAt: (key: string, message: string, remedy: string) => Issue }
  | { readonly issues: readonly Issue[] };

const START: Span = { offset: 0, length: 0 };

/** @param file as it is to be shown in messages */
export function parseConfig(file: string, content: Uint8Array): ParsedConfig {
  const text = decode(content);
  if (typeof text !== "string") return { issues: locate([text], file, "") };
  const { root, issues } = parseSource(text);
  if (issues.length > 0) return { issues: locate(issues, file, text) };
  const issueAt = (key: string, message: string, remedy: string) => {
    const place = (root?.kind === "map" && root.entries.get(key)?.key) || START;
    return itemAt(locate([issue("invalid", place, message, remedy)], file, text), 0);
  };
  if (root === undefined || isNull(root)) return { config: {}, issueAt };
  if (root.kind !== "map")
    return { issues: [issueAt("", `${CONFIG_FILE} must be a mapping, found ${found(root)}`, "write key: value")] };
  const config = toJson(root) as ConfigFile;
  const wrong = issuesOf(config, root);
  return wrong.length > 0 ? { issues: locate(wrong, file, text) } : { config, issueAt };
}

function issuesOf(config: ConfigFile, root: MapNode): readonly Issue<Span>[] {
  const all = explain(validatorOf(configSchema)(config), {
    node: root,
    where: "",
    owner: CONFIG_FILE,
    keys: "key",
    varies: false,
    elsewhere: () => undefined,
  });
  return all.map((one) => inText(one, root));
}
