// Writes the sample data of the starter: npx tsx scripts/write-sample-shop.ts
import { writeFile } from "node:fs/promises";
import { createSampleShop } from "./starter/sample-shop.js";

for (const [name, text] of Object.entries(createSampleShop())) {
  await writeFile(`packages/create-langgraph-star/template/synthetic-shop/${name}`, text);
}
