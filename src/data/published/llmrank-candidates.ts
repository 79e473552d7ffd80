import { basename } from "node:path";
import { quoteValue } from "../parse-row.js";
import { readText } from "../read-text.js";
import { assertDistinctCandidates, malformedTask, type PublishedTasks } from "./published-tasks.js";

/**
 * Reads a file of candidates in the format of LLMRank, such as `ml-1m.random`: a user, a tab, and items separated by spaces, one line per user
 * and without a header. The held-out item is the last one of the user in the dataset.
 *
 * @throws {StarError} `DATASET_MALFORMED` with file, line and value.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` if the file cannot be read.
 * @see Hou et al. (2024), arXiv 2305.08845
 */
export async function readLlmRankCandidates(file: string): Promise<PublishedTasks> {
  const tasks = [];
  let number = 0;
  for await (const block of readText(file)) {
    for (const line of block.replace(/\n$/, "").split("\n")) {
      number++;
      if (line.trim() !== "") tasks.push(parseLine(line.trim(), `${file}, line ${number}`));
    }
  }
  if (tasks.length > 0) return { source: basename(file), tasks };
  throw malformedTask(file, {
    problem: "the file has no lines",
    remedy: "Pass a file of candidates.",
  });
}

function parseLine(line: string, place: string) {
  const [userId = "", list = "", ...rest] = line.split("\t");
  const candidates = list.split(" ").filter((item) => item !== "");
  if (userId === "" || candidates.length === 0 || rest.length > 0) {
    throw malformedTask(place, {
      problem: `expected a user, a tab and items separated by spaces, found ${quoteValue(line)}`,
      remedy: "Pass a file of candidates in the format of LLMRank, or a folder of AgentSociety.",
    });
  }
  assertDistinctCandidates(place, candidates);
  return { place, userId, candidates };
}
