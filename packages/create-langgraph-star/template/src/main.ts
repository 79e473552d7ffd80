/** `npm start`, or `npm start -- USER`: recommends to one user, with and without your agent. */
import { recorder, teacher } from "./graph.js";
import { dataset, FOLDER, index, stock } from "./shop.js";
import { createTeam } from "./team.js";

const [userId = index.matrix.users[0] ?? ""] = process.argv.slice(2);
const { candidates, ranking, reasoning } = await teacher.invoke({ userId });
const { ranking: before } = await createTeam([]).invoke({ userId, candidates });
await recorder.close();

console.log(`For ${userId} of ${FOLDER}, in parentheses the places without the stock agent:`);
for (const [position, id] of ranking.slice(0, 10).entries()) {
  const place = String(position + 1).padStart(2);
  const earlier = String(before.indexOf(id) + 1).padStart(2);
  const copies = String(stock.get(id) ?? 0).padStart(3);
  console.log(`${place} (${earlier})  ${copies} copies  ${dataset.items.get(id)?.title ?? id}`);
}
console.log(`\n${reasoning}\n\nThe run is recorded in runs.jsonl: npm run trace`);
