import { z } from "zod";
import { toPythonJson } from "../../../json.js";
import { DIFFICULTIES } from "../../difficulty.js";
import { formatSystemPrompt } from "../../transcript/system-prompt.js";
import type { ConfigSettings, Format } from "./format.js";
import { GRPO, MAX_PROMPT_TOKENS, SFT, STUDENT_MODEL } from "./hyper-parameters.js";
import {
  argumentsSchema,
  jsonText,
  promptMessagesSchema,
  textMessage,
  toolListSchema,
} from "./message-schemas.js";
import type { TrainingExample } from "./records.js";
import {
  chatTurns,
  createTextBuilder,
  type RowPart,
  toolsJson,
  toRowParts,
} from "./trainer-text.js";

const exampleSchema = z.strictObject({
  id: z.string(),
  tools: jsonText(toolListSchema),
  messages: z.array(
    z.union([
      textMessage("system"),
      textMessage("user"),
      textMessage("assistant"),
      z.strictObject({
        role: z.literal("tool_call"),
        content: jsonText(z.strictObject({ name: z.string(), arguments: argumentsSchema })),
      }),
      textMessage("tool_response"),
    ]),
  ),
});
const promptSchema = z.strictObject({
  messages: promptMessagesSchema,
  tools: jsonText(toolListSchema),
  task_id: z.string(),
  ground_truth: z.string(),
  candidates: z.array(z.string()),
  difficulty: z.enum(DIFFICULTIES).optional(),
});

/** ms-swift: text, call and answer are separate messages. It joins the messages of one turn without a newline. */
export const msSwift: Format = {
  name: "ms-swift",
  examples: {
    files: { train: "ms-swift/train.jsonl", validation: "ms-swift/validation.jsonl" },
    encoding: "json-lines",
    toRow: (example) => ({ id: example.id, ...toConversationRow(example) }),
    read: (row) => [renderMessages(exampleSchema.parse(row))],
  },
  prompts: {
    files: { train: "ms-swift/grpo.jsonl", validation: "ms-swift/grpo_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, conversation, groundTruth, candidates, difficulty }) => ({
      messages: conversation.messages,
      tools: toolsJson(conversation.tools),
      task_id: id,
      ground_truth: groundTruth,
      candidates,
      ...(difficulty !== null && { difficulty }),
    }),
    read: (row) => [renderMessages(promptSchema.parse(row))],
  },
  config: msSwiftConfig,
};

/** ms-swift prints tools without a system prompt differently from the template, so they become a system prompt. */
function toConversationRow(example: TrainingExample) {
  const { tools, messages } = example.conversation;
  const parts = toRowParts(example).flatMap(toMessages);
  const hasSystem = messages[0]?.role === "system";
  if (hasSystem || tools.length === 0) return { tools: toolsJson(tools), messages: parts };
  const content = formatSystemPrompt({ system: undefined, tools });
  return { tools: toolsJson([]), messages: [{ role: "system", content }, ...parts] };
}

/**
 * Ends the text before a call with a newline: the chat template would add it, ms-swift does not. Several calls stay in the text.
 */
function toMessages({ kind, content, message }: RowPart) {
  if (kind === "tool") return [{ role: "tool_response", content }];
  const [call, ...others] = message?.role === "assistant" ? (message.tool_calls ?? []) : [];
  if (message === undefined || call === undefined || others.length > 0) {
    return [{ role: kind, content }];
  }
  const text = message.content === "" ? [] : [{ role: kind, content: `${message.content}\n` }];
  return [...text, { role: "tool_call", content: toPythonJson(call.function) }];
}

type MessageRow = Pick<z.infer<typeof exampleSchema>, "tools" | "messages">;

/** Renders a row as ms-swift does: an assistant turn extends to the next tool answer or to the end. */
function renderMessages({ tools, messages }: MessageRow) {
  const system = messages.find(({ role }) => role === "system")?.content;
  const head = { tools, system: typeof system === "string" ? system : "" };
  const builder = createTextBuilder().addContext(chatTurns.system(head));
  let isOpen = false;
  for (const { role, content } of messages) {
    if (typeof content !== "string") {
      builder.addTrained(`<tool_call>\n${toPythonJson(content)}\n</tool_call>`);
    } else if (role === "assistant") builder.addTrained(content);
    else if (role === "user")
      builder.addTrained(isOpen ? chatTurns.end : "").addContext(chatTurns.user(content));
    else if (role === "tool_response")
      builder.addTrained(chatTurns.end).addContext(chatTurns.answer(content));
    isOpen = role === "assistant" || role === "tool_call";
  }
  if (isOpen) builder.addTrained(chatTurns.end);
  return builder.build();
}

/** Creates shell scripts that run ms-swift on the rows in the same folder. */
function msSwiftConfig({ maxTokens, hasFile }: ConfigSettings): Record<string, string> {
  const evaluates = hasFile("ms-swift/validation.jsonl");
  return {
    ...(hasFile("ms-swift/train.jsonl") && {
      "ms-swift/sft.sh": sftScript({ maxTokens, evaluates }),
    }),
    ...(hasFile("ms-swift/grpo.jsonl") && { "ms-swift/grpo.sh": grpoScript({ maxTokens }) }),
  };
}

function sftScript({ maxTokens, evaluates }: { maxTokens: number; evaluates: boolean }): string {
  return `#!/bin/sh
# Supervised fine-tuning with ms-swift (written for 4.6.0). A batch of ${SFT.batch} on one device; with N devices divide
# the steps by N. No row is longer than max_length, so none is deleted.
set -eu
cd "$(dirname "$0")"
swift sft \\
  --model ${STUDENT_MODEL} \\
  --template qwen3_nothinking \\
  --agent_template hermes \\
  --tuner_type full \\
  --torch_dtype bfloat16 \\
  --dataset train.jsonl \\
${evaluates ? "  --val_dataset validation.jsonl \\\n" : "  --split_dataset_ratio 0 \\\n"}  --learning_rate ${SFT.learningRate} \\
  --num_train_epochs ${SFT.epochs} \\
  --per_device_train_batch_size 1 \\
  --gradient_accumulation_steps ${SFT.batch} \\
  --max_length ${maxTokens} \\
  --truncation_strategy delete \\
  --loss_scale default \\
  --gradient_checkpointing true \\
  --save_strategy epoch \\
  --logging_steps 10 \\
  --output_dir star-student-sft
`;
}

function grpoScript({ maxTokens }: { maxTokens: number }): string {
  return `#!/bin/sh
# GRPO with ms-swift (written for 4.6.0), after sft.sh. Tools and reward come from \`star serve --environment\`: start it
# and set STAR_ENVIRONMENT_URL. STAR_TRAINING is the folder training/ of langgraph-star, with star_swift.py.
# The rollouts run in a server of their own, on another device:
#   swift rollout --model star-student-sft --template qwen3_nothinking --agent_template hermes \\
#     --external_plugins "$STAR_TRAINING/star_swift.py" --multi_turn_scheduler gym_scheduler --use_gym_env true --gym_env star
set -eu
cd "$(dirname "$0")"
export PYTHONPATH="$STAR_TRAINING\${PYTHONPATH:+:$PYTHONPATH}"
swift rlhf \\
  --rlhf_type grpo \\
  --model star-student-sft \\
  --template qwen3_nothinking \\
  --agent_template hermes \\
  --tuner_type full \\
  --torch_dtype bfloat16 \\
  --dataset grpo.jsonl \\
  --split_dataset_ratio 0 \\
  --external_plugins "$STAR_TRAINING/star_swift.py" \\
  --use_gym_env true \\
  --use_vllm true \\
  --vllm_mode server \\
  --vllm_server_host 127.0.0.1 \\
  --vllm_server_port 8000 \\
  --vllm_server_pass_dataset true \\
  --num_generations ${GRPO.groupSize} \\
  --learning_rate ${GRPO.learningRate} \\
  --beta ${GRPO.klCoefficient} \\
  --temperature ${GRPO.temperature} \\
  --loss_type grpo \\
  --per_device_train_batch_size ${GRPO.groupSize} \\
  --max_length ${MAX_PROMPT_TOKENS} \\
  --max_completion_length ${maxTokens - MAX_PROMPT_TOKENS} \\
  --gradient_checkpointing true \\
  --logging_steps 1 \\
  --output_dir star-student-grpo
`;
}
