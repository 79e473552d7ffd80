import { useEffect, useRef } from "preact/hooks";
import { KEYS } from "./keyboard.js";
import { isHelpOpen } from "./state.js";

/** The keys, in a dialog. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => (isHelpOpen.value = false);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        ★ marks the held-out item: what the user chose next, which no agent was told. The address of
        the page leads back to what it shows.
      </p>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}
