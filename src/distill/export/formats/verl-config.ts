import type { ConfigSettings } from "./format.js";
import { GRPO, MAX_PROMPT_TOKENS, SFT, STUDENT_MODEL } from "./hyper-parameters.js";

/** Creates shell scripts that run verl on the rows in the same folder, and the tool list that its agent loop loads. */
export function verlConfig({ maxTokens, tools, hasFile }: ConfigSettings): Record<string, string> {
  const evaluates = hasFile("verl/validation.parquet");
  const evaluatesRl = hasFile("verl/rl_validation.parquet");
  return {
    ...(hasFile("verl/train.parquet") && { "verl/sft.sh": sftScript({ maxTokens, evaluates }) }),
    ...(hasFile("verl/rl.parquet") && {
      "verl/tools.yaml": toolsFile(tools),
      "verl/grpo.sh": grpoScript({ maxTokens, evaluates: evaluatesRl }),
    }),
  };
}

interface Script {
  readonly maxTokens: number;
  readonly evaluates: boolean;
}

function sftScript({ maxTokens, evaluates }: Script): string {
  return `#!/bin/sh
# Supervised fine-tuning with verl (written for 0.9.1). GPUS is how many there are.
# No row is longer than max_length; if one were, verl would stop and not cut it.
set -eu
cd "$(dirname "$0")"
torchrun --standalone --nproc_per_node="\${GPUS:-1}" -m verl.trainer.sft_trainer \\
  model.path=${STUDENT_MODEL} \\
  engine=fsdp \\
  data.train_files=train.parquet \\
${evaluates ? "  data.val_files=validation.parquet \\\n" : ""}  data.messages_key=messages \\
  data.pad_mode=no_padding \\
  data.max_length=${maxTokens} \\
  data.max_token_len_per_gpu=${maxTokens} \\
  data.truncation=error \\
  data.train_batch_size=${SFT.batch} \\
  data.micro_batch_size_per_gpu=1 \\
  optim.lr=${SFT.learningRate} \\
  trainer.total_epochs=${SFT.epochs} \\
  trainer.project_name=star \\
  trainer.experiment_name=sft \\
  trainer.logger='["console"]' \\
  trainer.default_local_dir=star-student-sft
`;
}

function toolsFile(tools: readonly string[]): string {
  const entries = tools.map(
    (name) =>
      `  - class_name: star_verl.StarTool\n    config: {type: native, name: ${JSON.stringify(name)}}\n`,
  );
  return `# The tools of \`star serve --environment\`. Their schemas come from the server, unabridged.
tools:
${entries.join("")}`;
}

function grpoScript({ maxTokens, evaluates }: Script): string {
  const responseTokens = maxTokens - MAX_PROMPT_TOKENS;
  return `#!/bin/sh
# GRPO with verl (written for 0.9.1), after sft.sh. Tools and reward come from \`star serve --environment\`: start it and
# set STAR_ENVIRONMENT_URL. STAR_TRAINING is the folder training/ of langgraph-star, with star_verl.py.
set -eu
cd "$(dirname "$0")"
export PYTHONPATH="$STAR_TRAINING\${PYTHONPATH:+:$PYTHONPATH}"
python3 -m verl.trainer.main_ppo \\
  algorithm.adv_estimator=grpo \\
  data.train_files=rl.parquet \\
  data.val_files=${evaluates ? "rl_validation" : "rl"}.parquet \\
  data.return_raw_chat=True \\
  data.max_prompt_length=${MAX_PROMPT_TOKENS} \\
  data.max_response_length=${responseTokens} \\
  data.truncation=error \\
  data.train_batch_size=\${PROMPTS:-32} \\
  actor_rollout_ref.model.path="\${STUDENT:-star-student-sft}" \\
  actor_rollout_ref.actor.optim.lr=${GRPO.learningRate} \\
  actor_rollout_ref.actor.ppo_mini_batch_size=\${PROMPTS:-32} \\
  actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=1 \\
  actor_rollout_ref.actor.use_kl_loss=True \\
  actor_rollout_ref.actor.kl_loss_coef=${GRPO.klCoefficient} \\
  actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu=1 \\
  actor_rollout_ref.rollout.name=vllm \\
  actor_rollout_ref.rollout.mode=async \\
  actor_rollout_ref.rollout.n=${GRPO.groupSize} \\
  actor_rollout_ref.rollout.temperature=${GRPO.temperature} \\
  actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu=1 \\
  actor_rollout_ref.rollout.agent.default_agent_loop=tool_agent \\
  actor_rollout_ref.rollout.multi_turn.enable=True \\
  actor_rollout_ref.rollout.multi_turn.format=hermes \\
  actor_rollout_ref.rollout.multi_turn.tool_config_path=tools.yaml \\
  actor_rollout_ref.rollout.multi_turn.max_tool_response_length=100000 \\
  reward.reward_manager.source=importlib \\
  reward.reward_manager.name=StarRewardManager \\
  reward.reward_manager.module.path="$STAR_TRAINING/star_verl.py" \\
  trainer.n_gpus_per_node="\${GPUS:-1}" \\
  trainer.nnodes=1 \\
  trainer.total_epochs=1 \\
  trainer.project_name=star \\
  trainer.experiment_name=grpo \\
  trainer.logger='["console"]' \\
  trainer.default_local_dir=star-student-grpo
`;
}
