"""The examples with pictures and clips of the manuals that users come from, word for word but for ports and the hosts that files
come from."""

import base64
import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from openai import OpenAI
from server import BINARY, EXACT, FIXTURES, Server, serving

PHI, QWEN, INTERN = "microsoft/Phi-3.5-vision-instruct", "Qwen/Qwen2.5-VL-7B-Instruct", "OpenGVLab/InternVL2-2B"


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=96x64:rate=10:duration=1", "-pix_fmt", "yuv420p",
         str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def files(clip):
    """The hosts of the examples: a picture for each name, a clip for .mp4."""
    names = ["420.jpg", "422.jpg", "444.jpg", "grey.jpg"]

    class Files(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            name = names[sum(self.path.encode()) % len(names)]
            self.wfile.write(clip if self.path.endswith(".mp4") else (FIXTURES / "images" / name).read_bytes())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def started(model: str, name: str):
    return serving("--served-model-name", name, "--allowed-media-domains", "127.0.0.1", "localhost", model=model)


@pytest.fixture(scope="module")
def phi():
    with started("phi3_v", PHI) as server:
        yield server


@pytest.fixture(scope="module")
def qwen():
    with started("qwen2_5_vl", QWEN) as server:
        yield server


@pytest.fixture(scope="module")
def intern():
    with started("internvl_chat", INTERN) as server:
        yield server


def shell(server: Server, files: int, command: str) -> str:
    """Every other host is the one that serves files."""
    command = re.sub(r"localhost:(9764|8000)", f"127.0.0.1:{server.port}", command)
    command = command.replace("localhost:8080", f"localhost:{files}")
    command = re.sub(r"https?://(?!127\.0\.0\.1|localhost)[^/\"\\]+", f"http://127.0.0.1:{files}", command)
    done = subprocess.run(["bash", "-c", command.replace("curl ", "curl -s ", 1)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def content(text: str) -> str:
    answer = json.loads(text)
    assert "choices" in answer, text
    assert answer["choices"][0]["finish_reason"] in ("stop", "length")
    return answer["choices"][0]["message"]["content"]


def streamed(text: str) -> str:
    events = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]", text
    chunks = [json.loads(event) for event in events[:-1]]
    return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])


# vlm-openvino-serving

POST = """curl --location 'http://localhost:9764/v1/chat/completions' \\
--header 'Content-Type: application/json' \\
--data '"""


def test_image_url(phi: Server, files: int):
    assert content(shell(phi, files, POST + """{
    "model": "microsoft/Phi-3.5-vision-instruct",
    "messages": [
        {
            "role": "user",
            "content": [
                {
                    "type": "text",
                    "text": "Describe the activities and events captured in the image. Provide a detailed description of what is happening. While referring to an object or person or entity, identify them as uniquely as possible such that it can be tracked in future. Keep attention to detail, but avoid speculation or unnecessary attribution of details."
                },
                {
                    "type": "image_url",
                    "image_url": {
                        "url": "https://github.com/openvinotoolkit/openvino_notebooks/assets/29454499/d5fbbd1a-d484-415c-88cb-9986625b7b11"
                    }
                }
            ]
        }
    ],
    "max_completion_tokens": 500,
    "temperature": 0.1,
    "top_p": 0.3,
    "frequency_penalty": 1
}'"""))


def test_base64_image(phi: Server, files: int):
    image = base64.b64encode((FIXTURES / "images" / "420.jpg").read_bytes()).decode()
    assert content(shell(phi, files, POST + """{
    "model": "microsoft/Phi-3.5-vision-instruct",
    "max_completion_tokens": 100,
    "messages": [
        {
            "role": "user",
            "content": [
                {
                    "type": "text",
                    "text": "Describe this image."
                },
                {
                    "type": "image_url",
                    "image_url": {
                        "url": "data:image/jpeg;base64,<base64 image value>"
                    }
                }
            ]
        }
    ]
}'""".replace("<base64 image value>", image)))


def test_multiple_images(phi: Server, files: int):
    assert content(shell(phi, files, POST + """{
    "model": "microsoft/Phi-3.5-vision-instruct",
    "messages": [
      {
        "role": "user",
        "content": [
          {
            "type": "text",
            "text": "Describe these image. Generate the output in json format as {image_1:Description1, image_2:Description2}"
          },
          {
            "type": "image_url",
            "image_url": {
              "url": "https://preschool.org/wp-content/uploads/2021/08/What-to-do-during-your-preschool-reading-time-855x570.jpg"
            }
          },
          {
            "type": "image_url",
            "image_url": {
              "url": "https://images.squarespace-cdn.com/content/v1/659e1d627cfb464f89ed5d6d/16cb28f5-86eb-4bdd-a240-fb3316523aee/AdobeStock_663850233.jpeg"
            }
          }
        ]
      }
    ],
    "max_completion_tokens": 200
  }'"""))


CHAT = [
    {"role": "user", "content": "Describe this video and remember this number: 4245"},
    {"role": "assistant", "content": "The video appears to be taken at night, as indicated by the darkness and artificial "
     "lighting.\n\nRemember the number: 4245"}]


def test_continuous_chat(phi: Server, files: int):
    body = {"model": PHI, "messages": CHAT + [{"role": "user", "content": "What is the number ?"}], "max_completion_tokens": 1000}
    assert content(shell(phi, files, POST + json.dumps(body, indent=4) + "'"))
    client = OpenAI(base_url=f"http://localhost:{phi.port}/v1", api_key="-")  # Today's client takes no empty key.
    response = client.chat.completions.create(
        model="microsoft/Phi-3.5-vision-instruct",
        messages=CHAT + [{"role": "user", "content": "What did I ask you to do? What is the number?"}],
        max_completion_tokens=1000,
    )
    assert response.choices[0].message.content


def test_video(phi: Server, files: int):
    assert content(shell(phi, files, POST + """{
    "model": "microsoft/Phi-3.5-vision-instruct",
    "messages": [
      {
        "role": "user",
        "content": [
          {
            "type": "text",
            "text": "Consider these images as frames of single video. Describe this video and sequence of events."
          },
          {
            "type": "video",
            "video": [
                "http://localhost:8080/chunk_6_frame_3.jpeg",
                "http://localhost:8080/chunk_6_frame_4.jpeg"
            ]
          }
        ]
      }
    ],
    "max_completion_tokens": 1000
  }'"""))


VIDEO_URL = """{
    "model": "Qwen/Qwen2.5-VL-7B-Instruct",
    "messages": [
      {
        "role": "user",
        "content": [
          {
            "type": "text",
            "text": "Describe this video"
          },
          {
            "type": "video_url",
            "video_url": {
              "url": "%s"
            }%s
          }
        ]
      }
    ],
    "max_completion_tokens": 1000,
    "stream":true
  }'"""


def test_video_url(qwen: Server, files: int):
    options = """,
            "max_pixels": "360*420",
            "fps": 1"""
    assert streamed(shell(qwen, files, POST + VIDEO_URL % ("http://localhost:8080/original-1sec.mp4", options)))


def test_base64_video(qwen: Server, files: int, clip: bytes):
    video_base64 = base64.b64encode(clip).decode()
    assert streamed(shell(qwen, files, POST + VIDEO_URL % (f"data:video/mp4;base64,{video_base64}", "")))


# OVMS

def test_ovms_curl(intern: Server, files: int):
    answer = shell(intern, files, 'curl http://localhost:8000/v3/chat/completions  -H "Content-Type: application/json" -d "{ '
                   '\\"model\\": \\"OpenGVLab/InternVL2-2B\\", \\"messages\\":[{\\"role\\": \\"user\\", \\"content\\": [{\\"type\\": '
                   '\\"text\\", \\"text\\": \\"Describe what is one the picture.\\"},{\\"type\\": \\"image_url\\", \\"image_url\\": '
                   '{\\"url\\": \\"http://raw.githubusercontent.com/openvinotoolkit/model_server/refs/heads/releases/2025/2/demos/'
                   'common/static/images/zebra.jpeg\\"}}]}], \\"max_completion_tokens\\": 100}"')
    assert content(answer)
    made = json.loads(answer)
    assert made["object"] == "chat.completion" and made["model"] == INTERN
    assert made["usage"]["total_tokens"] == made["usage"]["prompt_tokens"] + made["usage"]["completion_tokens"]


def convert_image(Image):
    with open(FIXTURES / "images" / Image, 'rb') as file:
        base64_image = base64.b64encode(file.read()).decode("utf-8")
    return base64_image


MESSAGES = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "Describe what is one the picture."},
            {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{convert_image('420.jpg')}"}}
        ]
    }
]


def test_ovms_requests(intern: Server):
    base_url = f"http://localhost:{intern.port}/v3"
    payload = {"model": "OpenGVLab/InternVL2-2B", "messages": MESSAGES, "max_completion_tokens": 100}
    headers = {"Content-Type": "application/json", "Authorization": "not used"}
    response = requests.post(base_url + "/chat/completions", json=payload, headers=headers)
    assert content(response.text)


def test_ovms_stream(intern: Server):
    client = OpenAI(api_key='unused', base_url=f"http://localhost:{intern.port}/v3")
    stream = client.chat.completions.create(model="OpenGVLab/InternVL2-2B", messages=MESSAGES, stream=True, max_tokens=200)
    text = ""
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            text += chunk.choices[0].delta.content
    assert text


# vLLM

def test_vllm_curl(qwen: Server, files: int):
    assert content(shell(qwen, files, """curl http://localhost:8000/v1/chat/completions \\
    -H "Content-Type: application/json" \\
    -d '{
    "model": "Qwen/Qwen2.5-VL-7B-Instruct",
    "messages": [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": "https://modelscope.oss-cn-beijing.aliyuncs.com/resource/qwen.png"}},
        {"type": "text", "text": "What is the text in the illustrate?"}
    ]}
    ]
    }'"""))


def test_offline():
    """What vLLM's `LLM` class does in that manual, from the command line."""
    done = subprocess.run(
        [str(BINARY), "generate", str(FIXTURES / "models" / "qwen2_5_vl"), *EXACT, "--image", str(FIXTURES / "images" / "rgb.png"),
         "--system", "You are a helpful assistant.", "--max-tokens", "16", "--json",
         "Please provide a detailed description of this image"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
