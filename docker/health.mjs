// `node health.mjs [URL]`: exits with 0 if the server of this container answers that it is healthy.
import { readFileSync } from "node:fs";

const url = process.argv[2] ?? "http://127.0.0.1:7828/health";
const response = await fetch(url, { headers: authorization(), signal: AbortSignal.timeout(4000) });
if (!response.ok) throw new Error(`${url} answers ${response.status}.`);

/** The token as compose passes it; an empty object for a server without one. */
function authorization() {
  const file = process.env["STAR_TOKEN_FILE"] ?? "/run/secrets/star_token";
  const token = read(file) ?? process.env["STAR_STUDENT_TOKEN"];
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

function read(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
