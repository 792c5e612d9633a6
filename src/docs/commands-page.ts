import type { AnyCommand, CommandGroup } from "../command-line/command.ts";
import { EXIT_CODES_HELP } from "../command-line/exit-code.ts";
import { flagOf } from "../command-line/program.ts";
import { fenced, GENERATED, type MarkdownPage, prose, table } from "./markdown.ts";

const INTRO = `# Commands

In a clone, \`npm run sweep -- --dry-run\` runs the command \`sweep\` with an option. Where the package is installed, write
\`npx lrsweep sweep --dry-run\`. \`--help\` after a command shows what this page says.
`;

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.:]$/.test(text) ? "" : "."}`;

function usageOf(command: AnyCommand): string {
  const named = Object.entries(command.arguments).map(([name, { isRequired, isVariadic }]) => {
    const many = isVariadic ? `${name}...` : name;
    return isRequired ? `<${many}>` : `[${many}]`;
  });
  return ["lrsweep", command.name, ...named, "[options]"].join(" ");
}

function tableOf(command: AnyCommand): string {
  const given = Object.entries(command.arguments).map(
    ([name, { description, fallback }]) => [name, description, fallback] as const,
  );
  const options = Object.entries(command.options).map(
    ([key, option]) =>
      [`${flagOf(key)}${option.value ? ` <${option.value}>` : ""}`, option.description, option.fallback] as const,
  );
  const rows = [...given, ...options].map(([name, description, fallback]) => [
    `\`${name}\``,
    prose(description) + defaultOf(fallback),
  ]);
  return rows.length === 0 ? "" : table(["", "Meaning"], rows);
}

/** The default, where there is one. */
function defaultOf(fallback: unknown): string {
  const isPlain = (typeof fallback === "string" && fallback !== "") || typeof fallback === "number";
  return isPlain ? ` (default: \`${fallback}\`)` : "";
}

function sectionOf(command: AnyCommand, hasScript: boolean): string {
  const examples = command.examples.map(({ words, does }) => {
    const shown = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`));
    const rest = shown.length === 0 ? "" : ` -- ${shown.join(" ")}`;
    // Some commands are of use only where lrsweep is installed.
    return hasScript
      ? `# ${does}\nnpm run ${command.name}${rest}`
      : `# ${does}\nnpx lrsweep ${[command.name, ...shown].join(" ")}`;
  });
  return [
    `### ${command.name}\n`,
    `${prose(sentence(command.summary))}${command.details ? ` ${prose(command.details)}` : ""}\n`,
    fenced("text", usageOf(command)),
    tableOf(command),
    ...(examples.length > 0 ? [fenced("sh", examples.join("\n"))] : []),
  ]
    .filter((block) => block !== "")
    .join("\n");
}

/**
 * Every command with its arguments, options and examples.
 * @param scripts the npm scripts of a clone
 */
export function commandsPage(commands: readonly AnyCommand[], scripts: readonly string[]): MarkdownPage {
  const groups: readonly CommandGroup[] = [...new Set(commands.map(({ group }) => group))];
  const sections = groups.flatMap((group) => [
    `## ${group}\n`,
    ...commands
      .filter((command) => command.group === group)
      .map((command) => sectionOf(command, scripts.includes(command.name))),
  ]);
  const codes = fenced("text", EXIT_CODES_HELP.replace(/^\s*Exit codes:\n/, ""));
  const text = [`${GENERATED}${INTRO}`, ...sections, "## Exit codes\n", codes].join("\n");
  return { path: "schemas/commands.md", text };
}
