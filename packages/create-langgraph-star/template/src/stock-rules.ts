import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";

const FAVORITES = 3;

/**
 * Stands in for an LLM behind the stock agent, because the offline model knows only the tools that come with the package. Two
 * rules: call `check_stock`, then report the candidates with most copies. With a real LLM (see team.ts) it is not used.
 */
export class StockRules extends BaseChatModel {
  override _llmType() {
    return "stock-rules";
  }

  override bindTools() {
    return this;
  }

  override async _generate(messages: BaseMessage[]) {
    const answer = messages.find((message) => isToolMessage(message))?.text;
    const message =
      answer === undefined ? callTool() : new AIMessage(JSON.stringify(report(answer)));
    return { generations: [{ text: message.text, message }] };
  }
}

function callTool() {
  const call = { id: "stock_1", name: "check_stock", args: {}, type: "tool_call" as const };
  return new AIMessage({ content: "", tool_calls: [call] });
}

/** The report that the teacher expects of an agent: `reasoning`, and up to five `favorites`. */
function report(answer: string) {
  const lines = Array.from(
    answer.matchAll(/^\[(.+?)\] (\d+) copies$/gm),
    ([, id = "", copies]) => ({
      id,
      copies: Number(copies),
    }),
  );
  const most = lines
    .filter(({ copies }) => copies > 0)
    .sort((one, other) => other.copies - one.copies)
    .slice(0, FAVORITES);
  const soldOut = lines.filter(({ copies }) => copies === 0).length;
  return {
    reasoning: `${soldOut} of ${lines.length} candidates are sold out.`,
    favorites: most.map(({ id, copies }) => ({ item_id: id, reason: `${copies} copies in stock` })),
  };
}
