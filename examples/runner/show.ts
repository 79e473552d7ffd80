const DISPLAY = Symbol.for("Jupyter.display");

/** Does what Jupyter does with the last value of a cell, as far as that can fail. */
export function show(value: unknown): void {
  const display: unknown = Object(value)[DISPLAY];
  if (typeof display !== "function") return;
  const bundle: unknown = display.call(value);
  const contents = Object.values(Object(bundle));
  if (
    contents.length > 0 &&
    contents.every((content) => typeof content === "string" && content !== "")
  )
    return;
  throw new TypeError(`A cell shows ${JSON.stringify(bundle)}, and not texts by their types.`);
}
