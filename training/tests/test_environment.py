import pickle
import unittest
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from .server import ServerTest, arguments_of, rollout_of

from star_environment import StarClient, StarServerError


class ClientTest(ServerTest):
    def test_lists_every_task_once(self):
        ids = [task["taskId"] for task in self.client.tasks()]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertGreater(len(ids), 100)  # more than one page

    def test_rolls_out_and_scores(self):
        task = next(self.client.tasks())
        episode = self.client.start(task["taskId"])
        self.assertEqual(episode["messages"], task["messages"])
        self.assertEqual(episode["tools"], self.client.tools())
        answer = self.client.call(episode["episodeId"], "lookup_user_history", arguments_of(task))
        self.assertEqual(answer["status"], "success")
        score = self.client.score(episode_id=episode["episodeId"], messages=rollout_of(task, answer["content"]))
        self.assertEqual((score["format"], score["errors"]), (1, []))
        self.client.end(episode["episodeId"])
        self.client.end(episode["episodeId"])

    def test_scores_text_as_messages(self):
        task = next(self.client.tasks())
        turns = rollout_of(task, as_text=True)
        text = "<|im_end|>\n".join(
            ("" if index == 0 else f"<|im_start|>{turn['role']}\n") + turn["content"] for index, turn in enumerate(turns)
        )
        self.assertEqual(
            self.client.score(task_id=task["taskId"], text=text),
            self.client.score(task_id=task["taskId"], messages=rollout_of(task)),
        )

    def test_answers_an_invalid_call_with_an_error_message(self):
        episode = self.client.start()["episodeId"]
        invalid = [("lookup_user_history", {"user_id": 1}), ("lookup_user_history", "all"), ("lookup_user_history", None)]
        odd_names = [(name, {}) for name in ("buy", "", ".", "..", "a/b", "a?b#c", "100%", "ü 漢")]
        not_finite = [("search_neighbors", {"kind": "user", "id": "x", "k": value}) for value in (float("nan"), 10**400)]
        for name, arguments in invalid + odd_names + not_finite:
            with self.subTest(name=name, arguments=arguments):
                answer = self.client.call(episode, name, arguments)
                self.assertEqual(answer["status"], "error")
                self.assertRegex(answer["content"], "Please fix your mistakes.$")

    def test_scores_any_model_output(self):
        task = next(self.client.tasks())
        for written in ("\ud800", {"k": float("inf")}, "{", 7, None, []):
            call = {"type": "function", "function": {"name": "search_neighbors", "arguments": written}}
            messages = [{"role": "assistant", "content": "\udfff", "tool_calls": [call]}]
            with self.subTest(written=written):
                score = self.client.score(task_id=task["taskId"], messages=messages)
                self.assertEqual(score["reward"], -1)
                self.assertIn("plan_missing", score["errors"])

    def test_raises_errors_of_the_server(self):
        with self.assertRaisesRegex(StarServerError, "TASK_NOT_FOUND: .*nowhere"):
            self.client.start("nowhere")
        with self.assertRaisesRegex(StarServerError, "EPISODE_NOT_FOUND"):
            self.client.call("9-none", "search_neighbors", {})
        with self.assertRaisesRegex(StarServerError, "REQUEST_INVALID"):
            self.client.score(task_id="x")

    def test_serves_concurrent_clients(self):
        tasks = list(self.client.tasks())[:24]

        def roll_out(task):
            episode = self.client.start(task["taskId"])
            return self.client.call(episode["episodeId"], "lookup_user_history", arguments_of(task))["content"]

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(roll_out, tasks))
        for task, answer in zip(tasks, answers):
            self.assertTrue(answer.startswith(f"User {arguments_of(task)['user_id']} has "))

    def test_can_be_pickled(self):
        self.client.health()
        self.assertEqual(pickle.loads(pickle.dumps(self.client)).health()["status"], "ok")


class UnreachableTest(unittest.TestCase):
    def test_names_the_command_that_starts_a_server(self):
        with self.assertRaisesRegex(StarServerError, "UNREACHABLE: .*star serve --environment"):
            StarClient("http://127.0.0.1:9").health()

    def test_rejects_redirects(self):
        class Redirect(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        with HTTPServer(("127.0.0.1", 0), Redirect) as server:
            Thread(target=server.handle_request, daemon=True).start()
            with self.assertRaisesRegex(StarServerError, "answered 302 without JSON"):
                StarClient(f"http://127.0.0.1:{server.server_port}").health()
