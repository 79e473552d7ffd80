import type { Command } from "commander";
import { createProgram, run } from "../../src/cli/run.js";
import { EXIT, type Io } from "../../src/cli/io.js";

const HEAD = `# Command line

Every command with its help, as \`star COMMAND --help\` prints it. \`npm run docs:commands\` writes this page from the commands.

In a checkout, \`npm run --silent star -- COMMAND\` runs them without a build; in a project that has installed the package, \`npx star COMMAND\`.

## Conventions

| exit code | meaning |
| --- | --- |
| ${EXIT.ok} | done; with \`--help\` and \`--version\`, too |
| ${EXIT.failure} | failure: the work could not be done, or a check such as \`star verify\` found a problem |
| ${EXIT.usage} | usage error: an unknown option, a wrong value, or options that exclude each other. Nothing was written |
| ${EXIT.interrupted} | interrupted by Ctrl-C or SIGTERM. What was finished is kept; the same command resumes |

- Results go to stdout, progress and notices to stderr. On a terminal, progress is a bar with rate and time left; elsewhere it is one line per
  10%, without control characters.
- \`--json\` prints one JSON object instead of text: also for a failure, as \`{ "error": { "code", "message", "exitCode", "isUnexpected" } }\`. Every
  command has it but \`star completion\`, which prints a script. \`star trace --follow --json\` prints JSON lines, one per run.
- \`--quiet\` leaves out progress and notices. Results and errors stay.
- [\`NO_COLOR\`](https://no-color.org) with any value turns colors off. They are used only if stdout is a terminal.
- \`DEBUG=star\` adds stack traces to errors. Error codes are explained in [errors.md](errors.md).
- \`star completion bash|zsh|fish\` prints a script for the shell that completes commands, options, their choices and files.
`;

/** The page docs/command-line.md: the help of every command and of the commands below it. */
export async function writeCommandReference(): Promise<string> {
  const program = createProgram({ io: printTo(() => {}), exitCode: EXIT.ok });
  const sections: string[] = [];
  for (const path of listCommands(program)) sections.push(await writeSection(path));
  return [HEAD, ...sections].join("\n");
}

/** Names from the program down to each command, in the order of the program's own help. */
function listCommands(command: Command, above: readonly string[] = []): string[][] {
  return command.commands.flatMap((child) => {
    const path = [...above, child.name()];
    return [path, ...listCommands(child, path)];
  });
}

async function writeSection(path: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await run(
    [...path, "--help"],
    printTo((text) => lines.push(text)),
  );
  const level = "#".repeat(path.length + 1);
  return `${level} star ${path.join(" ")}\n\n\`\`\`text\n${lines.join("\n").trim()}\n\`\`\`\n`;
}

function printTo(print: (text: string) => void): Io {
  return {
    print,
    note: print,
    warn: print,
    isQuiet: false,
    isTerminal: false,
    isColorful: false,
    width: 100,
    environment: {},
    listenForInterrupt: () => new AbortController().signal,
  };
}
