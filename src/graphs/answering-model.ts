import type { AIMessage, BaseMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";

/** A chat model, with or without bound tools. */
export type AnsweringModel = Runnable<BaseMessage[], AIMessage>;
