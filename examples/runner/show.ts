const DISPLAY = Symbol.for("Jupyter.display");

/** Calls the display method of a cell's last value as Jupyter does, and throws if the result is not valid. */
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
  throw new TypeError(`A cell displays ${JSON.stringify(bundle)}; expected texts by MIME type.`);
}
