import { type CompletedCommand, type CompletedOption, ENDINGS, type Offer, RESULTS } from "./words.ts";

/** A script for zsh, to be evaluated or put into a folder of $fpath as _lrsweep. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef lrsweep
# Completion of lrsweep for zsh. To load it, put this into ~/.zshrc, after compinit:
#   eval "$(lrsweep completion zsh)"
_lrsweep_sweeps() {
  local -a names=(${RESULTS}/*(/N:t))
  compadd -a names
}

_lrsweep() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '--help[show help]' '--version[show the version]'
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT -= 1 ))
  case $command in
${commands.map(branch).join("\n")}
  esac
}

if [[ $funcstack[1] == _lrsweep ]]; then
  _lrsweep "$@"
else
  compdef _lrsweep lrsweep
fi
`;
}

function branch({ name, options, arguments: taken }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...taken.map(({ name, offer, isVariadic }) => quoted(`${isVariadic ? "*" : ""}:${name}:${action(offer)}`)),
  ];
  return `    ${name})
      _arguments ${specs.join(" \\\n        ")}
      ;;`;
}

function optionSpec({ flag, description, value, isRepeated }: CompletedOption): string {
  const text = description.replace(/[[\]:\\]/g, "\\$&");
  const spec = `${isRepeated ? "*" : ""}${flag}[${text}]`;
  return quoted(value === undefined ? spec : `${spec}:${value.name.replaceAll(":", "\\:")}:${action(value.offer)}`);
}

function action(offer: Offer): string {
  switch (offer.kind) {
    case "words":
      return `(${offer.words.join(" ")})`;
    case "anything":
      // A space: a message, and nothing to choose.
      return " ";
    case "folder":
      return "_files -/";
    case "file":
      return "_files";
    case "result":
      return `_files -W ${RESULTS} -P ${RESULTS}/ -/`;
    case "sweep":
      return "_lrsweep_sweeps";
    case "experiment":
    case "csv":
      return `_files -g "*.(${(ENDINGS[offer.kind] ?? []).join("|")})"`;
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
