/**
 * Records random graphs: `record_random_graphs.ts FILE COUNT` appends their trajectories to FILE. Their agents, tools, parallel branches,
 * interrupts, failures and edited calls are those of the tests.
 */
import { openTrajectoryFile } from "langgraph-star/recorder";
import { runRandomGraph } from "../../test/support/random-graphs/random-graph.js";

const [path = "out/random-graphs.jsonl", count = "24"] = process.argv.slice(2);
const file = await openTrajectoryFile(path);
for (let seed = 0; seed < Number(count); seed++) {
  const { trajectory } = await runRandomGraph(seed);
  await file.append(trajectory);
}
await file.close();
