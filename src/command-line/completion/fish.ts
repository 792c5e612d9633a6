import { type CompletedCommand, type CompletedOption, ENDINGS, type Offer, RESULTS } from "./words.ts";

/** A script for fish, to be sourced or put into ~/.config/fish/completions/lrsweep.fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c lrsweep -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
    ...command.options.map((option) => optionLine(command, option)),
    ...command.arguments.slice(0, 1).flatMap(({ offer }) => line(command, offered(offer))),
  ]);
  return `# Completion of lrsweep for fish. To load it:
#   lrsweep completion fish | source
complete -c lrsweep -f
complete -c lrsweep -n __fish_use_subcommand -l help -d 'show help'
complete -c lrsweep -n __fish_use_subcommand -l version -d 'show the version'
${lines.join("\n")}
`;
}

const line = ({ name }: CompletedCommand, words: readonly string[]) =>
  words.length === 0 ? [] : [`complete -c lrsweep -n '__fish_seen_subcommand_from ${name}' ${words.join(" ")}`];

function optionLine(command: CompletedCommand, { flag, description, value }: CompletedOption): string {
  const words = [`-l ${flag.slice(2)}`, `-d ${quoted(description)}`];
  if (value !== undefined) words.push(value.offer.kind === "file" ? "-r" : "-x", ...offered(value.offer));
  return line(command, words).join("");
}

/** Nothing where a value may be anything: then fish offers nothing, as `-f` says for all of lrsweep. */
function offered(offer: Offer): readonly string[] {
  switch (offer.kind) {
    case "words":
      return [`-a ${quoted(offer.words.join(" "))}`];
    case "anything":
      return [];
    case "folder":
      return ["-a '(__fish_complete_directories)'"];
    case "file":
      return ["-F"];
    case "result":
      return [`-a '(__fish_complete_directories ${RESULTS}/)'`];
    case "sweep":
      return [`-a '(path basename ${RESULTS}/*/)'`];
    case "experiment":
    case "csv":
      return [`-a '(${(ENDINGS[offer.kind] ?? []).map((ending) => `__fish_complete_suffix .${ending}`).join("; ")})'`];
  }
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
