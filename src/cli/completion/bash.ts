import { quoteForShell } from "./quote.js";
import type { CompletedCommand, CompletedOption, CompletedValue } from "./read-commands.js";

/**
 * A script for bash 3.2 and later, without the package bash-completion. An option can be written as `--name value` and as
 * `--name=value`, which bash splits into three words.
 */
export function toBash(commands: readonly CompletedCommand[]): string {
  const below = commands.slice(1).map(({ path }) => quoteForShell(path));
  return `# Completion of star for bash: source <(star completion bash)
_star_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$2"))
}
_star() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at=star word
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in
      ${below.join("|")}) at="$at/$word" ;;
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
${commands.flatMap(writeValues).join("\n")}
  esac
  case "$at" in
${commands.map(writeCommand).join("\n")}
  esac
}
complete -F _star star
`;
}

function writeValues({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ value }) => value !== "none")
    .map((option) => `    ${patternOf(path, option)}) ${complete(option.value)} return ;;`);
}

const patternOf = (path: string, { names }: CompletedOption) =>
  names.map((name) => quoteForShell(`${path} ${name}`)).join("|");

function writeCommand({ path, children, options, argument }: CompletedCommand): string {
  const names = options.flatMap(({ names: [long = ""] }) => long);
  const words = children.map(({ name }) => name);
  const others = words.length > 0 ? complete(words) : complete(argument);
  return `    ${quoteForShell(path)}) if [[ $cur == -* ]]; then ${complete(names)} else ${others} fi ;;`;
}

/** A command that ends with a semicolon. */
function complete(value: CompletedValue): string {
  if (value === "file") return '_star_files -f "$cur";';
  if (value === "folder") return '_star_files -d "$cur";';
  if (typeof value === "string") return ":;";
  return `COMPREPLY=($(compgen -W ${quoteForShell(value.join(" "))} -- "$cur"));`;
}
