import { type Piece, piece } from "../check/piece.ts";
import { issueIn, type Resolution, WHOLE } from "../check/places.ts";
import type { FreeOptimizer, FreeValues, ScriptCall } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { listed } from "../issues/suggest.ts";
import { explain } from "../schema/explain.ts";
import { scriptSchema } from "../schema/script.ts";
import { validatorOf } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { type MapNode, type Node, toJson } from "../source/tree.ts";

/** `script` as written, with its defaults. */
export interface WrittenScript {
  readonly command: readonly (string | number | boolean)[];
  readonly files: readonly string[];
  readonly parameters: FreeValues;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly python?: string;
  readonly silence?: number;
  readonly end_within: number;
  readonly output?: string;
  readonly columns?: Readonly<Record<string, string>>;
}

const EXAMPLE = "write script: {command: [python3, train.py], files: [train.py]}";
const COMMAND = "write command: [python3, train.py]: a list, as no shell splits it";

/** `script` as written, or what is wrong with it. */
export function writtenScript(
  node: Node | undefined,
): { readonly value: WrittenScript } | { readonly issues: readonly Issue<Within>[] } {
  if (node?.kind !== "map")
    return {
      issues: [issue("invalid", WHOLE, `script must be a mapping${node ? `, found ${found(node)}` : ""}`, EXAMPLE)],
    };
  const command = node.entries.get("command")?.value;
  if (command?.kind === "scalar") {
    const message = `script.command must be a list of words, found ${found(command)}`;
    return { issues: [issue("invalid", { path: ["command"], of: "value" }, message, COMMAND)] };
  }
  const value = toJson(node) as unknown as WrittenScript;
  const malformed = explain(validatorOf(scriptSchema)(value), {
    node,
    where: "script",
    owner: "script",
    keys: "key",
    varies: true,
    elsewhere: () => undefined,
  });
  const wrong = malformed.length > 0 ? malformed : ownIssues(value, node);
  return wrong.length > 0 ? { issues: wrong } : { value };
}

function ownIssues({ parameters, output, columns }: WrittenScript, node: MapNode): readonly Issue<Within>[] {
  const names = Object.keys(parameters).filter((name) => !/^[A-Za-z_]\w*$/.test(name));
  const wrong = names.map((name) =>
    issue(
      "name",
      { path: ["parameters", name], of: "key" } as Within,
      `script.parameters: '${name}' is no name of a variable`,
      "use letters, digits and _, and begin with a letter",
    ),
  );
  if (columns !== undefined && output === undefined && node.entries.has("columns"))
    wrong.push(
      issue(
        "misfit",
        { path: ["columns"], of: "key" },
        "script.columns goes with output",
        "remove it: the program reports metrics by their names",
      ),
    );
  return wrong;
}

/** The program of a run as far as it decides figures. */
export function scriptPiece(composed: Composed): Resolution<Piece<ScriptCall>> {
  const written = writtenScript(composed.node);
  if ("issues" in written) return { issues: written.issues.map((wrong) => issueIn(composed, wrong)) };
  const { command, parameters, output, columns } = written.value;
  return {
    value: piece({
      command: command.map(String),
      parameters,
      ...(output !== undefined && { output }),
      ...(columns !== undefined && { columns }),
    }),
  };
}

/** What stands in braces in a command: `{optimizer.lr}`. */
const PLACEHOLDER = /\{([a-z]+(?:\.[A-Za-z_][\w.]*)?)\}/g;

/** Names of a run's own values in a command. */
const RUN_VALUES = ["run", "seed", "epochs", "directory"] as const;

/** What is wrong with the program beside the optimizer: values named in both, and placeholders that name nothing. */
export function scriptMisfits({ command, parameters }: ScriptCall, optimizer: FreeOptimizer): readonly Issue<Within>[] {
  const twice = Object.keys(parameters).filter((name) => Object.hasOwn(optimizer, name));
  const named = twice.map((name) =>
    issue(
      "misfit",
      { path: ["parameters", name], of: "key" } as Within,
      `'${name}' is named in both script.parameters and optimizer`,
      "remove one of the two: the program finds either by its name",
    ),
  );
  const unknown = command.flatMap((word, i) =>
    [...word.matchAll(PLACEHOLDER)].flatMap(([text, path = ""]) => {
      if (valueAt(path, { parameters, optimizer }) !== undefined) return [];
      const known = [
        ...RUN_VALUES,
        ...Object.keys(optimizer).map((name) => `optimizer.${name}`),
        ...Object.keys(parameters).map((name) => `parameters.${name}`),
      ];
      const place: Within = { path: ["command", String(i)], of: "value" };
      return issue(
        "misfit",
        place,
        `script.command.${i}: ${text} stands for nothing`,
        `use {…} with one of ${listed(known)}`,
      );
    }),
  );
  return [...named, ...unknown];
}

/** The value that a placeholder stands for, "" for one of the run's own; undefined for none. */
function valueAt(
  path: string,
  values: { readonly parameters: FreeValues; readonly optimizer: FreeOptimizer },
): unknown {
  if ((RUN_VALUES as readonly string[]).includes(path)) return "";
  const [first = "", ...rest] = path.split(".");
  if (first !== "parameters" && first !== "optimizer") return undefined;
  return rest.reduce<unknown>(
    (at, name) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, name) ? (at as FreeValues)[name] : undefined,
    values[first],
  );
}
