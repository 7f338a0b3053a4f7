"""The servers that tests share, and clients for both dialects."""

import openai
import pytest
from server import Server, serving

NAMES = ["tiny", "OpenVINO/Qwen3-8B-int4-cw-ov", "Qwen/Qwen2.5-VL-7B-Instruct", "microsoft/Phi-3.5-vision-instruct"]


@pytest.fixture(scope="session")
def server():
    """One for all who leave it as it was."""
    options = [word for name in NAMES for word in ("--served-model-name", name)]
    with serving(*options) as server:
        yield server


@pytest.fixture(params=["v1", "v3", "v3/v1"])
def client(server: Server, request) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/{request.param}", api_key="unused", max_retries=0)
