"""TRL: tools and reward of `star serve --environment` for GRPOTrainer (trl 1.16.0).

    from star_trl import StarEnvironment, StarReward, prompts
    tokenizer = AutoTokenizer.from_pretrained(student)
    GRPOTrainer(
        processing_class=tokenizer,
        train_dataset=Dataset.from_list(prompts("train")),
        environment_factory=StarEnvironment,
        reward_funcs=StarReward(tokenizer),
        ...
    )

This module does not import TRL. The server is configured as for StarClient.
"""

import inspect
from typing import Any, Literal

from star_environment import StarClient, StarServerError
from star_turns import rollout_of


class _Tool(dict):
    """A callable tool of one environment that is also a mapping with the tool's schema, which the chat template prints.

    Otherwise TRL would derive a schema from the method's type hints. They cannot express the whole schema of the server,
    so the prompt would differ from that of supervised training and of inference.
    """

    def __init__(self, environment: "StarEnvironment", name: str):
        super().__init__(environment._definitions[name])
        self.__name__ = name
        self._environment = environment

    def __call__(self, **arguments: Any) -> str:
        return self._environment._call(self.__name__, arguments)


class tool:
    """Declares a tool of the server: a documented method on the class, a `_Tool` on an instance."""

    def __init__(self, declaration):
        self._declaration = declaration

    def __get__(self, environment, owner):
        return self._declaration if environment is None else _Tool(environment, self._declaration.__name__)


class StarEnvironment:
    """The environment of one rollout at a time. Pass the class to `environment_factory`; dataset rows need a column `task_id`.

    For a server with other tools, declare them in a subclass; set tools that it does not have to None.
    """

    def __init__(self):
        self._client = StarClient()
        self._episode_id: str | None = None
        self.task_id: str | None = None
        self.failure: StarServerError | None = None
        self._definitions = {definition["function"]["name"]: definition for definition in self._client.tools()}
        self._require_tools()

    def reset(self, task_id: str | None = None, **row: Any) -> None:
        """Starts an episode of the row's task. Returns None, since the dataset contains the whole prompt."""
        self._end()
        self.failure = None
        if task_id is None:
            raise ValueError("The dataset has no column task_id. Build it with star_trl.prompts or star export.")
        episode = self._client.start(task_id=task_id)
        self._episode_id, self.task_id = episode["episodeId"], episode["taskId"]

    @tool
    def lookup_user_history(self, user_id: str, window: Literal["recent", "long_term", "all"], limit: int) -> str:
        """A user's earlier choices, oldest first, with titles and categories.

        Args:
            user_id: A user id.
            window: Which part of it.
            limit: The latest of the window. 1 to 1000.
        """

    @tool
    def search_neighbors(self, kind: Literal["user", "item"], id: str, k: int) -> str:
        """Finds the users or items most similar to one, by what all users chose.

        Args:
            kind: What to find, and what the id is.
            id: A user id or an item id.
            k: How many. 1 to 50.
        """

    @tool
    def translate_evidence(
        self, user_id: str, item_id: str, focus: Literal["recent", "long_term", "neighbors", "all"]
    ) -> str:
        """What collaborative filtering says about candidates for a user.

        Args:
            user_id: A user id.
            item_id: An item id, or "candidates" for all.
            focus: Which evidence.
        """

    def _require_tools(self) -> None:
        owner = type(self)
        declared = {name for name in dir(owner) if isinstance(inspect.getattr_static(owner, name), tool)}
        if declared != set(self._definitions):
            raise ValueError(
                f"The server has the tools {sorted(self._definitions)}, {owner.__name__} declares {sorted(declared)}. "
                "Declare the server's tools in a subclass; set tools that it does not have to None."
            )

    def _call(self, name: str, arguments: dict[str, Any]) -> str:
        try:
            return self._client.call(self._episode_id or "", name, arguments)["content"]
        except StarServerError as error:
            # TRL would pass the error to the model as the tool's answer and train on it, so StarReward raises it again.
            self.failure = self.failure or error
            raise

    def _end(self) -> None:
        if self._episode_id is not None:
            self._client.end(self._episode_id)
            self._episode_id = None


class StarReward:
    """A reward function of GRPOTrainer: format plus outcome, from -1 to 2.

    Scores the text of `completion_ids`. `completions` are ignored: TRL's parser loses text beside calls. Raises the first
    failure of a tool call, so that training does not continue with unanswered calls.
    """

    __name__ = "star_reward"  # in TRL's metrics

    def __init__(self, tokenizer: Any, client: StarClient | None = None):
        """tokenizer: the student's tokenizer or processor, as in `processing_class`."""
        self._tokenizer = tokenizer
        self._client = client or StarClient()

    def __call__(
        self,
        prompts: list,
        completions: list,
        completion_ids: list[list[int]],
        environments: list[StarEnvironment] | None = None,
        task_id: list[str] | None = None,
        **columns: Any,
    ) -> list[float]:
        for environment in environments or []:
            if environment.failure is not None:
                raise environment.failure
        tasks = task_id or [environment.task_id for environment in environments or []]
        return [self._score(task, ids) for task, ids in zip(tasks, completion_ids, strict=True)]

    def _score(self, task_id: str, ids: list[int]) -> float:
        return float(self._client.score(task_id=task_id, **rollout_of(ids, self._tokenizer))["reward"])


def prompts(split: str | None = None) -> list[dict[str, Any]]:
    """Rows for `Dataset.from_list`: {"prompt", "task_id"}, one per task of the split."""
    return [{"prompt": task["messages"], "task_id": task["taskId"]} for task in StarClient().tasks(split)]
