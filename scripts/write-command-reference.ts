// Writes docs/command-line.md from the help of the commands: npm run docs:commands
import { writeFile } from "node:fs/promises";
import { writeCommandReference } from "./docs/command-reference.js";

await writeFile("docs/command-line.md", await writeCommandReference());
