"""The NPU's plugin, which runs on the processor here: one conversation at a time, and none of the limits that its manuals list but
those of the device."""

import base64
import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
import requests
from openai import BadRequestError, OpenAI, RateLimitError
from server import BINARY, FIXTURES, REPOSITORY, Server, post, serving
# The examples of the manual for language models run against the server of this file.
from test_seeds import (  # noqa: F401
    OVMS, client, test_chat_with_curl, test_completion_with_curl, test_readiness, test_streamed_chat,
    test_streamed_completion, test_unary_chat, test_unary_completion)

PHI = "microsoft/Phi-3.5-vision-instruct"
NPU = ["--device", "NPU", "--property", "NPUW_DEVICES=CPU", "--property", "NPUW_ONLINE_PIPELINE=NONE",
       "--property", "INFERENCE_PRECISION_HINT=f32", "--npu-chunk", "32"]


@pytest.fixture(scope="module")
def server():
    with serving(*NPU, "--served-model-name", "tiny", "--served-model-name", OVMS, exact=False) as server:
        yield server
        assert not server.busy()


@pytest.fixture(scope="module")
def seeing(tmp_path_factory):
    images = tmp_path_factory.mktemp("images")
    shutil.copy(FIXTURES / "images" / "420.jpg", images / "zebra.jpeg")
    with serving(*NPU, "--max-prompt-len", "4000", "--served-model-name", PHI, "--allowed-local-media-path", images, model="phi3_v",
                 exact=False) as server:
        server.images = images
        yield server


@pytest.fixture
def openai(server: Server) -> OpenAI:
    return OpenAI(base_url=f"{server.url}/v1", api_key="unused", max_retries=0)


# The manual for models that see


def test_picture_from_a_file(seeing: Server):
    command = ('curl -s http://localhost:8000/v3/chat/completions  -H "Content-Type: application/json" -d "{ \\"model\\": '
               '\\"microsoft/Phi-3.5-vision-instruct\\", \\"messages\\":[{\\"role\\": \\"user\\", \\"content\\": [{\\"type\\": '
               '\\"text\\", \\"text\\": \\"Describe what is one the picture.\\"},{\\"type\\": \\"image_url\\", \\"image_url\\": '
               '{\\"url\\": \\"/images/zebra.jpeg\\"}}]}], \\"max_completion_tokens\\": 100}"')
    command = command.replace("localhost:8000", f"127.0.0.1:{seeing.port}").replace("/images/", f"{seeing.images}/")
    answer = json.loads(subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout)
    assert answer["choices"][0]["message"]["content"] and answer["usage"]["prompt_tokens"] > 19


def test_picture_as_data(seeing: Server):
    base_url = f"http://localhost:{seeing.port}/v3"
    model_name = "microsoft/Phi-3.5-vision-instruct"

    def convert_image(Image):
        with open(Image, 'rb') as file:
            base64_image = base64.b64encode(file.read()).decode("utf-8")
        return base64_image

    payload = {
        "model": model_name,
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Describe what is one the picture."},
                    {"type": "image_url",
                     "image_url": {"url": f"data:image/jpeg;base64,{convert_image(seeing.images / 'zebra.jpeg')}"}}
                ]
            }
        ],
        "max_completion_tokens": 100
    }
    headers = {"Content-Type": "application/json", "Authorization": "not used"}
    response = requests.post(base_url + "/chat/completions", json=payload, headers=headers)
    assert response.json()["choices"][0]["message"]["content"]


def picture(name: str) -> dict:
    data = base64.b64encode((FIXTURES / "images" / name).read_bytes()).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}


def test_pictures_without_the_limits(seeing: Server):
    """The manual allows exactly one picture, one answer, no log-probabilities and one finish reason."""
    client = OpenAI(base_url=f"{seeing.url}/v3", api_key="unused", max_retries=0)
    text = {"type": "text", "text": "What is it?"}

    def ask(*messages, **more):
        return client.chat.completions.create(
            model=PHI, messages=list(messages), max_completion_tokens=6, temperature=0, **more)

    one = ask({"role": "user", "content": [text, picture("420.jpg")]}, logprobs=True, n=2)
    assert [choice.finish_reason for choice in one.choices] == ["length", "length"]
    assert one.choices[0].message.content == one.choices[1].message.content
    assert len(one.choices[0].logprobs.content) == 6
    two = ask({"role": "user", "content": [picture("420.jpg"), text, picture("444.jpg")]})
    assert two.usage.prompt_tokens > one.usage.prompt_tokens + 50
    none = ask({"role": "user", "content": "Hello"})
    assert none.choices[0].message.content
    later = ask({"role": "user", "content": [text, picture("420.jpg")]},
                {"role": "assistant", "content": one.choices[0].message.content}, {"role": "user", "content": "And now?"})
    assert later.usage.prompt_tokens > one.usage.prompt_tokens
    chunks = list(client.chat.completions.create(
        model=PHI, messages=[{"role": "user", "content": [text, picture("420.jpg")]}], max_completion_tokens=6,
        temperature=0, stream=True, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == one.choices[0].message.content
    assert chunks[-1].usage.completion_tokens == 6


# What the manual for language models says cannot be


def test_limits_that_are_lifted(openai: OpenAI):
    answer = openai.chat.completions.create(
        model="tiny", messages=[{"role": "user", "content": "Hi"}], max_tokens=4, temperature=0.8, seed=1, n=3, logprobs=True,
        top_logprobs=2)
    assert len(answer.choices) == 3
    assert all(len(choice.logprobs.content) == 4 and choice.finish_reason == "length" for choice in answer.choices)
    word = openai.completions.create(model="tiny", prompt="Hi", max_tokens=20, temperature=0).choices[0].text
    stopped = openai.completions.create(model="tiny", prompt="Hi", max_tokens=20, temperature=0, stop=word[3:5])
    assert stopped.choices[0].finish_reason == "stop" and stopped.choices[0].text == word[:word.index(word[3:5])]
    echoed = openai.completions.create(model="tiny", prompt="Hi there", max_tokens=1, temperature=0, echo=True, logprobs=1)
    assert echoed.choices[0].text.startswith("Hi there")
    assert echoed.choices[0].logprobs.token_logprobs[0] is None and echoed.choices[0].logprobs.token_logprobs[1] < 0


def test_beam_search_is_refused(openai: OpenAI):
    with pytest.raises(BadRequestError, match="beam search is not supported on an NPU"):
        openai.completions.create(model="tiny", prompt="Hi", max_tokens=2, best_of=3, temperature=0,
                                  extra_body={"use_beam_search": True})


def test_too_long_a_prompt(openai: OpenAI):
    with pytest.raises(BadRequestError, match="1030 tokens.*at most 1024.*--max-prompt-len"):
        openai.completions.create(model="tiny", prompt=[7] * 1030, max_tokens=2)


# Taking turns


def ask(server: Server, prompt, tokens: int = 24, **more) -> requests.Response:
    return requests.post(f"{server.url}/v1/completions", timeout=60, json={
        "model": "tiny", "prompt": prompt, "max_tokens": tokens, "temperature": 0, "ignore_eos": True, **more})


def test_twenty_clients_take_turns(server: Server):
    prompts = [[10 + client, 20, 30 + client, 40] * 5 for client in range(20)]
    alone = [ask(server, prompt).json()["choices"][0]["text"] for prompt in prompts]
    answers, ended, lock = {}, [], threading.Lock()

    def run(client: int):
        answer = ask(server, prompts[client])
        with lock:
            answers[client] = answer
            ended.append(client)

    threads = [threading.Thread(target=run, args=(client,)) for client in range(20)]
    # Something long, so that all others have to wait, in the order they came.
    first = server.connect()
    first.sendall(post("/v1/completions", {"model": "tiny", "prompt": "a", "max_tokens": 900, "ignore_eos": True}))
    server.wait_running()
    for count, thread in enumerate(threads):
        thread.start()
        while server.metrics()["dazzle_requests_waiting"] < count + 1:
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    first.close()
    assert [answers[client].json()["choices"][0]["text"] for client in range(20)] == alone
    assert [int(answers[client].headers["X-Queue-Position"]) for client in range(20)] == list(range(20))
    # Answers cross on their way to the threads; the server's own figures tell the order of turns.
    assert sum(abs(place - client) for place, client in enumerate(ended)) <= 20
    server.wait_idle(10)
    waits = {sample.labels["quantile"]: sample.value for sample in quantiles(server)}
    assert 0 < waits["0.5"] <= waits["0.99"]


def quantiles(server: Server):
    from prometheus_client.parser import text_string_to_metric_families
    for family in text_string_to_metric_families(server.get("/metrics").decode()):
        if family.name == "dazzle_queue_wait_seconds":
            yield from family.samples


@pytest.mark.parametrize("phase", ["waiting", "writing"])
def test_who_leaves_frees_the_place(server: Server, phase: str):
    times = []
    for _ in range(5):
        first = server.connect()
        first.sendall(post("/v1/completions", {"model": "tiny", "prompt": "a", "max_tokens": 1000, "ignore_eos": True}))
        server.wait_running()
        second = server.connect()
        second.sendall(post("/v1/completions", {"model": "tiny", "prompt": "b", "max_tokens": 1000, "ignore_eos": True}))
        while not server.metrics()["dazzle_requests_waiting"]:
            time.sleep(0.001)
        gone, other = (second, first) if phase == "waiting" else (first, second)
        began = time.monotonic()
        gone.close()
        while server.metrics()["dazzle_requests_waiting"]:
            assert time.monotonic() - began < 5
            time.sleep(0.001)
        times.append(time.monotonic() - began)
        other.close()
        server.wait_idle(5)
    assert sorted(times)[2] < 0.1, times


def test_the_queue_is_bounded():
    with serving(*NPU, "--max-num-queued-reqs", "2", exact=False) as server:
        long = post("/v1/completions", {"model": "qwen2", "prompt": "a", "max_tokens": 1000, "ignore_eos": True})
        connections = []
        for waiting in range(3):
            connections.append(server.connect())
            connections[-1].sendall(long)
            server.wait_running()
            while server.metrics()["dazzle_requests_waiting"] < waiting:
                time.sleep(0.001)
        client = OpenAI(base_url=f"{server.url}/v1", api_key="unused", max_retries=0)
        with pytest.raises(RateLimitError):
            client.completions.create(model="qwen2", prompt="b", max_tokens=1)
        for connection in connections:
            connection.close()
        server.wait_idle(5)


def test_a_conversation_computes_only_what_is_new(server: Server, openai: OpenAI):
    messages = [{"role": "system", "content": "You answer in short sentences and you never say that you do not know."}]
    before = server.metrics()["dazzle_prefix_cache_hit_tokens_total"]
    known, hits = 0, 0
    for turn in range(5):
        messages.append({"role": "user", "content": f"Question number {turn}: what comes after {turn}?"})
        answer = openai.chat.completions.create(
            model="tiny", messages=messages, max_tokens=8, temperature=0, extra_body={"ignore_eos": True})
        cached = answer.usage.prompt_tokens_details.cached_tokens
        # The answer's text may be tokenized otherwise than it was written, so only its beginning is sure to be kept.
        assert cached >= known // 32 * 32 and cached % 32 == 0, turn
        fresh = openai.chat.completions.create(
            model="tiny", messages=messages, max_tokens=8, temperature=0,
            extra_body={"ignore_eos": True, "cache_salt": f"fresh {turn}"})
        assert fresh.usage.prompt_tokens_details.cached_tokens == 0
        assert answer.choices[0].message.content == fresh.choices[0].message.content, turn
        # The one instance holds the fresh conversation now, so it is asked again to hold this one.
        again = openai.chat.completions.create(
            model="tiny", messages=messages, max_tokens=8, temperature=0, extra_body={"ignore_eos": True})
        assert again.choices[0].message.content == answer.choices[0].message.content
        hits += cached
        known = answer.usage.prompt_tokens
        messages.append({"role": "assistant", "content": answer.choices[0].message.content})
    assert server.metrics()["dazzle_prefix_cache_hit_tokens_total"] - before == hits > 100


# Starting


def test_compiled_models_are_kept_and_checked(tmp_path: Path):
    cache = tmp_path / "cache"
    options = [*NPU, "--cache-dir", cache]

    def answer() -> tuple[str, str]:
        with serving(*options, exact=False) as server:
            return ask_qwen(server), server.log

    first, log = answer()
    assert "is not what was written" not in log
    (blob,) = cache.glob("*/*.blob")
    times = blob.stat().st_mtime_ns
    assert answer()[0] == first and blob.stat().st_mtime_ns == times, "it was compiled again"
    # Damaged in the middle: found out, and made anew.
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(data)
    text, log = answer()
    assert text == first and "is not what was written there" in log
    # Another program's file of the right name.
    (blob,) = cache.glob("*/*.blob")
    blob.write_bytes(b"rubbish")
    (blob.parent / "fingerprints.json").unlink()
    text, log = answer()
    assert text == first and "is not what was written there" in log
    # A changed model has a place of its own.
    folder = tmp_path / "qwen2"
    shutil.copytree(FIXTURES / "models" / "qwen2", folder)
    os.utime(folder / "openvino_model.bin")
    with serving(*options, model=folder, exact=False) as server:
        assert ask_qwen(server) == first
    assert len(list(cache.iterdir())) == 2


def ask_qwen(server: Server) -> str:
    answer = requests.post(f"{server.url}/v1/completions", timeout=60, json={
        "model": "qwen2", "prompt": "Hello there", "max_tokens": 12, "temperature": 0, "ignore_eos": True})
    return answer.json()["choices"][0]["text"]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with serving(*NPU, "--cache-dir", blocked, exact=False) as server:
        assert ask_qwen(server)
        assert "choose another --cache-dir" in server.log


def test_plugin_config_as_model_server_writes_it():
    config = {"MAX_PROMPT_LEN": 100, "DEVICE_PROPERTIES": {"NPU": {"NPUW_DEVICES": "CPU", "NPUW_ONLINE_PIPELINE": "NONE",
                                                                "NPUW_LLM_ENABLE_PREFIX_CACHING": True}}}
    with serving("--target_device", "NPU", "--plugin_config", json.dumps(config), exact=False) as server:
        refused = ask_tokens(server, 101)
        assert refused.status_code == 400 and "at most 100" in refused.json()["error"]["message"]
        assert ask_tokens(server, 100).status_code == 200
    config["DEVICE_PROPERTIES"]["NPU"]["MAX_PROMPT_LEN"] = 64
    with serving("--target_device", "NPU", "--plugin_config", json.dumps(config), exact=False) as server:
        assert "at most 64" in ask_tokens(server, 65).json()["error"]["message"]


def ask_tokens(server: Server, count: int) -> requests.Response:
    return requests.post(f"{server.url}/v1/completions", timeout=60, json={
        "model": "qwen2", "prompt": [7] * count, "max_tokens": 2, "temperature": 0})


@pytest.mark.parametrize("device,words", [
    ("NPU", ["no NPU here", "this machine has CPU"]), ("XPU", ["no device 'XPU'", "CPU"]),
    ("GPU.7", ["no device 'GPU.7'", "CPU"]), ("AUTO:GPU,XPU", ["no device 'GPU'", "CPU"])])
def test_devices_that_are_not_there(device: str, words: list[str]):
    done = subprocess.run([BINARY, "serve", FIXTURES / "models" / "qwen2", "--port", "0", "--device", device],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("device", ["AUTO:CPU", "HETERO:CPU", "MULTI:CPU"])
def test_devices_made_of_others(device: str):
    with serving("--device", device) as server, serving() as plain:
        assert ask_qwen(server) == ask_qwen(plain)


def test_a_plugin_from_elsewhere():
    plugin = REPOSITORY / ".deps/openvino/lib/libopenvino_intel_cpu_plugin.so"
    with serving("--register-plugin", f"MYCPU={plugin}", "--device", "MYCPU") as server, serving() as plain:
        assert ask_qwen(server) == ask_qwen(plain)
    done = subprocess.run([BINARY, "serve", FIXTURES / "models" / "qwen2", "--port", "0", "--register-plugin", "OWN=/nowhere.so",
                           "--device", "OWN"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "OWN" in done.stderr and "/nowhere.so" in done.stderr, done.stderr


# What the machine has


def test_device_routes(server: Server):
    assert json.loads(server.get("/device")) == {"devices": ["CPU"]}
    properties = json.loads(server.get("/device/CPU"))
    assert properties["EXECUTION_DEVICES"] == "['CPU']" and isinstance(properties["NUM_STREAMS"], int)
    assert isinstance(properties["PERF_COUNT"], bool) and properties["FULL_DEVICE_NAME"]
    assert "SUPPORTED_PROPERTIES" not in properties
    assert requests.post(f"{server.url}/device?device=CPU").json() == properties
    for answer in [requests.get(f"{server.url}/device/GPU"), requests.post(f"{server.url}/device?device=GPU")]:
        assert answer.status_code == 404
        assert answer.json() == {"error": "Device GPU not found. Available devices: ['CPU']"}


def test_devices_as_a_table():
    table = subprocess.run([BINARY, "devices"], capture_output=True, text=True, check=True).stdout
    assert table.startswith("DEVICE") and "CPU" in table
    assert max(map(len, table.splitlines())) <= 80, table
    assert json.loads(subprocess.run([BINARY, "devices", "--json"], capture_output=True, text=True).stdout)[0]["name"] == "CPU"
