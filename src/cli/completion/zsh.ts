import { quoteForShell } from "./quote.js";
import type { CompletedCommand, CompletedOption, CompletedValue } from "./read-commands.js";

/** A script for zsh after `compinit`: sourced, or as the file `_star` of a folder in `$fpath`. */
export function toZsh(commands: readonly CompletedCommand[]): string {
  const below = commands.slice(1).map(({ path }) => quoteForShell(path));
  return `#compdef star
# Completion of star for zsh: source <(star completion zsh)
_star() {
  local at=star word previous=\${words[CURRENT-1]}
  local -a options others
  for word in \${words[2,CURRENT-1]}; do
    case "$at/$word" in
      ${below.join("|")}) at="$at/$word" ;;
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    previous=\${PREFIX%%=*}
    compset -P '*='
  fi
  case "$at $previous" in
${commands.flatMap(writeValues).join("\n")}
  esac
  case "$at" in
${commands.map(writeCommand).join("\n")}
  esac
}
if [[ \${funcstack[1]} == _star ]]; then _star "$@"; else compdef _star star; fi
`;
}

function writeValues({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ value }) => value !== "none")
    .map((option) => `    ${patternOf(path, option)}) ${complete(option.value)}; return ;;`);
}

const patternOf = (path: string, { names }: CompletedOption) =>
  names.map((name) => quoteForShell(`${path} ${name}`)).join("|");

function writeCommand({ path, children, options, argument }: CompletedCommand): string {
  const described = options.map(({ names: [name = ""], description }) =>
    describe(name, description),
  );
  const commands = children.map(({ name, description }) => describe(name, description));
  const others =
    children.length > 0
      ? `others=(${commands.join(" ")}); _describe -t commands command others`
      : complete(argument);
  return `    ${quoteForShell(path)})
      if [[ $PREFIX == -* ]]; then
        options=(${described.join(" ")})
        _describe -o -t options option options
      else
        ${others}
      fi ;;`;
}

/** A name and its description for `_describe`, which separates them with a colon. */
const describe = (name: string, description: string) =>
  quoteForShell(`${name.replaceAll(":", String.raw`\:`)}:${description}`);

function complete(value: CompletedValue): string {
  if (value === "file") return "_files";
  if (value === "folder") return "_files -/";
  if (typeof value === "string") return ":";
  return `compadd -- ${value.map(quoteForShell).join(" ")}`;
}
