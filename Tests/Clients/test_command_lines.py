"""The command lines that people copy from other systems' manuals, word for word but for ports, hubs and folders."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest
import requests
from hub import Hub, Model
from server import BINARY, FIXTURES, REPOSITORY

MODELS = FIXTURES / "models"
LLM, VLM = "OpenVINO/Qwen3-8B-int4-cw-ov", "OpenVINO/InternVL2-2B-int4-ov"


@pytest.fixture(scope="module")
def hub():
    hub = Hub()
    for name, model in [(LLM, "qwen3"), (VLM, "internvl_chat")]:
        hub.models[name] = Model({path.name: path for path in (MODELS / model).iterdir() if path.is_file()})
    yield hub
    hub.close()


class Program:
    """One line of a manual. Ends with the block."""

    def __init__(self, line: str, hub, **environment: str):
        words = [str(BINARY), *line.split()]
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"HF_ENDPOINT": hub.url, "HF_HOME": "/nonexistent", **environment})
        self.ready = threading.Event()
        self.url = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"listening on (http://)[^:]*:(\d+)", line):
                self.url = f"{found[1]}127.0.0.1:{found[2]}"
            if re.search(r"\bready in \d", line):
                self.ready.set()
        self.ready.set()

    def serving(self) -> "Program":
        assert self.ready.wait(60) and self.process.poll() is None, "".join(self.lines)
        return self

    def __enter__(self):
        return self.serving()

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def done(line: str, hub, **environment: str) -> str:
    """What a line that ends says on standard output."""
    ended = subprocess.run([str(BINARY), *line.split()], capture_output=True, text=True, timeout=120,
                           env=os.environ | {"HF_ENDPOINT": hub.url, "HF_HOME": "/nonexistent", **environment})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def answers(program: Program, model: str, **more) -> dict:
    answer = requests.post(f"{program.url}/v3/chat/completions", timeout=60, json={
        "model": model, "max_tokens": 8, "messages": [{"role": "user", "content": "What is OpenVINO Model Server?"}], **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_pull_and_start_under_another_name(hub, tmp_path: Path):
    line = (f"--rest_port 0 --source_model {VLM} --model_repository_path {tmp_path} --model_name OpenGVLab/InternVL2-2B "
            "--task text_generation --pipeline_type VLM --target_device CPU")
    with Program(line, hub) as program:
        assert answers(program, "OpenGVLab/InternVL2-2B")["choices"][0]["message"]["content"]
        assert (tmp_path / VLM / "openvino_tokenizer.xml").exists()
    before = len(hub.bodies(VLM))
    with Program(line, hub) as program:
        assert answers(program, "OpenGVLab/InternVL2-2B")
    assert len(hub.bodies(VLM)) == before, "it is here already"


def test_pull_configure_and_serve(hub, tmp_path: Path):
    """The manual for language models on an NPU, with the plugin on the processor."""
    out = done(f"--pull --source_model {LLM} --model_repository_path {tmp_path} --target_device NPU --task text_generation "
               f"--tool_parser hermes3 --cache_dir {tmp_path}/.ov_cache --enable_prefix_caching true --max_prompt_len 400", hub)
    assert f"Model: {LLM} downloaded to: {tmp_path}/{LLM}" in out
    assert f"Graph: graph.pbtxt created in: {tmp_path}/{LLM}" in out
    graph = (tmp_path / LLM / "graph.pbtxt").read_text()
    assert 'device: "NPU"' in graph and 'tool_parser: "hermes3"' in graph and '"MAX_PROMPT_LEN":400' in graph.replace(" ", "")
    # What somebody has edited stays.
    edited = graph.replace("MAX_PROMPT_LEN", "NPUW_DEVICES\":\"CPU\",\"NPUW_ONLINE_PIPELINE\":\"NONE\",\"MAX_PROMPT_LEN")
    (tmp_path / LLM / "graph.pbtxt").write_text(edited)
    done(f"--pull --source_model {LLM} --model_repository_path {tmp_path} --task text_generation", hub)
    assert (tmp_path / LLM / "graph.pbtxt").read_text() == edited

    config = tmp_path / "config.json"
    out = done(f"--add_to_config --config_path {config} --model_name {LLM} --model_path {tmp_path}/{LLM}", hub)
    assert out == f"Config updated: {config}\n"
    assert json.loads(config.read_text()) == {"model_config_list": [{"config": {"name": LLM, "base_path": LLM}}]}
    with Program(f"--rest_port 0 --config_path {config}", hub) as program:
        states = requests.get(program.url + "/v1/config").json()
        assert states[LLM]["model_version_status"][0]["state"] == "AVAILABLE"
        answers(program, LLM, chat_template_kwargs={"enable_thinking": False})
        long = requests.post(f"{program.url}/v3/completions", json={"model": LLM, "prompt": [7] * 401, "max_tokens": 2})
        assert long.status_code == 400 and "at most 400" in long.text
    assert list((tmp_path / ".ov_cache").glob("*/*.blob"))
    assert done(f"--list_models --model_repository_path {tmp_path}", hub).splitlines()[-1] == LLM
    done(f"--remove_from_config --config_path {config} --model_name {LLM}", hub)
    assert json.loads(config.read_text()) == {"model_config_list": []}


def test_a_prepared_folder_that_cannot_be_written(hub, tmp_path: Path):
    folder = tmp_path / "OpenGVLab/InternVL2-2B"
    shutil.copytree(MODELS / "internvl_chat", folder)
    subprocess.run(["chmod", "-R", "a-w", folder], check=True)
    try:
        with Program(f"--rest_port 0 --model_name OpenGVLab/InternVL2-2B --model_path {folder} --cache_dir {folder}/cache", hub) as p:
            assert answers(p, "OpenGVLab/InternVL2-2B")
        assert requests_of_bind(p)
    finally:
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def requests_of_bind(program: Program) -> bool:
    """The model server listens on every address."""
    return any("http://0.0.0.0:" in line for line in program.lines)


def test_serve_a_model_of_a_hub(hub, tmp_path: Path):
    with Program(f"serve {LLM} --port 0 --model-repository-path {tmp_path}", hub) as program:
        assert answers(program, LLM)


def test_health(hub):
    def health(url: str) -> tuple[int, str]:
        ended = subprocess.run([str(BINARY), "health", "--url", url, "--timeout", "5"], capture_output=True, text=True)
        return ended.returncode, ended.stdout + ended.stderr

    with Program(f"serve {MODELS / 'qwen2'} --port 0", hub) as program:
        assert health(program.url) == (0, "healthy\n")
        url = program.url
    status, said = health(url)
    assert status == 1 and "does not answer" in said


def test_files_for_containers_and_systemd():
    """What they run is this program's, word for word."""
    packaging = REPOSITORY / "packaging"
    compose = (packaging / "container/compose.yaml").read_text()
    words = [word for line in re.findall(r"^      - (\S.*)$", compose, re.M)[:5] for word in line.split()]
    assert words[0] == "serve" and not re.search(r"--\S+", words[1])
    help = subprocess.run([BINARY, "serve", "--help"], capture_output=True, text=True, check=True).stdout
    unit = (packaging / "systemd/dazzle.service").read_text()
    line = re.search(r"^ExecStart=\S+ (.*)$", unit, re.M)[1]
    for option in re.findall(r"(--[a-z-]+)", " ".join(words) + " " + line):
        assert re.search(rf"^\s+{option}\b", help, re.M), option
    container = (packaging / "container/Containerfile").read_text()
    assert 'CMD ["dazzle", "health"]' in container and "USER 1000" in container
    # The libraries are those that the packed folder asks for.
    needed = re.search(r"libstdc\+\+6 .*?libswscale6", (REPOSITORY / "scripts/dist").read_text(), re.S)[0].split()
    assert set(needed) <= set(container.split()), set(needed) - set(container.split())


@pytest.mark.parametrize("line", [
    "serve {model} --port 0 --dtype bfloat16 --max_model_len 1024 --max-num-batched-tokens 1024",
    "serve {model} --port 0 --served-model-name qwen --dtype float32 --gpu-memory-utilization 0.9 --tensor-parallel-size=1 "
    "--trust-remote-code --enforce-eager --max-model-len 1k --max-num-seqs 4",
])
def test_lines_of_vllm(hub, line: str, tmp_path: Path):
    """Under that program's name too."""
    (tmp_path / "vllm").symlink_to(BINARY)
    with Program(line.format(model=MODELS / "qwen2"), hub) as program:
        names = [model["id"] for model in requests.get(program.url + "/v1/models").json()["data"]]
        assert answers(program, names[0])
        if "enforce" in line:
            assert any("--enforce-eager changes nothing" in said for said in program.lines)
    version = subprocess.run([tmp_path / "vllm", "--version"], capture_output=True, text=True)
    assert version.returncode == 0 and version.stdout.startswith("dazzle ")


@pytest.mark.parametrize("line,words", [
    ("--rest_port 8000", "Use config_path or model_path"), ("--rest_prot 8000 --model_path x", "Did you mean --rest_port?"),
    ("--rest_port 0 --model_path /nowhere --model_name a", "no folder '/nowhere'"),
    ("--pull --model_repository_path /tmp", "source_model parameter is required for pull mode"),
    ("--rest_port 0 --model_path a --task rerank", "--task rerank is not served"),
    ("--rest_port 0 --config_path a --model_name b", "Use either config_path or model_path"),
])
def test_mistakes(hub, line: str, words: str):
    ended = subprocess.run([str(BINARY), *line.split()], capture_output=True, text=True, timeout=60)
    assert ended.returncode in (1, 2) and words in ended.stderr, ended.stderr
