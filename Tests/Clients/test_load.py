"""Many at once, slow readers, and being told to stop in the midst of it."""

import asyncio
import json
import statistics
import time

import pytest
from server import Server, golden, post, serving

PROMPTS = [prompt for prompt in golden()["prompts"] if prompt["ids"]]
TOKENS = golden()["max_tokens"]


def body(prompt: list[int], tokens: int = TOKENS, **more) -> dict:
    return {"model": "qwen2", "prompt": prompt, "max_tokens": tokens, "temperature": 0, "repetition_penalty": 1.0,
            "ignore_eos": True, "stream": True} | more


class Answer:
    def __init__(self):
        self.text, self.gaps, self.done, self.status = "", [], False, 0


async def ask(server: Server, request: dict, path: str = "/v1/completions") -> Answer:
    """One streaming client on a connection of its own."""
    answer = Answer()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1 << 20)
    writer.write(post(path, request, "Connection: close"))
    answer.status = int((await reader.readline()).split()[1])
    while (await reader.readline()).strip():
        pass
    last = None
    while line := await reader.readline():
        if not line.startswith(b"data: "):
            continue
        now = time.monotonic()
        answer.gaps += [now - last] if last else []
        last = now
        if line.strip() == b"data: [DONE]":
            answer.done = True
        else:
            chunk = json.loads(line[6:])
            answer.text += "".join(choice["text"] for choice in chunk["choices"])
    writer.close()
    return answer


def test_two_hundred_streams(capsys):
    async def run(server: Server) -> list[Answer]:
        return await asyncio.gather(*(ask(server, body(PROMPTS[i % len(PROMPTS)]["ids"])) for i in range(200)))

    with serving() as server:
        answers = asyncio.run(run(server))
        for index, answer in enumerate(answers):
            assert answer.done and answer.text == PROMPTS[index % len(PROMPTS)]["output"]
        server.wait_idle(5)
        gaps = sorted(gap for answer in answers for gap in answer.gaps)
        with capsys.disabled():
            print(f"\n200 streams: median gap {statistics.median(gaps) * 1e3:.1f} ms, "
                  f"p99 {gaps[int(len(gaps) * 0.99)] * 1e3:.1f} ms")


def test_slow_readers_hold_nobody_up_and_nothing_back():
    """Readers that read nothing at all, while others are served; what waits for them is bounded."""
    async def run(server: Server) -> None:
        slow = []
        before = server.memory()
        for index in range(16):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1 << 12)
            request = body(PROMPTS[index % 8]["ids"], 500, logprobs=20)
            writer.write(post("/v1/completions", request))
            slow.append((reader, writer))
        for _ in range(2):
            answers = await asyncio.gather(*(ask(server, body(prompt["ids"])) for prompt in PROMPTS[:8]))
            assert [answer.text for answer in answers] == [prompt["output"] for prompt in PROMPTS[:8]]
        deadline = time.monotonic() + 120
        while server.busy().get("dazzle_requests_running", 0) > 0 and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        grown = server.memory() - before
        assert grown < 200 << 20, f"{grown >> 20} MiB more"
        for _, writer in slow:
            writer.close()

    with serving() as server:
        asyncio.run(run(server))
        server.wait_idle(5)


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "unary"])
def test_stopping_loses_no_accepted_request(stream: bool):
    """SIGTERM under load: what runs is finished, what comes is refused, and the process ends with 0."""
    async def run(server: Server) -> None:
        requests = [body(PROMPTS[i % len(PROMPTS)]["ids"], stream=stream) for i in range(60)]
        running = [asyncio.create_task(collect(server, request)) for request in requests]
        while not any(task.done() for task in running):
            figures = await asyncio.to_thread(server.metrics)
            if figures["dazzle_requests_running"] + figures["dazzle_requests_waiting"] >= 60:
                break
        server.process.terminate()
        await asyncio.sleep(0.05)
        late = await collect(server, requests[0])
        assert late is None or late[0] == 503
        for index, task in enumerate(running):
            status, text = await task
            assert status == 200 and text == PROMPTS[index % len(PROMPTS)]["output"]
        assert await asyncio.to_thread(server.process.wait, 30) == 0

    async def collect(server: Server, request: dict):
        try:
            if request["stream"]:
                answer = await ask(server, request)
                return answer.status, answer.text
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(post("/v1/completions", request, "Connection: close"))
            head, _, data = (await reader.read()).partition(b"\r\n\r\n")
            status = int(head.split()[1])
            return status, json.loads(data)["choices"][0]["text"] if status == 200 else ""
        except ConnectionRefusedError:
            return None

    server = Server("--max-num-seqs", "8")
    try:
        server.wait_ready()
        asyncio.run(run(server))
    finally:
        server.kill()


def test_a_full_queue_says_when_to_come_back():
    async def run(server: Server) -> None:
        tasks = [asyncio.create_task(ask(server, body(PROMPTS[0]["ids"], 300))) for _ in range(12)]
        answers = await asyncio.gather(*tasks)
        assert sorted({answer.status for answer in answers}) == [200, 429]
        assert all(answer.done == (answer.status == 200) for answer in answers)

    with serving("--max-num-seqs", "1", "--max-num-queued-reqs", "3") as server:
        asyncio.run(run(server))
        server.wait_idle(5)
