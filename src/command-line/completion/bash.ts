import { type CompletedCommand, type CompletedOption, ENDINGS, type Offer, RESULTS } from "./words.ts";

/** A script for bash 3.2 and newer. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of lrsweep for bash. To load it, put this into ~/.bashrc:
#   eval "$(lrsweep completion bash)"
_lrsweep_words() {
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}

_lrsweep_paths() {
  local IFS=$'\\n'
  COMPREPLY=($(for ending in "$@"; do compgen -f -X "!*.$ending" -- "$current"; done; compgen -d -- "$current"))
  compopt -o filenames 2>/dev/null
}

_lrsweep_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$current"))
  compopt -o filenames 2>/dev/null
}

_lrsweep_results() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -d -- "\${current:-${RESULTS}/}"))
  compopt -o filenames 2>/dev/null
}

_lrsweep_sweeps() {
  local IFS=$'\\n'
  COMPREPLY=($(cd ${RESULTS} 2>/dev/null && compgen -d -- "$current"))
}

_lrsweep() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word
  # bash takes --option=value apart.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word != -* ]]; then
      command=$word
      break
    fi
  done
  COMPREPLY=()
  case "$command" in
    "") _lrsweep_words "${commands.map(({ name }) => name).join(" ")} --help --version" ;;
${commands.map(branch).join("\n")}
  esac
}

complete -F _lrsweep lrsweep
`;
}

function branch({ name, options, arguments: taken }: CompletedCommand): string {
  const values = options.flatMap(({ flag, value }) =>
    value === undefined ? [] : [`        ${flag}) ${offered(value.offer)}; return ;;`],
  );
  const cases = values.length === 0 ? "" : `      case "$previous" in\n${values.join("\n")}\n      esac\n`;
  const [first] = taken;
  const words = first === undefined ? ":" : offered(first.offer);
  const flags = options.map(({ flag }: CompletedOption) => flag).join(" ");
  return `    ${name})
${cases}      case "$current" in
        -*) _lrsweep_words "${flags}" ;;
        *) ${words} ;;
      esac
      ;;`;
}

function offered(offer: Offer): string {
  switch (offer.kind) {
    case "words":
      return `_lrsweep_words "${offer.words.join(" ")}"`;
    case "anything":
      return ":";
    case "file":
      return "_lrsweep_files";
    case "result":
      return "_lrsweep_results";
    case "sweep":
      return "_lrsweep_sweeps";
    case "folder":
    case "experiment":
    case "csv":
      return ["_lrsweep_paths", ...(ENDINGS[offer.kind] ?? [])].join(" ");
  }
}
