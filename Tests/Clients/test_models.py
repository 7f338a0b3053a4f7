"""Several models in one server: loaded, rested, woken."""

import json
import threading
import time

import pytest
import requests
from server import FIXTURES, Server, serving

MODELS = FIXTURES / "models"


def ask(server: Server, model: str, tokens: int = 6, **more) -> requests.Response:
    return requests.post(f"{server.url}/v1/completions", timeout=60, json={
        "model": model, "prompt": "Hello there", "max_tokens": tokens, "temperature": 0, "ignore_eos": True, **more})


def text(server: Server, model: str) -> str:
    answer = ask(server, model)
    assert answer.status_code == 200, answer.text
    return answer.json()["choices"][0]["text"]


def states(server: Server) -> dict[str, str]:
    config = json.loads(server.get("/v1/config"))
    return {name: status["model_version_status"][0]["state"] for name, status in config.items()}


@pytest.fixture(scope="module")
def alone() -> dict[str, str]:
    answers = {}
    for name in ["qwen2", "llama"]:
        with serving(model=name) as server:
            answers[name] = text(server, name)
    return answers


def test_two_models(alone):
    with serving("--model", f"second={MODELS / 'llama'}") as server:
        while server.log.count("ready in") < 2:
            time.sleep(0.01)
        assert states(server) == {"qwen2": "AVAILABLE", "second": "AVAILABLE"}
        assert [text(server, "qwen2"), text(server, "second")] == [alone["qwen2"], alone["llama"]]
        assert {model["id"] for model in json.loads(server.get("/v1/models"))["data"]} == {"qwen2", "second"}
        missing = requests.post(f"{server.url}/v1/completions", json={"prompt": "a"})
        assert missing.status_code == 400 and missing.json()["error"]["param"] == "model"


def test_loaded_when_asked_for(alone):
    with serving("--load-on-demand", "--model", f"second={MODELS / 'llama'}", ready=False) as server:
        assert states(server) == {"qwen2": "START", "second": "START"}
        assert requests.get(server.url + "/health").status_code == 200
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(text(server, "second"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [alone["llama"]] * 8
        assert server.log.count("ready in") == 1
        assert states(server) == {"qwen2": "START", "second": "AVAILABLE"}


def test_rests_when_nobody_asks(alone):
    with serving("--idle-unload", "1") as server:
        assert text(server, "qwen2") == alone["qwen2"]
        deadline = time.monotonic() + 20
        while states(server)["qwen2"] != "START":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert text(server, "qwen2") == alone["qwen2"], "it wakes up"


def test_a_budget_holds_one_of_two(alone):
    size = max(sum(path.stat().st_size for path in (MODELS / name).glob("*.bin")) for name in ["qwen2", "llama"])
    with serving("--memory-budget", str(size + 1000), "--model", f"llama={MODELS / 'llama'}", "--load-on-demand",
                 ready=False) as server:
        for name in ["qwen2", "llama", "qwen2"]:
            assert text(server, name) == alone[name]
            others = {"qwen2", "llama"} - {name}
            assert states(server) == {name: "AVAILABLE"} | {other: "START" for other in others}
        # Who is being answered is not unloaded.
        long = threading.Thread(target=lambda: results.append(ask(server, "qwen2", 300)))
        results = []
        long.start()
        server.wait_running()
        assert text(server, "llama") == alone["llama"]
        long.join()
        assert results[0].json()["usage"]["completion_tokens"] == 300


@pytest.mark.parametrize("options,words", [
    (["--model", "nonsense"], "expected a name, an equals sign and a folder"),
    (["--model", f"qwen2={MODELS / 'llama'}"], "two models are named 'qwen2'"),
    (["--memory-budget", "much"], "expected a number of bytes such as 16GiB"),
    (["--model", "b=/nowhere"], "no folder '/nowhere'")])
def test_mistakes(options: list[str], words: str):
    server = Server(*options)
    assert server.process.wait(30) in (1, 2)
    time.sleep(0.1)
    assert words in server.log, server.log
