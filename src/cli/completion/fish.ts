import { quoteForFish } from "./quote.js";
import type { CompletedCommand, CompletedOption, CompletedValue } from "./read-commands.js";

/** A script for fish 3: sourced, or as the file `~/.config/fish/completions/star.fish`. */
export function toFish(commands: readonly CompletedCommand[]): string {
  const below = commands.slice(1).map(({ path }) => quoteForFish(path));
  return `# Completion of star for fish: star completion fish | source
function __star_at
    set -l at star
    set -l words (commandline -opc)
    for word in $words[2..-1]
        switch "$at/$word"
            case ${below.join(" ")}
                set at "$at/$word"
        end
    end
    test $at = $argv[1]
end
complete -c star -e
complete -c star -f
${commands.flatMap(writeCommand).join("\n")}
`;
}

function writeCommand({ path, children, options, argument }: CompletedCommand): string[] {
  const at = `complete -c star -n ${quoteForFish(`__star_at ${path}`)}`;
  return [
    ...children.map(
      ({ name, description }) => `${at} -a ${quoteForFish(name)} -d ${quoteForFish(description)}`,
    ),
    ...(children.length === 0 && argument !== "none" ? [`${at} ${complete(argument)}`] : []),
    ...options.map((option) => `${at} ${writeOption(option)}`),
  ];
}

function writeOption({ names, description, value }: CompletedOption): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const required = value === "none" ? "" : ` -r ${complete(value)}`;
  return `${flags.join(" ")}${required} -d ${quoteForFish(description)}`;
}

function complete(value: CompletedValue): string {
  if (value === "file") return "-F";
  if (value === "folder") return "-a '(__fish_complete_directories)'";
  if (typeof value === "string") return "-f";
  return `-f -a ${quoteForFish(value.join(" "))}`;
}
