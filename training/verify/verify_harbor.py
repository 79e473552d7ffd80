"""Checks ATIF documents of `star convert --to atif` with Harbor's own models and validator, and documents of these models with star.

Each document must pass, and must be the same after Harbor's models have read and written it. As a control, three changes that the
format forbids must be refused. A document that is built with Harbor's models must be read by `star convert --to trajectories`.
"""

import argparse
import copy
import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from harbor.models.trajectories import Agent, Metrics, Observation, ObservationResult, Step, SubagentTrajectoryRef, ToolCall, Trajectory
from harbor.utils.trajectory_validator import TrajectoryValidator
from small_export import run, star


def faults(document: dict) -> list[str]:
    """Returns what Harbor's validator objects to."""
    validator = TrajectoryValidator()
    validator.validate(document)
    return validator.get_errors()


def rewritten(document: dict) -> dict:
    return Trajectory(**document).to_json_dict()


def without_nulls(value: object) -> object:
    """A member that is null is the same as none."""
    if isinstance(value, dict):
        return {key: without_nulls(entry) for key, entry in value.items() if entry is not None}
    return [without_nulls(entry) for entry in value] if isinstance(value, list) else value


def broken(document: dict) -> list[dict]:
    """Changes that the format forbids: a gap in the steps, an unknown member, an answer without a call."""
    gap, unknown, answer = (copy.deepcopy(document) for _ in range(3))
    gap["steps"][-1]["step_id"] += 1
    unknown["steps"][0]["duration"] = 1
    answer["steps"][-1]["observation"] = {"results": [{"source_call_id": "none", "content": "x"}]}
    return [gap, unknown, answer]


def document_of_harbor() -> dict:
    """Builds a document with an embedded agent, as an agent of Harbor does."""
    helper = Trajectory(
        schema_version="ATIF-v1.8",
        trajectory_id="helper",
        agent=Agent(name="helper", version="1", model_name="small"),
        steps=[Step(step_id=1, source="user", message="Count."), Step(step_id=2, source="agent", message="Two files.")],
    )
    call = ToolCall(tool_call_id="c1", function_name="delegate", arguments={"task": "Count."})
    answer = ObservationResult(
        source_call_id="c1",
        content="Two files.",
        subagent_trajectory_ref=[SubagentTrajectoryRef(trajectory_id="helper")],
    )
    steps = [
        Step(step_id=1, source="user", message="How many files?"),
        Step(
            step_id=2,
            source="agent",
            message="",
            reasoning_content="The helper counts.",
            tool_calls=[call],
            observation=Observation(results=[answer]),
            metrics=Metrics(prompt_tokens=20, completion_tokens=4),
        ),
        Step(step_id=3, source="agent", message="Two.", metrics=Metrics(prompt_tokens=30, completion_tokens=2)),
    ]
    agent = Agent(name="lead", version="1", model_name="large")
    return Trajectory(session_id="s1", agent=agent, steps=steps, subagent_trajectories=[helper]).to_json_dict()


def read_by_star(document: dict) -> dict:
    """Returns the trajectory that star reads from a document."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "trajectory.json", Path(folder) / "runs.jsonl"
        file.write_text(json.dumps(document), encoding="utf-8")
        run(star("convert", str(file), "--to", "trajectories", "--out", str(out)))
        return json.loads(out.read_text(encoding="utf-8"))


EXPECTED = {
    "id": "s1",
    "nodes": ["lead", "helper", "lead"],
    "models": ["large", "small"],
    "usage": {"modelCalls": 3, "inputTokens": 50, "outputTokens": 6},
    "missing": ["answers", "attempts", "position", "timing", "tools", "usage"],
}


def summary(trajectory: dict) -> dict:
    return {
        "id": trajectory["id"],
        "nodes": [call["node"] for call in trajectory["calls"]],
        "models": trajectory["source"]["models"],
        "usage": trajectory["usage"],
        "missing": trajectory["missing"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Validates ATIF documents with Harbor's models.")
    parser.add_argument("--documents", type=Path, required=True, help="the folder that star convert wrote")
    options = parser.parse_args()
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(options.documents.glob("*.json"))]
    refused = [fault for document in documents for fault in faults(document)]
    print("\n".join(refused), file=sys.stderr)
    changed = [document["session_id"] for document in documents if without_nulls(document) != without_nulls(rewritten(document))]
    unnoticed = [1 for document in documents for change in broken(document) if not faults(change)]
    imported = summary(read_by_star(document_of_harbor()))
    ok = bool(documents) and not refused and not changed and not unnoticed and imported == EXPECTED
    result = {
        "format": "atif",
        "versions": {"harbor": version("harbor")},
        "documents": len(documents),
        "agents": sum(len(document.get("subagent_trajectories") or [0]) for document in documents),
        "refused": len(refused),
        "changedByHarbor": changed,
        "changesUnnoticed": len(unnoticed),
        "readByStar": imported == EXPECTED,
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
