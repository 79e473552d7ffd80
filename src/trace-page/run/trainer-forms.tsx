import { useSignal } from "@preact/signals";
import type { TrainerFormAddress } from "../../serve/traces/training/trainer-form.js";
import type { TrainingView } from "../../serve/traces/training/training-view.js";
import { source } from "../runs.js";
import { Text } from "../text.js";
import { useLoaded } from "../use-loaded.js";

interface FormsProps extends Omit<TrainerFormAddress, "format">, Pick<TrainingView, "formats"> {
  readonly id: string;
}

/** A row as the file of one trainer has it, chosen by a button. */
export function TrainerForms({ id, rendering, row, formats }: FormsProps) {
  const chosen = useSignal<TrainerFormAddress["format"] | undefined>(undefined);
  const format = chosen.value;
  return (
    <>
      <div class="choices" role="group" aria-label="As the file of a trainer">
        <span class="quiet">as the file of</span>
        {formats.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={format === name}
            onClick={() => (chosen.value = format === name ? undefined : name)}
          >
            {name}
          </button>
        ))}
      </div>
      {format !== undefined && <Form key={format} id={id} address={{ rendering, row, format }} />}
    </>
  );
}

interface FormProps {
  readonly id: string;
  readonly address: TrainerFormAddress;
}

function Form({ id, address }: FormProps) {
  const { rendering, row, format } = address;
  const { value: form, problem } = useLoaded(
    () => source.trainerForm(id, address),
    [id, rendering, row, format],
  );
  if (problem !== "") return <p class="warning">{problem}</p>;
  if (form === undefined) return <p class="quiet">Writing…</p>;
  return (
    <>
      <p class="quiet">
        A row of <code>{form.path}</code>, indented
      </p>
      <pre class="linear" tabIndex={0} role="region" aria-label={`Row for ${format}`}>
        <Text value={form.text} />
      </pre>
    </>
  );
}
