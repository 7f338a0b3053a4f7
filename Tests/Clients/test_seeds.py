"""The text examples of the manuals that users come from, word for word but for the port and the host's own answers."""

import json
import subprocess

import pytest
import requests
from openai import OpenAI
from server import Server

OVMS = "OpenVINO/Qwen3-8B-int4-cw-ov"


def shell(server: Server, command: str) -> dict:
    command = command.replace("localhost:8000", f"127.0.0.1:{server.port}")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


def test_readiness(server: Server):
    states = shell(server, "curl -s http://localhost:8000/v1/config")
    assert states[OVMS] == {"model_version_status": [
        {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": "OK"}}]}


def test_chat_with_curl(server: Server):
    answer = shell(server, 'curl -s http://localhost:8000/v3/chat/completions -H "Content-Type: application/json" -d '
                   '"{\\"model\\": \\"OpenVINO/Qwen3-8B-int4-cw-ov\\", \\"max_tokens\\":50, \\"stream\\":false, '
                   '\\"chat_template_kwargs\\":{\\"enable_thinking\\":false}, \\"messages\\": [{\\"role\\": \\"system\\", '
                   '\\"content\\": \\"You are a helpful assistant.\\"},{\\"role\\": \\"user\\",\\"content\\": '
                   '\\"What is OpenVINO Model Server?\\"}]}"')
    choice = answer["choices"][0]
    assert choice["finish_reason"] in ("stop", "length") and choice["index"] == 0
    assert choice["message"]["role"] == "assistant" and choice["message"]["content"]
    assert choice["message"]["tool_calls"] == []
    assert answer["model"] == OVMS and answer["object"] == "chat.completion"
    assert answer["usage"]["total_tokens"] == answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"]


def test_completion_with_curl(server: Server):
    answer = shell(server, 'curl -s http://localhost:8000/v3/completions -H "Content-Type: application/json" -d '
                   '"{\\"model\\": \\"OpenVINO/Qwen3-8B-int4-cw-ov\\", \\"max_tokens\\":50, \\"stream\\":false, '
                   '\\"prompt\\": \\"What are the 3 main tourist attractions in Paris?\\"}"')
    assert answer["object"] == "text_completion" and answer["choices"][0]["text"]


@pytest.fixture
def client(server: Server) -> OpenAI:
    return OpenAI(base_url=f"http://localhost:{server.port}/v3", api_key="unused")


def test_unary_chat(client: OpenAI):
    response = client.chat.completions.create(
        model="OpenVINO/Qwen3-8B-int4-cw-ov",
        messages=[{"role": "user", "content": "What is OpenVINO Model Server?"}],
        max_tokens=100,
        stream=False,
        extra_body={"chat_template_kwargs": {"enable_thinking": False}}
    )
    assert response.choices[0].message.content


def test_unary_completion(client: OpenAI):
    response = client.completions.create(
        model="OpenVINO/Qwen3-8B-int4-cw-ov",
        prompt="What are the 3 main tourist attractions in Paris?",
        max_tokens=100,
        stream=False,
    )
    assert response.choices[0].text


def test_streamed_chat(client: OpenAI):
    stream = client.chat.completions.create(
        model="OpenVINO/Qwen3-8B-int4-cw-ov",
        messages=[{"role": "user", "content": "What is OpenVINO Model Server?"}],
        max_tokens=100,
        stream=True,
        extra_body={"chat_template_kwargs": {"enable_thinking": False}}
    )
    text = ""
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            text += chunk.choices[0].delta.content
    assert text


def test_streamed_completion(client: OpenAI):
    stream = client.completions.create(
        model="OpenVINO/Qwen3-8B-int4-cw-ov",
        prompt="What are the 3 main tourist attractions in Paris?",
        max_tokens=100,
        stream=True,
    )
    text = ""
    for chunk in stream:
        if chunk.choices[0].text is not None:
            text += chunk.choices[0].text
    assert text


CONVERSATION = [
    {"role": "user", "content": "Describe this video and remember this number: 4245"},
    {"role": "assistant", "content": "The video appears to be taken at night."},
    {"role": "user", "content": "What is the number ?"},
]


def test_multi_turn_text(server: Server):
    """The third manual's conversation, with its parameters. Its empty key is one that the package now refuses itself."""
    answer = requests.post(f"{server.url}/v1/chat/completions", json={
        "model": "microsoft/Phi-3.5-vision-instruct", "messages": CONVERSATION, "max_completion_tokens": 1000,
        "temperature": 0.1, "top_p": 0.3, "frequency_penalty": 1}, timeout=120)
    assert answer.status_code == 200 and answer.json()["choices"][0]["message"]["content"]
    client = OpenAI(base_url=f"{server.url}/v1", api_key="EMPTY")
    response = client.chat.completions.create(
        model="microsoft/Phi-3.5-vision-instruct", messages=CONVERSATION, max_completion_tokens=1000)
    assert response.choices[0].message.content


def test_system_and_user_with_curl(server: Server):
    """The fourth manual's request, its picture apart."""
    answer = shell(server, """curl -s http://localhost:8000/v1/chat/completions \\
    -H "Content-Type: application/json" \\
    -d '{
    "model": "Qwen/Qwen2.5-VL-7B-Instruct",
    "messages": [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": [
        {"type": "text", "text": "What is the text in the illustrate?"}
    ]}
    ]
    }'""")
    assert answer["id"].startswith("chatcmpl-") and answer["choices"][0]["stop_reason"] is None
    assert answer["prompt_logprobs"] is None and "prompt_tokens_details" in answer["usage"]
