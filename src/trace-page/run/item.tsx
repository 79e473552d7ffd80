import { Text } from "../text.js";
import { currentRun } from "./current-run.js";

interface ItemProps {
  readonly id: string;
  /** Default: those of the run that is open. */
  readonly titles?: ReadonlyMap<string, string> | undefined;
  /** Default: true for the held-out item of the run that is open. */
  readonly isHeldOut?: boolean;
}

/** An item with its title; the held-out one has a star. */
export function Item({
  id,
  titles = currentRun.value?.titles,
  isHeldOut = currentRun.value?.view.run.outcome?.heldOut === id,
}: ItemProps) {
  const title = titles?.get(id);
  return (
    <span
      class={`item${isHeldOut ? " held-out" : ""}`}
      title={isHeldOut ? "held out: what the user chose next" : undefined}
    >
      {isHeldOut && "★ "}
      <span class="item-id">
        [<Text value={id} />]
      </span>
      {title !== undefined && (
        <>
          {" "}
          <Text value={title} />
        </>
      )}
    </span>
  );
}

/** Sentences in which ids in brackets are shown as items. */
export function Prose({ value }: { readonly value: string }) {
  return (
    <div class="prose">
      <WithItems value={value} />
    </div>
  );
}

/** Text in which ids in brackets are shown as items. */
export function WithItems({ value }: { readonly value: string }) {
  const titles = currentRun.value?.titles ?? new Map<string, string>();
  const parts = [];
  let start = 0;
  for (const { 0: whole, 1: id = "", index } of value.matchAll(/\[([^[\]\s]{1,80})\]/g)) {
    const title = titles.get(id);
    if (title === undefined) continue;
    parts.push(<Text value={value.slice(start, index)} />, <Item id={id} />);
    start = index + whole.length;
    if (value.startsWith(` ${title}`, start)) start += title.length + 1;
  }
  parts.push(<Text value={value.slice(start)} />);
  return <>{parts}</>;
}
