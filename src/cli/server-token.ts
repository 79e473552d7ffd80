import { readFile } from "node:fs/promises";
import { StarError } from "../errors.js";

interface TokenSources {
  /** File of `--token-file`. */
  readonly file: string | undefined;
  /** Value of the environment variable. */
  readonly variable: string | undefined;
}

/**
 * The token of a server: the content of a file without white space around it, else the environment variable. There is no option for
 * the token itself, because other users of a machine can read the options of a process.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if the file is empty.
 */
export async function readServerToken({
  file,
  variable,
}: TokenSources): Promise<string | undefined> {
  if (file === undefined) return variable;
  const token = (await readFile(file, "utf8")).trim();
  if (token !== "") return token;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The file ${file} of --token-file is empty.`,
    remedy: "Write the token into it, such as the output of: openssl rand -hex 32",
    fields: { option: "--token-file", value: file },
  });
}
