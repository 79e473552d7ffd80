import type { ComparedRun } from "../../trajectory/compare/compare-runs.js";
import { Text } from "../text.js";

type Stage = ComparedRun["heldOut"][number];

interface TableProps {
  readonly one: ComparedRun;
  readonly other: ComparedRun;
}

/** The rank of the held-out item from role to role, the final ranking last. */
export function HeldOutTable({ one, other }: TableProps) {
  const stages = [...one.heldOut, ...other.heldOut];
  if (stages.length === 0) return null;
  const ordered = [
    ...stages.filter(({ isFinal }) => !isFinal),
    ...stages.filter(({ isFinal }) => isFinal),
  ];
  return (
    <section aria-label="Held-out item">
      <h2>Rank of the held-out item ★</h2>
      <table class="entries">
        <thead>
          <tr>
            <th scope="col">list of</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          {[...new Set(ordered.map(labelOf))].map((label) => (
            <tr key={label}>
              <td>
                <Text value={label} />
              </td>
              <td>{rankAt(one, label)}</td>
              <td>{rankAt(other, label)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function labelOf({ role, round, isFinal }: Stage): string {
  if (isFinal) return `${role} (final)`;
  return round > 1 ? `${role}, round ${round}` : role;
}

/** The rank in the last list with a label; empty without such a list. */
function rankAt({ heldOut }: ComparedRun, label: string): string {
  const stage = heldOut.findLast((one) => labelOf(one) === label);
  return stage === undefined ? "" : String(stage.rank ?? "not in it");
}
