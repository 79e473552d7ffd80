import type { Command, Option } from "commander";

/** What can follow an option or be an argument. */
export type CompletedValue = "none" | "file" | "folder" | "other" | readonly string[];

/** An option of a command. */
export interface CompletedOption {
  /** Long name first, such as `--out`. */
  readonly names: readonly string[];
  readonly description: string;
  /** `none` for a flag; a list of its choices. */
  readonly value: CompletedValue;
}

/** A command of the program with what can follow its name. */
export interface CompletedCommand {
  /** Names from the program down, such as `star/data/import`. */
  readonly path: string;
  readonly children: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  /** Of its arguments; a list of their choices if they have some. */
  readonly argument: CompletedValue;
}

/** Every command of a program, above those below it. */
export function readCommands(command: Command, above = ""): CompletedCommand[] {
  const path = above === "" ? command.name() : `${above}/${command.name()}`;
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  const [argument] = command.registeredArguments;
  const own: CompletedCommand = {
    path,
    children: children.map((child) => ({
      name: child.name(),
      description: child.description(),
    })),
    options: help.visibleOptions(command).map(readOption),
    argument: argument === undefined ? "none" : (argument.argChoices ?? valueOf(argument.name())),
  };
  return [own, ...command.commands.flatMap((child) => readCommands(child, path))];
}

function readOption(option: Option): CompletedOption {
  const { long, short, description, argChoices, flags } = option;
  const placeholder = /[<[]([^\]>]+)[\]>]/.exec(flags)?.[1];
  return {
    names: [long, short].filter((name) => typeof name === "string"),
    description,
    value:
      argChoices?.filter(isPlain) ?? (placeholder === undefined ? "none" : valueOf(placeholder)),
  };
}

/** Other choices, such as `|`, must be quoted in a shell. */
const isPlain = (choice: string) => /^[\w.+-]+$/.test(choice);

const FILES = ["file", "path", "other"];
const FOLDERS = ["dir", "before", "after"];

/** Reads a placeholder of the help; most others are numbers or names. */
function valueOf(placeholder: string): CompletedValue {
  if (FILES.includes(placeholder)) return "file";
  return FOLDERS.includes(placeholder) ? "folder" : "other";
}
