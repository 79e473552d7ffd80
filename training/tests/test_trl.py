import inspect
import unittest

from .rollouts import CharacterTokenizer, ids_of, turns_of
from .server import ServerTest, arguments_of, installed, rollout_of

from star_environment import StarServerError
from star_trl import StarEnvironment, StarReward, prompts


def tools_of(environment):
    """Finds the tools as GRPOTrainer 1.16.0 does."""
    members = inspect.getmembers(type(environment), predicate=inspect.isfunction)
    hidden = ("reset", "get_reward")
    return [getattr(environment, name) for name, _ in members if name not in hidden and not name.startswith("_")]


class EnvironmentTest(ServerTest):
    def test_offers_the_schemas_of_the_server(self):
        tools = tools_of(StarEnvironment())
        self.assertEqual([dict(tool) for tool in tools], self.client.tools())
        self.assertEqual([tool.__name__ for tool in tools], [tool["function"]["name"] for tool in tools])
        self.assertFalse(any(inspect.iscoroutinefunction(tool.__call__) for tool in tools))

    def test_documents_its_methods_as_the_server_does(self):
        for definition in self.client.tools():
            function = definition["function"]
            declared = getattr(StarEnvironment, function["name"])
            parameters = list(inspect.signature(declared).parameters)[1:]
            self.assertEqual(parameters, list(function["parameters"]["properties"]))
            self.assertTrue(function["description"].startswith(inspect.getdoc(declared).split("\n")[0].rstrip(".")))

    def test_answers_calls_of_its_own_task(self):
        first, second = prompts()[:2]
        environments = [StarEnvironment(), StarEnvironment()]
        for environment, row in zip(environments, (first, second)):
            self.assertIsNone(environment.reset(**row))
            given = arguments_of({"messages": row["prompt"]})
            answer = environment.lookup_user_history(**given)
            self.assertIsInstance(answer, str)
            self.assertTrue(answer.startswith(f"User {given['user_id']} has "))

    def test_answers_invalid_arguments_as_a_graph_does(self):
        environment = StarEnvironment()
        environment.reset(**prompts()[0])
        self.assertRegex(environment.search_neighbors(who="u1"), "^Error: Received tool input did not match")

    def test_ends_an_episode_before_the_next(self):
        environment = StarEnvironment()
        before = self.client.health()["episodes"]
        for row in prompts()[:3]:
            environment.reset(**row)
        self.assertEqual(self.client.health()["episodes"], before + 1)

    def test_requires_a_task(self):
        with self.assertRaisesRegex(ValueError, "no column task_id"):
            StarEnvironment().reset(prompt=[])

    def test_rejects_a_server_with_other_tools(self):
        class Without(StarEnvironment):
            search_neighbors = None

        with self.assertRaisesRegex(ValueError, "Declare the server's tools"):
            Without()


class RewardTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.tokenizer = CharacterTokenizer()
        self.reward = StarReward(self.tokenizer)

    def rewards_of(self, row, *rollouts, **given):
        return self.reward(
            prompts=[row["prompt"]] * len(rollouts),
            completions=["what a parser made of it"] * len(rollouts),
            completion_ids=[ids_of(turns, self.tokenizer) for turns in rollouts],
            trainer_state=None,
            **given,
        )

    def test_scores_the_sampled_text(self):
        row = prompts()[0]
        good = turns_of(rollout_of({"messages": row["prompt"]}))
        (role, first), *rest = good
        plan, call = first.split("\n<tool_call>")
        swapped = [(role, f"<tool_call>{call}\n{plan}"), *rest]
        rewards = self.rewards_of(row, good, good[:1], [], swapped, task_id=[row["task_id"]] * 4)
        self.assertGreaterEqual(rewards[0], 1)
        self.assertEqual(rewards[1:3], [-1, -1])
        self.assertAlmostEqual(rewards[3], rewards[0] - 2)

    def test_raises_the_failure_of_a_tool(self):
        environment, row = StarEnvironment(), prompts()[0]
        environment.reset(**row)
        self.client.end(environment._episode_id)  # as if it had expired
        with self.assertRaises(StarServerError):
            environment.search_neighbors(kind="user", id="u1", k=3)
        with self.assertRaisesRegex(StarServerError, "EPISODE_NOT_FOUND"):
            self.rewards_of(row, [], environments=[environment])
        environment.reset(**row)
        self.assertEqual(self.rewards_of(row, [], environments=[environment]), [-1])

    def test_has_a_name_for_metrics(self):
        self.assertEqual(self.reward.__name__, "star_reward")


@unittest.skipUnless(installed("transformers"), "transformers is not installed")
class TemplateTest(ServerTest):
    def test_prints_the_schemas_of_the_server(self):
        from transformers.utils.chat_template_utils import render_jinja_template

        template = "{% for tool in tools %}{{ tool | tojson }}\n{% endfor %}"
        printed = [
            render_jinja_template([[]], tools=tools, chat_template=template)[0]
            for tools in (tools_of(StarEnvironment()), self.client.tools())
        ]
        self.assertEqual(*printed)
