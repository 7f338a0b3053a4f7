"""What operators see: probes, figures, logs, keys, certificates, and words when a start fails."""

import json
import re
import subprocess
import urllib.error
import urllib.request

import pytest
import requests
from server import BINARY, FIXTURES, Server, serving


def test_probes(server: Server):
    for path in ["/health", "/ping", "/v2/health/live", "/v2/health/ready", "/version", "/v1/config", "/v1/models"]:
        assert requests.get(server.url + path, timeout=5).status_code == 200, path


def test_request_ids(server: Server):
    own = requests.get(server.url + "/health", headers={"X-Request-Id": "abc-1"}, timeout=5)
    assert own.headers["X-Request-Id"] == "abc-1"
    new = requests.get(server.url + "/health", headers={"X-Request-Id": "a b\tc"}, timeout=5)
    assert re.fullmatch("[0-9a-f]{32}", new.headers["X-Request-Id"])


def test_browsers_may_ask(server: Server):
    ask = {"Origin": "http://example.com", "Access-Control-Request-Method": "POST",
           "Access-Control-Request-Headers": "content-type,authorization"}
    answer = requests.options(server.url + "/v1/chat/completions", headers=ask, timeout=5)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "http://example.com")


def test_the_document_and_its_page(server: Server):
    document = requests.get(server.url + "/openapi.json", timeout=5).json()
    assert document["openapi"].startswith("3.1") and "/v1/chat/completions" in document["paths"]
    page = requests.get(server.url + "/docs", timeout=5)
    assert page.headers["Content-Type"].startswith("text/html") and "/v1/chat/completions" in page.text


def test_tokens(server: Server):
    made = requests.post(server.url + "/tokenize", json={"model": "tiny", "prompt": "Hello there"}, timeout=5).json()
    assert made["count"] == len(made["tokens"]) and made["max_model_len"] == 2048
    text = requests.post(server.url + "/detokenize", json={"model": "tiny", "tokens": made["tokens"]}, timeout=5).json()
    assert text == {"prompt": "Hello there"}


@pytest.mark.parametrize("style, prefix", [("dazzle", "dazzle_"), ("vllm", "vllm:")])
def test_figures(style: str, prefix: str):
    with serving("--metrics-style", style) as server:
        ask = {"model": "qwen2", "prompt": "Hello", "max_tokens": 7, "ignore_eos": True}
        for _ in range(3):
            requests.post(server.url + "/v1/completions", json=ask, timeout=20).raise_for_status()
        figures = server.metrics()
        assert figures[prefix + "generation_tokens_total"] == 21
        assert figures[prefix + "time_to_first_token_seconds_count"] == 3
        assert figures[prefix + "inter_token_latency_seconds_count"] == 18
        if style == "vllm":
            assert figures["vllm:request_success_total"] == 3
            assert figures["vllm:num_requests_running"] == figures["vllm:kv_cache_usage_perc"] == 0


def test_one_json_line_for_each_request():
    with serving("--log-format", "json") as server:
        for options in [{"stream": False}, {"stream": True}]:
            ask = {"model": "qwen2", "prompt": "a secret", "max_tokens": 5, "ignore_eos": True} | options
            requests.post(server.url + "/v1/completions", json=ask, headers={"X-Request-Id": "mine"}, timeout=20)
        requests.post(server.url + "/v1/completions", data=b"{", timeout=20,
                      headers={"Content-Type": "application/json", "X-Request-Id": "bad id"})
        server.stop()
        lines = [json.loads(line) for line in server.lines if line.startswith("{")]
        own = [line for line in lines if line.get("completion_tokens") == 5]
        assert len(own) == 2 and all(line["model"] == "qwen2" for line in own)
        assert "secret" not in server.log
        server.process.poll = lambda: None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", files[0], "-keyout", files[1]],
                   check=True, capture_output=True)
    return files


def test_tls(certificate):
    chain, key = certificate
    with serving("--ssl-certfile", str(chain), "--ssl-keyfile", str(key), scheme="https") as server:
        ask = {"model": "qwen2", "prompt": "Hello", "max_tokens": 5, "stream": True}
        answer = requests.post(f"https://localhost:{server.port}/v1/completions", json=ask, verify=chain, timeout=20)
        assert answer.status_code == 200 and answer.text.endswith("data: [DONE]\n\n")


def start(*options: str) -> subprocess.CompletedProcess:
    return subprocess.run([str(BINARY), "serve", *map(str, options)], capture_output=True, text=True, timeout=60)


def test_a_start_that_fails_says_why(server: Server, certificate, tmp_path):
    model = FIXTURES / "models" / "qwen2"
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    cases = [
        ([model, "--port", server.port], str(server.port)),
        ([model, "--host", "203.0.113.1"], "203.0.113.1"),
        (["/nowhere/model", "--port", "0"], "/nowhere/model"),
        ([model, "--port", "0", "--ssl-certfile", rubbish, "--ssl-keyfile", certificate[1]], "rubbish.pem"),
        ([model, "--port", "0", "--ssl-certfile", certificate[0], "--ssl-keyfile", tmp_path / "none"], "none"),
        ([model, "--port", "0", "--device", "GPU.7"], "GPU.7"),
    ]
    for options, word in cases:
        done = start(*options)
        assert done.returncode == 1, (options, done.stderr)
        assert word in done.stderr and "Traceback" not in done.stderr and len(done.stderr) < 2000, done.stderr
    assert start(model, "--port", "99999").returncode == 2
    assert start(model, "--ssl-certfile", certificate[0]).returncode == 2


def test_requests_while_loading_are_told_to_wait():
    server = Server()
    try:
        server.wait_listening()
        try:
            urllib.request.urlopen(server.url + "/v2/health/ready", timeout=5)
        except urllib.error.HTTPError as error:
            assert error.code == 503
        assert server.get("/v2/health/live") == b""
        server.wait_ready()
        assert server.get("/v2/health/ready") == b""
    finally:
        server.kill()
