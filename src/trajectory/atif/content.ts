import { isRecord } from "../../json.js";
import type { MessageRecord } from "../model-call.js";
import type { AtifPart } from "./document.js";

type Content = MessageRecord["content"];
type Block = Exclude<Content, string>[number];

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
};

/** Writes a content as ATIF does: texts, and images that have an address. Other blocks are left out. */
export function toAtifContent(content: Content): string | AtifPart[] {
  return typeof content === "string" ? content : content.flatMap(toPart);
}

function toPart(block: Block): AtifPart[] {
  const { type, text } = block;
  if (type === "text" && typeof text === "string") return [{ type, text }];
  const path = addressOf(block);
  const mediaType = MEDIA_TYPES[/\.(\w+)(?:[?#]|$)/.exec(path)?.[1]?.toLowerCase() ?? ""];
  if (mediaType === undefined) return [];
  return [{ type: "image", source: { media_type: mediaType, path } }];
}

/** The address of an image; empty for an image in the message itself, and for other blocks. */
function addressOf({ type, image_url: image }: Block): string {
  if (type !== "image_url") return "";
  const given = isRecord(image) ? image["url"] : image;
  return typeof given === "string" && /^https?:/.test(given) ? given : "";
}

/** Reads a content. Images become blocks of OpenAI's API, audio becomes a block with its address. */
export function fromAtifContent(content: string | readonly AtifPart[]): Content {
  if (typeof content === "string") return content;
  return content.map((part) => {
    if (part.type === "text") return { type: "text", text: part.text };
    const { path, media_type: mediaType } = part.source;
    if (part.type === "image") return { type: "image_url", image_url: { url: path } };
    return { type: "audio", source_type: "url", mime_type: mediaType, url: path };
  });
}
