import { type AnyCommand, defineCommand } from "../command-line/command.ts";
import { bashCompletion } from "../command-line/completion/bash.ts";
import { fishCompletion } from "../command-line/completion/fish.ts";
import { type CompletedCommand, completedCommands } from "../command-line/completion/words.ts";
import { zshCompletion } from "../command-line/completion/zsh.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { choiceArgument } from "../command-line/parameters.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** @param others all other commands of the table, in their order */
export function completionOf(others: readonly AnyCommand[]): AnyCommand {
  const completion = defineCommand({
    name: "completion",
    group: "Setup",
    summary: "print a script with which a shell completes commands, options and files",
    details: "It completes the command lrsweep, so lrsweep must be on the PATH.",
    arguments: { shell: choiceArgument("the shell", SHELLS) },
    options: {},
    examples: [
      { words: ["bash"], does: 'Put this into ~/.bashrc: eval "$(lrsweep completion bash)"' },
      { words: ["zsh"], does: 'Put this into ~/.zshrc, after compinit: eval "$(lrsweep completion zsh)"' },
      { words: ["fish"], does: "Put this into ~/.config/fish/config.fish: lrsweep completion fish | source" },
    ],
    run({ shell }) {
      console.log(SCRIPTS[shell](completedCommands([...others, completion])).trimEnd());
      return exitCode.ok;
    },
  });
  return completion;
}
