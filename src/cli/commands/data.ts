import type { Command } from "commander";
import type { Context } from "../context.js";
import { addDataCheckCommand } from "./data-check.js";
import { addDataDescribeCommand } from "./data-describe.js";
import { addDataListCommand } from "./data-list.js";

/** `star data list|describe|check`. */
export function addDataCommand(program: Command, context: Context): void {
  const data = program.command("data").description("What datasets there are and what they hold");
  for (const add of [addDataListCommand, addDataDescribeCommand, addDataCheckCommand]) {
    add(data, context);
  }
}
