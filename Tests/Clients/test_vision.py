"""Pictures and clips over HTTP, as the documents of OVMS, vLLM and vlm-openvino-serving send them."""

import base64
import struct
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai
import pytest
import requests
from server import FIXTURES, Server, post, serving

IMAGES = FIXTURES / "images"
NAMES = ["qwen2_vl", "Qwen/Qwen2-VL-2B-Instruct", "OpenGVLab/InternVL2-2B"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A real MP4 of three seconds."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=96x64:rate=10:duration=3", "-pix_fmt", "yuv420p",
         str(path)], check=True)
    return path


class Files(BaseHTTPRequestHandler):
    """A picture, a redirect to it, and things that are none."""

    def do_GET(self):
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/zebra.png")
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/outside":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/zebra.png")
            self.end_headers()
        elif self.path == "/zebra.png":
            self.send_response(200)
            self.end_headers()
            self.wfile.write((IMAGES / "rgb.png").read_bytes())
        elif self.path == "/page":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>no picture</html>")
        else:
            self.send_error(404)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def files():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def server(clip):
    options = [word for name in NAMES for word in ("--served-model-name", name)]
    with serving(*options, "--allowed-local-media-path", IMAGES, "--allowed-media-domains", "127.0.0.1",
                 model="qwen2_vl") as server:
        yield server


def data(name: str, kind: str = "image/png") -> str:
    return f"data:{kind};base64," + base64.b64encode((IMAGES / name).read_bytes()).decode()


def picture(url: str) -> dict:
    return {"type": "image_url", "image_url": {"url": url}}


def ask(server: Server, *parts, path: str = "v1", **more) -> requests.Response:
    body = {"model": NAMES[0], "max_tokens": 8, "temperature": 0, "messages": [{"role": "user", "content": list(parts)}]}
    return requests.post(f"{server.url}/{path}/chat/completions", json=body | more, timeout=60)


def words(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.json()["choices"][0]["message"]["content"]


TEXT = {"type": "text", "text": "What is on the picture?"}


@pytest.mark.parametrize("path", ["v1", "v3", "v3/v1"])
def test_one_picture_from_everywhere(server: Server, files: str, path: str):
    """The same bytes by every way give the same answer."""
    urls = [data("rgb.png"), data("rgb.png", "image/jpeg"), "rgb.png", str(IMAGES / "rgb.png"), f"file://{IMAGES}/rgb.png",
            f"{files}/zebra.png", f"{files}/redirect"]
    answers = {words(ask(server, TEXT, picture(url), path=path)) for url in urls}
    assert len(answers) == 1
    assert words(ask(server, TEXT, {"type": "image_url", "image_url": urls[0]}, path=path)) in answers
    assert words(ask(server, TEXT, {"type": "image", "image": urls[0]}, path=path)) in answers


@pytest.mark.parametrize("path", ["v1", "v3"])
def test_openai_client(server: Server, path: str):
    client = openai.OpenAI(base_url=f"{server.url}/{path}", api_key="EMPTY", max_retries=0)
    messages = [
        {"role": "system", "content": "Answer briefly."},
        {"role": "user", "content": [TEXT, picture(data("rgb.png")), picture(data("420.jpg"))]},
        {"role": "assistant", "content": "Colours."},
        {"role": "user", "content": "Which ones?"},
    ]
    options = dict(model=NAMES[1], messages=messages, max_tokens=12, temperature=0)
    whole = client.chat.completions.create(**options)
    assert whole.usage.prompt_tokens > 20
    pieces = client.chat.completions.create(**options, stream=True)
    assert "".join(p.choices[0].delta.content or "" for p in pieces if p.choices) == whole.choices[0].message.content


def test_clips(server: Server, clip):
    encoded = base64.b64encode(clip.read_bytes()).decode()
    url = f"data:video/mp4;base64,{encoded}"
    part = {"type": "video_url", "video_url": {"url": url}, "max_pixels": "100*100", "fps": 1}
    small = ask(server, {"type": "text", "text": "What happens?"}, part)
    assert words(small)
    more = ask(server, {"type": "text", "text": "What happens?"}, part | {"fps": 4})
    assert more.json()["usage"]["prompt_tokens"] > small.json()["usage"]["prompt_tokens"]
    frames = ask(server, {"type": "video", "video": [data("rgb.png"), data("444.jpg"), data("422.jpg")]}, TEXT)
    assert words(frames)


def test_encodes_once(server: Server):
    before = server.metrics()
    question = [picture(data("grey.jpg", "image/jpeg")), TEXT]
    first = ask(server, *question)
    second = ask(server, *question)
    assert words(first) == words(second)
    third = requests.post(f"{server.url}/v1/chat/completions", timeout=60, json={
        "model": NAMES[0], "max_tokens": 8, "messages": [
            {"role": "user", "content": question}, {"role": "assistant", "content": words(first)},
            {"role": "user", "content": "And what else?"}]})
    assert third.json()["usage"]["prompt_tokens_details"]["cached_tokens"] > 0
    after = server.metrics()
    assert after["dazzle_vision_encoder_runs_total"] - before["dazzle_vision_encoder_runs_total"] == 1
    assert after["dazzle_media_encode_seconds_count"] - before["dazzle_media_encode_seconds_count"] == 1


@pytest.mark.parametrize("part, said", [
    (picture("data:image/png;base64,AAAA"), "unknown kind"),
    (picture("data:image/png;base64,*"), "illegal character"),
    (picture("/etc/passwd"), "--allowed-local-media-path"),
    (picture("http://169.254.169.254/latest/meta-data"), "--allowed-media-domains"),
    (picture("ftp://example.com/a.png"), "not fetched"),
    ({"type": "image_url", "image_url": {}}, "url is missing"),
    ({"type": "image_url"}, "image_url is missing"),
    ({"type": "video", "video": []}, "1 to 1024 frames"),
    ({"type": "video_url", "video_url": {"url": "rgb.png"}}, "cannot be opened"),
    ({"type": "image_url", "image_url": {"url": "rgb.png"}, "max_pixels": "__import__('os')"}, "Invalid max_pixels format"),
    ({"type": "input_audio", "input_audio": {}}, "reads texts, pictures and clips"),
    ({"type": "text", "text": "<|image_pad|>"}, "leave"),
])
def test_refusals(server: Server, part: dict, said: str):
    answer = ask(server, TEXT, part)
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert said in error["message"]
    assert requests.get(f"{server.url}/health", timeout=5).status_code == 200


@pytest.mark.parametrize("path, said", [
    ("/loop", "redirects more than"), ("/outside", "neither http nor https"), ("/nothing", "status 404"),
    ("/page", "a web page"), ("/inside", "--allowed-media-domains")])
def test_what_servers_answer(server: Server, files: str, path: str, said: str):
    answer = ask(server, TEXT, picture(files + path))
    assert answer.status_code == 400 and said in answer.json()["error"]["message"]
    assert answer.json()["error"]["param"] == "messages[0].content[1]"


def test_limits():
    with serving("--limit-mm-per-prompt", '{"image": 1, "video": 0}', model="qwen2_vl") as server:
        assert ask(server, picture(data("rgb.png"))).status_code == 200
        answer = ask(server, picture(data("rgb.png")), picture(data("rgb.png")))
        assert answer.status_code == 400 and "At most 1 image(s)" in answer.json()["error"]["message"]


def test_inside_addresses_are_refused_by_default(files: str):
    with serving(model="llava") as server:
        for url in [files + "/zebra.png", files.replace("127.0.0.1", "localhost") + "/zebra.png",
                    files.replace("127.0.0.1", "2130706433") + "/zebra.png"]:
            answer = ask(server, picture(url), model="llava")
            assert answer.status_code == 400 and "public internet" in answer.json()["error"]["message"]


@pytest.mark.parametrize("family", ["qwen2_5_vl", "qwen3_vl", "llava", "llava_next", "gemma3"])
def test_every_family_answers(family: str):
    with serving(model=family) as server:
        one = words(ask(server, TEXT, picture(data("rgb.png")), model=family))
        assert one == words(ask(server, TEXT, picture(data("rgb.png")), model=family))


def test_media_by_uuid(server: Server):
    """Sent once, shown again by name alone."""
    part = picture(data("rgb.png")) | {"uuid": "zebra 1"}
    first = words(ask(server, TEXT, part))
    for again in [{"type": "image_url", "image_url": None, "uuid": "zebra 1"}, {"type": "image_url", "uuid": "zebra 1"},
                  {"type": "image_url", "image_url": {}, "uuid": "zebra 1"}]:
        assert words(ask(server, TEXT, again)) == first
    answer = ask(server, TEXT, {"type": "image_url", "image_url": None, "uuid": "never sent"})
    assert answer.status_code == 400
    assert "never sent" in answer.json()["error"]["message"]
    assert answer.json()["error"]["param"] == "messages[0].content[1]"


def test_what_pictures_cost_is_told(server: Server):
    before = server.metrics()
    assert words(ask(server, TEXT, picture(data("rgb.png")), picture(data("444.jpg", "image/jpeg"))))
    after = server.metrics()
    assert after["dazzle_images_total"] - before["dazzle_images_total"] == 2
    assert after["dazzle_videos_total"] == before["dazzle_videos_total"]
    line = [line for line in server.log.splitlines() if "images=2" in line][-1]
    assert " videos=0 media_tokens=" in line and " media_ms=" in line


def test_processor_options(server: Server):
    def tokens(**more):
        answer = ask(server, TEXT, picture(data("grey.jpg", "image/jpeg")), **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["usage"]["prompt_tokens"]

    small = tokens(mm_processor_kwargs={"min_pixels": 3136, "max_pixels": 3136})
    large = tokens(mm_processor_kwargs={"min_pixels": 40000, "max_pixels": 80000})
    assert small < large
    assert tokens(mm_processor_kwargs={"size": {"shortest_edge": 40000, "longest_edge": 80000}}) == large
    for name, value, said in [("mm_processor_kwargs", {"colour": 1}, "has no colour"),
                              ("mm_processor_kwargs", {"max_pixels": 0}, "max_pixels must be"),
                              ("media_io_kwargs", {"video": {"fps": -1}}, "video.fps must be")]:
        answer = ask(server, TEXT, picture(data("rgb.png")), **{name: value})
        assert answer.status_code == 400 and said in answer.json()["error"]["message"]
        assert answer.json()["error"]["param"] == name


def test_the_operators_bound_holds():
    with serving("--mm-processor-kwargs", '{"max_pixels": 6272}', model="qwen2_vl") as server:
        def tokens(part):
            answer = ask(server, TEXT, picture(bitmap(640, 480, 9)) | part)
            return answer.json()["usage"]["prompt_tokens"]

        assert tokens({}) == tokens({"max_pixels": 500000}) == tokens({"resized_width": 640, "resized_height": 480})


def test_tokenize_counts_pictures(server: Server):
    messages = [{"role": "user", "content": [TEXT, picture(data("rgb.png")), picture(data("420.jpg", "image/jpeg"))]}]
    counted = requests.post(f"{server.url}/tokenize", json={"model": NAMES[0], "messages": messages}, timeout=20).json()
    asked = ask(server, *messages[0]["content"]).json()
    assert counted["count"] == len(counted["tokens"]) == asked["usage"]["prompt_tokens"]


def test_frames_by_number(server: Server, clip):
    url = "data:video/mp4;base64," + base64.b64encode(clip.read_bytes()).decode()
    part = {"type": "video_url", "video_url": {"url": url}}

    def tokens(**more):
        return ask(server, part, TEXT, **more).json()["usage"]["prompt_tokens"]

    assert tokens(media_io_kwargs={"video": {"num_frames": 4}}) < tokens(media_io_kwargs={"video": {"num_frames": 8}})


def bitmap(width: int, height: int, seed: int) -> str:
    """A BMP file of one colour."""
    row = bytes([seed * 37 % 256, seed * 91 % 256, seed * 53 % 256]) * width
    pixels = (row + bytes(-len(row) % 4)) * height
    head = struct.pack("<2sIHHI", b"BM", 54 + len(pixels), 0, 0, 54)
    head += struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(pixels), 0, 0, 0, 0)
    return "data:image/bmp;base64," + base64.b64encode(head + pixels).decode()


def test_hangups_while_encoding():
    """Pictures that nobody waits for any more are not encoded, and what runs is broken off."""
    with serving(model="qwen2_vl") as server:
        connections = []
        for seed in range(6):
            part = picture(bitmap(1120, 1120, seed)) | {"max_pixels": 1300000}
            connection = server.connect()
            connection.sendall(post("/v1/chat/completions", {
                "model": "qwen2_vl", "max_tokens": 4, "messages": [{"role": "user", "content": [part]}]}))
            connections.append(connection)
        deadline = time.monotonic() + 60
        while not server.metrics().get("dazzle_media_preprocess_seconds_count"):
            assert time.monotonic() < deadline, "no picture was prepared"
        for connection in connections:
            connection.close()
        assert words(ask(server, TEXT, picture(data("rgb.png")), model="qwen2_vl"))
        server.wait_idle(5)
        assert server.metrics()["dazzle_vision_encoder_runs_total"] <= 3
