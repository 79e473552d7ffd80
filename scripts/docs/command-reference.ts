import type { Command } from "commander";
import { createProgram, run } from "../../src/cli/run.js";
import { EXIT, type Io } from "../../src/cli/io.js";

const HEAD = `# Command line

Every command with its help, as \`star COMMAND --help\` prints it. \`npm run docs:commands\` writes this page from the commands.

In a checkout, \`npm run --silent star -- COMMAND\` runs them without a build; in a project that has installed the package, \`npx star COMMAND\`.
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
    isTerminal: false,
    isColorful: false,
    width: 100,
    environment: {},
    listenForInterrupt: () => new AbortController().signal,
  };
}
