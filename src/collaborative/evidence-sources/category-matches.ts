import { lookUpItem } from "../../text/item-line.js";
import type { EvidenceEntry, EvidenceSources } from "./evidence-sources.js";
import type { SourceInput } from "./source-input.js";

/** The past choices that share a category with the item. */
export function listCategoryMatches({ evidence, item, history }: SourceInput): EvidenceSources {
  const { matrix } = evidence.index;
  const categoriesOf = (at: number) =>
    lookUpItem(evidence.items, matrix.items[at] ?? "").categories;
  const own = new Set(categoriesOf(item));
  const entries = history.flatMap((choice): EvidenceEntry[] => {
    const categories = categoriesOf(choice).filter((category) => own.has(category));
    return categories.length === 0 ? [] : [{ choice: matrix.items[choice] ?? "", categories }];
  });
  return { form: "counted", total: entries.length, entries };
}
