import { Text } from "../text.js";
import { compareMarked, marked } from "./marked.js";

/** What is marked to be compared, above the list. */
export function MarkedBar() {
  const [one, other] = marked.value;
  if (one === undefined) return null;
  return (
    <p class="marked-bar" role="status">
      <span>
        Compare <code>{<Text value={one} />}</code> with{" "}
        {other === undefined ? (
          "another run: mark it with ⇄"
        ) : (
          <code>
            <Text value={other} />
          </code>
        )}
      </span>
      {other !== undefined && (
        <button type="button" onClick={compareMarked}>
          Compare
        </button>
      )}
      <button type="button" onClick={() => (marked.value = [])}>
        Cancel
      </button>
    </p>
  );
}
