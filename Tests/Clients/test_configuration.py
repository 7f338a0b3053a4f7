"""config.json and graph.pbtxt as OpenVINO Model Server has them, and edits of them while the server runs."""

import json
import threading
import time
from pathlib import Path

import pytest
import requests
from server import EXACT, FIXTURES, Server, serving

MODELS = FIXTURES / "models"
GRAPH = """# File created with: OpenVINO Model Server 2026.4
input_stream: "HTTP_REQUEST_PAYLOAD:input"
output_stream: "HTTP_RESPONSE_PAYLOAD:output"
node: {
  name: "LLMExecutor"
  calculator: "HttpLLMCalculator"
  input_stream: "LOOPBACK:loopback"
  node_options: {
    [type.googleapis.com / mediapipe.LLMCalculatorOptions]: {
      max_num_seqs: %d,
      device: "CPU",
      models_path: "%s",
      plugin_config: '{"INFERENCE_PRECISION_HINT": "f32"}',
      enable_prefix_caching: true,
      cache_size: 0,
      tool_parser: "hermes3",
    }
  }
}
"""


class Folder:
    """A folder as `export_model.py` leaves it."""

    def __init__(self, path: Path):
        self.path = path
        self.entries: list[dict] = []

    def add(self, name: str, model: str, sequences: int = 8) -> None:
        place = self.path / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "graph.pbtxt").write_text(GRAPH % (sequences, MODELS / model))
        self.entries.append({"config": {"name": name, "base_path": name}})
        self.write()

    def remove(self, name: str) -> None:
        self.entries = [entry for entry in self.entries if entry["config"]["name"] != name]
        self.write()

    def write(self) -> None:
        new = self.path / "config.json.new"
        new.write_text(json.dumps({"model_config_list": self.entries}))
        new.rename(self.path / "config.json")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.add("org/A", "qwen2")
    return folder


def configured(folder: Folder, *options: str):
    return serving("--config_path", folder.path / "config.json", *options, model=None, exact=False)


def ask(server: Server, model: str, tokens: int = 6) -> requests.Response:
    return requests.post(f"{server.url}/v3/completions", timeout=60, json={
        "model": model, "prompt": "Hello there", "max_tokens": tokens, "temperature": 0, "ignore_eos": True})


def states(server: Server) -> dict[str, tuple[str, str]]:
    versions = {name: status["model_version_status"][0] for name, status in json.loads(server.get("/v1/config")).items()}
    return {name: (version["state"], version["status"]["error_code"]) for name, version in versions.items()}


def wait_for(server: Server, name: str, state: str, code: str = "OK") -> None:
    deadline = time.monotonic() + 30
    while states(server).get(name) != (state, code):
        assert time.monotonic() < deadline, f"{states(server)}\n{server.log}"
        time.sleep(0.02)


def wait_log(server: Server, words: str, count: int = 1) -> None:
    deadline = time.monotonic() + 30
    while server.log.count(words) < count:
        assert time.monotonic() < deadline, f"not said {count} times: {words}\n{server.log}"
        time.sleep(0.02)


def test_the_readiness_check_of_the_manuals(folder: Folder):
    with configured(folder) as server:
        assert json.loads(server.get("/v1/config"))["org/A"] == {"model_version_status": [
            {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": "OK"}}]}
        assert ask(server, "org/A").status_code == 200
        assert "'tool_parser' is not heeded here" in server.log


def test_added_changed_broken_mended_and_removed(folder: Folder):
    with configured(folder) as server:
        expected = ask(server, "org/A").json()["choices"][0]["text"]
        folder.add("org/B", "llama")
        wait_for(server, "org/B", "AVAILABLE")
        other = ask(server, "org/B").json()["choices"][0]["text"]
        graph = folder.path / "org/B/graph.pbtxt"
        # Changed: loaded anew.
        wait_log(server, "ready in", 2)
        graph.write_text(GRAPH % (4, MODELS / "llama"))
        wait_log(server, "ready in", 3)
        assert ask(server, "org/B").json()["choices"][0]["text"] == other
        # Broken in three ways: everything stays as it was, and the log says why.
        wrong = "the configuration has changed and is wrong"
        for broken, words in [("node: {", wrong), (GRAPH % (4, "/nowhere"), "no folder '/nowhere'")]:
            graph.write_text(broken)
            wait_log(server, words)
            assert ask(server, "org/B").json()["choices"][0]["text"] == other
        graph.write_text(GRAPH % (4, MODELS / "llama"))
        (folder.path / "config.json").write_text('{"model_config_list": [')
        wait_log(server, wrong, 2)
        assert ask(server, "org/A").json()["choices"][0]["text"] == expected
        folder.remove("org/B")
        wait_for(server, "org/B", "END")
        assert ask(server, "org/B").status_code == 404
        assert ask(server, "org/A").json()["choices"][0]["text"] == expected


def test_reload_on_demand(folder: Folder):
    with configured(folder, "--file_system_poll_wait_seconds", "0") as server:
        assert requests.post(server.url + "/v1/config/reload").status_code == 200
        folder.add("org/B", "llama")
        answer = requests.post(server.url + "/v1/config/reload")
        assert answer.status_code == 201 and "org/B" in answer.json()
        assert ask(server, "org/B").status_code == 200
        (folder.path / "config.json").write_text("rubbish")
        answer = requests.post(server.url + "/v1/config/reload")
        assert answer.status_code == 400 and "config.json" in answer.text
        assert ask(server, "org/B").status_code == 200


def test_one_bad_model_does_not_stop_the_others(folder: Folder):
    folder.add("org/bad", "nowhere")
    with configured(folder) as server:
        wait_for(server, "org/bad", "LOADING", "FAILED_PRECONDITION")
        config = json.loads(server.get("/v1/config"))["org/bad"]["model_version_status"][0]["status"]
        assert "no folder" in config["error_message"]
        assert ask(server, "org/A").status_code == 200
        assert ask(server, "org/bad").status_code in (404, 503)


def test_reloads_under_load_touch_nobody_else(folder: Folder):
    """200 requests on one model while another is added, changed, broken, mended and removed 20 times."""
    with configured(folder, "--file_system_poll_wait_seconds", "0", *EXACT) as server:
        expected = ask(server, "org/A", 40).json()["choices"][0]["text"]
        wrong, done = [], threading.Event()

        def load():
            while not done.is_set():
                answer = ask(server, "org/A", 40)
                if answer.status_code != 200 or answer.json()["choices"][0]["text"] != expected:
                    wrong.append(answer.text)

        threads = [threading.Thread(target=load) for _ in range(8)]
        for thread in threads:
            thread.start()

        def reload() -> int:
            return requests.post(server.url + "/v1/config/reload").status_code

        settled = 0
        for round in range(20):
            folder.add("org/B", "llama")
            assert reload() == 201 and states(server)["org/B"][0] == "AVAILABLE"
            graph = folder.path / "org/B/graph.pbtxt"
            graph.write_text(GRAPH % (round + 1, MODELS / "llama"))
            assert reload() in (200, 201)
            graph.write_text("broken {")
            assert reload() == 400
            graph.write_text(GRAPH % (8, MODELS / "llama"))
            assert reload() in (200, 201)
            assert ask(server, "org/B").status_code == 200
            folder.remove("org/B")
            assert reload() == 201 and states(server)["org/B"][0] == "END"
            if round == 9:
                settled = server.memory()
        grown = server.memory() / settled
        done.set()
        for thread in threads:
            thread.join()
        assert not wrong, wrong[:3]
        assert server.metrics()["dazzle_requests_total"] >= 200
        assert grown < 1.05, f"memory has grown {grown:.3f} times over 10 rounds"
