import type { CallVerdict } from "../conversations/judge-calls.js";
import type { ExportVerdict } from "./counts.js";

/** What the verdicts on trajectories, rows and model calls mean, as sentences for people who look at one of them. */
export const VERDICT_MEANINGS: Readonly<Record<ExportVerdict | CallVerdict, string>> = {
  kept: "It is written.",
  kept_partly: "Some of its replies are trained; the others are not.",
  trained: "The reply is trained.",
  not_completed: "The run failed, was cut off, or waits to be resumed.",
  incomplete: "The recording lacks work that was done.",
  no_outcome: "The run has no recommendation.",
  not_ranked: "The held-out item is not in the ranking.",
  ranked_lower:
    "The held-out item is ranked lower than the outcome filter allows: --keep-rank, by default 1.",
  no_model_calls: "No model was called.",
  not_recorded: "The recording does not contain what the models were given.",
  no_evidence: "no evidence on all candidates was read, which a short transcript needs",
  not_single_agent:
    "One transcript of the whole run would lack messages that its replies respond to.",
  filtered_out: "The condition of --where does not hold.",
  duplicate: "An equal row was kept before.",
  not_selected: "Other samples of the task were preferred.",
  discarded: "The call failed, or a retry, a resumption or a repair took its place.",
  empty_reply: "The reply has neither text nor a tool call.",
  cut_off: "A token limit or a content filter ended the reply.",
  edited: "A person or a middleware changed the arguments of its tool call, or chose another tool.",
  failed_call: "A tool call was refused, failed, or was never answered.",
  content_blocks: "It contains an image, a file or another block that is not text.",
  provider_tools: "The provider ran a search or another tool by itself inside the reply.",
  reasoning: "It contains reasoning apart from the text, which the student's template cannot hold.",
  invalid_arguments: "The arguments of a tool call are not a JSON object.",
  unknown_role: "A message has a role other than system, user, assistant and tool.",
  tools_unknown:
    "It is unknown which tools the model was offered: pass them to toTrajectory({ tools }). Or two of them have one name.",
  input_unknown: "The source of the trace does not contain all messages that the model was given.",
  template_tokens:
    "The text contains tokens of the chat template, and would be read as other turns.",
  too_long: "It has more tokens or characters than the limit of a row.",
  not_in_flavor: "The validator of the chosen flavor would refuse the conversation.",
  no_system_prompt: "It has tools and no system prompt, or an empty one: trainers would differ.",
  unusual_turns: "Its turns are not a prompt, calls with one answer each, and a final answer.",
  not_unicode: "It contains an unpaired surrogate, which UTF-8 cannot encode.",
  unusual_number: "It contains a number that JavaScript and Python print differently.",
};
