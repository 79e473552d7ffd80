import { Argument, type Command } from "commander";
import { toBash } from "../completion/bash.js";
import { toFish } from "../completion/fish.js";
import { type CompletedCommand, readCommands } from "../completion/read-commands.js";
import { toZsh } from "../completion/zsh.js";
import type { Context } from "../io.js";

const SHELLS = ["bash", "zsh", "fish"] as const;
/** One of {@link SHELLS}. */
type Shell = (typeof SHELLS)[number];

const WRITERS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: toBash,
  zsh: toZsh,
  fish: toFish,
};

const EXAMPLES = `
The script completes commands, options, their choices, files and folders of the command "star". For the star of a
project, run it with: alias star="npx star"

Examples:
  $ source <(star completion bash)         # in ~/.bashrc
  $ source <(star completion zsh)          # in ~/.zshrc, after compinit
  $ star completion fish | source          # in ~/.config/fish/config.fish`;

/** Adds `star completion`. */
export function addCompletionCommand(program: Command, { io }: Context): void {
  program
    .command("completion")
    .description("Print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) => io.print(WRITERS[shell](readCommands(program)).trimEnd()));
}
