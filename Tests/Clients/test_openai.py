"""The openai package against both dialects."""

import json

import openai
import pytest
from server import Server, golden

MODEL = "tiny"
GREEDY = {"model": MODEL, "temperature": 0, "extra_body": {"repetition_penalty": 1.0}}
PROMPTS = [prompt for prompt in golden()["prompts"] if prompt["text"]][:6]
HELLO = [{"role": "user", "content": "What is OpenVINO Model Server?"}]


def text_of(stream) -> tuple[dict[int, str], list]:
    """The texts of a stream by choice, and its chunks."""
    chunks, texts = list(stream), {}
    for chunk in chunks:
        for choice in chunk.choices:
            piece = choice.text if hasattr(choice, "text") else choice.delta.content
            texts[choice.index] = texts.get(choice.index, "") + (piece or "")
    return texts, chunks


def told(caught: pytest.ExceptionInfo) -> str:
    """What the server said. OpenVINO Model Server's bodies hold a plain text, which the package leaves in `body`."""
    error = caught.value
    return str(error) if isinstance(error.body, dict) else str(error.body)


def ignoring_eos(options: dict) -> dict:
    return options | {"extra_body": options.get("extra_body", {}) | {"ignore_eos": True}}


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt["text"][:12])
def test_completion_is_the_goldens(client: openai.OpenAI, prompt: dict):
    options = ignoring_eos(GREEDY) | {"max_tokens": golden()["max_tokens"]}
    for given in (prompt["text"], [prompt["text"]], prompt["ids"], [prompt["ids"]]):
        answer = client.completions.create(prompt=given, **options)
        assert answer.choices[0].text == prompt["output"]
        assert answer.choices[0].finish_reason == "length"
        assert answer.usage.prompt_tokens == len(prompt["ids"])
        assert answer.usage.completion_tokens == golden()["max_tokens"]
        assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    texts, _ = text_of(client.completions.create(prompt=prompt["text"], stream=True, **options))
    assert texts == {0: prompt["output"]}


def test_several_prompts_are_numbered_in_order(client: openai.OpenAI):
    options = ignoring_eos(GREEDY) | {"max_tokens": golden()["max_tokens"]}
    for prompts in ([p["text"] for p in PROMPTS], [p["ids"] for p in PROMPTS]):
        answer = client.completions.create(prompt=prompts, **options)
        assert [choice.index for choice in answer.choices] == list(range(len(PROMPTS)))
        assert [choice.text for choice in answer.choices] == [p["output"] for p in PROMPTS]
        assert answer.usage.prompt_tokens == sum(len(p["ids"]) for p in PROMPTS)
        texts, _ = text_of(client.completions.create(prompt=prompts, stream=True, **options))
        assert [texts[index] for index in range(len(PROMPTS))] == [p["output"] for p in PROMPTS]


@pytest.mark.parametrize("extra", [
    {}, {"stop": "a"}, {"stop": ["zz", "re"]}, {"n": 3, "temperature": 1.0, "seed": 7}, {"max_tokens": 1},
    {"temperature": 0.8, "seed": 1, "top_p": 0.9, "presence_penalty": 0.5, "frequency_penalty": 0.5},
    {"logit_bias": {"300": 50}},
], ids=json.dumps)
def test_chat_streams_what_it_answers(client: openai.OpenAI, extra: dict):
    options = GREEDY | {"max_tokens": 40, "messages": HELLO} | extra
    answer = client.chat.completions.create(**options)
    texts, chunks = text_of(client.chat.completions.create(
        stream=True, stream_options={"include_usage": True}, **options))
    assert [texts[choice.index] for choice in answer.choices] == [c.message.content for c in answer.choices]
    assert len(answer.choices) == extra.get("n", 1)
    if extra.get("n"):
        assert len({choice.message.content for choice in answer.choices}) == 3
    for choice in answer.choices:
        assert choice.message.role == "assistant"
        assert choice.finish_reason in ("stop", "length")
        own = [c.choices[0] for c in chunks if c.choices and c.choices[0].index == choice.index]
        assert own[0].delta.role == "assistant"
        assert [c.finish_reason for c in own if c.finish_reason] == [choice.finish_reason]
    assert chunks[-1].choices == [] and chunks[-1].usage.model_dump(
        include={"prompt_tokens", "completion_tokens", "total_tokens"}) == answer.usage.model_dump(
        include={"prompt_tokens", "completion_tokens", "total_tokens"})


def test_usage_is_sent_only_on_request(client: openai.OpenAI):
    options = GREEDY | {"max_tokens": 3, "messages": HELLO, "stream": True}
    assert all(chunk.usage is None and chunk.choices for chunk in client.chat.completions.create(**options))


def test_seeds(client: openai.OpenAI):
    def texts(seed: int) -> list[str]:
        answer = client.chat.completions.create(
            model=MODEL, messages=HELLO, temperature=1, seed=seed, n=3, max_tokens=24)
        return [choice.message.content for choice in answer.choices]

    assert texts(5) == texts(5)
    assert texts(5) != texts(6)


def test_chat_logprobs(client: openai.OpenAI):
    options = GREEDY | {"max_tokens": 8, "messages": HELLO, "logprobs": True, "top_logprobs": 3}
    choice = client.chat.completions.create(**options).choices[0]
    assert len(choice.logprobs.content) == 8
    for entry in choice.logprobs.content:
        assert len(entry.top_logprobs) == 3
        assert entry.logprob <= 0
        assert entry.logprob == max(other.logprob for other in entry.top_logprobs)
        assert entry.top_logprobs[0].token == entry.token
        assert bytes(entry.bytes).decode(errors="replace") == entry.token
    whole = b"".join(bytes(entry.bytes) for entry in choice.logprobs.content)
    assert whole.decode(errors="replace").startswith(choice.message.content.rstrip("\ufffd"))
    chunks = list(client.chat.completions.create(stream=True, **options))
    streamed = [entry for c in chunks for ch in c.choices if ch.logprobs for entry in ch.logprobs.content or []]
    assert [entry.token for entry in streamed] == [entry.token for entry in choice.logprobs.content]
    assert [entry.logprob for entry in streamed] == pytest.approx([e.logprob for e in choice.logprobs.content])


def test_completion_logprobs(client: openai.OpenAI):
    answer = client.completions.create(prompt=PROMPTS[1]["text"], max_tokens=6, logprobs=2, **GREEDY)
    logprobs = answer.choices[0].logprobs
    assert len(logprobs.tokens) == len(logprobs.token_logprobs) == len(logprobs.text_offset) == 6
    assert all(2 <= len(top) <= 3 for top in logprobs.top_logprobs)
    assert logprobs.text_offset[0] == 0 and logprobs.text_offset == sorted(logprobs.text_offset)


def test_echo(client: openai.OpenAI):
    prompt = PROMPTS[1]
    options = ignoring_eos(GREEDY) | {"max_tokens": golden()["max_tokens"], "echo": True}
    answer = client.completions.create(prompt=prompt["text"], **options)
    assert answer.choices[0].text == prompt["text"] + prompt["output"]
    texts, _ = text_of(client.completions.create(prompt=prompt["text"], stream=True, **options))
    assert texts[0] == answer.choices[0].text
    scored = client.completions.create(prompt=prompt["text"], logprobs=1, **options).choices[0].logprobs
    assert scored.token_logprobs[0] is None
    assert len(scored.tokens) == len(prompt["ids"]) + golden()["max_tokens"]
    assert all(value <= 0 for value in scored.token_logprobs[1:])


def test_stop_ends_before_the_text_and_says_why(client: openai.OpenAI):
    options = ignoring_eos(GREEDY) | {"max_tokens": 40, "prompt": PROMPTS[0]["text"]}
    whole = client.completions.create(**options).choices[0].text
    stop = whole[8:11]
    cut = client.completions.create(stop=stop, **options).choices[0]
    assert cut.text == whole[:whole.index(stop)]
    assert cut.finish_reason == "stop"


def test_models(client: openai.OpenAI):
    names = [model.id for model in client.models.list()]
    assert names[0] == MODEL and "OpenVINO/Qwen3-8B-int4-cw-ov" in names
    assert client.models.retrieve("OpenVINO/Qwen3-8B-int4-cw-ov").id == "OpenVINO/Qwen3-8B-int4-cw-ov"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("nothing")
    assert "nothing" in told(caught)


ERRORS = [
    ("unknown model", openai.NotFoundError, "other", {"model": "other"}),
    ("negative temperature", openai.BadRequestError, "temperature", {"temperature": -1}),
    ("top_p of 0", openai.BadRequestError, "top_p", {"top_p": 0.0}),
    ("n of 0", openai.BadRequestError, "n ", {"n": 0}),
    ("n too large", openai.BadRequestError, "n ", {"n": 100000}),
    ("max_tokens of 0", openai.BadRequestError, "max_tokens", {"max_tokens": 0}),
    ("max_tokens beyond the context", openai.BadRequestError, "max_tokens", {"max_tokens": 100000}),
    ("presence_penalty", openai.BadRequestError, "presence_penalty", {"presence_penalty": 3}),
    ("frequency_penalty", openai.BadRequestError, "frequency_penalty", {"frequency_penalty": -3}),
    ("empty stop", openai.BadRequestError, "stop", {"stop": ""}),
    ("logit_bias outside", openai.BadRequestError, "logit_bias", {"logit_bias": {"100000": 1}}),
    ("logit_bias key", openai.BadRequestError, "logit_bias", {"logit_bias": {"word": 1}}),
    ("top_logprobs", openai.BadRequestError, "top_logprobs", {"logprobs": True, "top_logprobs": 50}),
    ("top_logprobs alone", openai.BadRequestError, "top_logprobs", {"top_logprobs": 2}),
    ("tool_choice required", openai.BadRequestError, "tool_choice", {
        "tool_choice": "required", "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]}),
    ("json schema", openai.BadRequestError, "response_format", {"response_format": {"type": "json_object"}}),
    ("min_p", openai.BadRequestError, "min_p", {"extra_body": {"min_p": 2}}),
    ("guided", openai.BadRequestError, "guided_choice", {"extra_body": {"guided_choice": ["a", "b"]}}),
    ("image on a text model", openai.BadRequestError, "text", {"messages": [{"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": "http://example.com/a.png"}}]}]}),
    ("prompt too long", openai.BadRequestError, "context length", {
        "messages": [{"role": "user", "content": "word " * 3000}]}),
    ("no role", openai.BadRequestError, "role", {"messages": [{"content": "a"}]}),
]


@pytest.mark.parametrize("name, error, field, change", ERRORS, ids=[row[0] for row in ERRORS])
@pytest.mark.parametrize("stream", [False, True], ids=["unary", "stream"])
def test_errors_name_the_field(client: openai.OpenAI, name, error, field, change, stream):
    options = {"model": MODEL, "messages": HELLO, "max_tokens": 4, "stream": stream} | change
    with pytest.raises(error) as caught:
        answer = client.chat.completions.create(**options)
        list(answer) if stream else None
    assert field in told(caught)


def test_stream_options_need_a_stream(client: openai.OpenAI):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=HELLO, stream_options={"include_usage": True})
    assert "stream_options" in told(caught)


TYPES = [
    ("temperature", "hot"), ("max_tokens", "many"), ("max_tokens", 1.5), ("stream", "yes"), ("n", []),
    ("messages", "Hello"), ("messages", None), ("messages", []), ("messages", [1]), ("stop", 5), ("stop", [1]),
    ("seed", "x"), ("logprobs", 3), ("tools", {}), ("stream_options", 1), ("chat_template_kwargs", []),
    ("top_k", "a"), ("logit_bias", []), ("ignore_eos", 1),
]


@pytest.mark.parametrize("field, value", TYPES, ids=[f"{field}={json.dumps(value)}" for field, value in TYPES])
def test_wrong_types_name_the_field(client: openai.OpenAI, field: str, value):
    body = {"model": MODEL, "messages": HELLO, "max_tokens": 4, "stream": False} | {field: value}
    with pytest.raises(openai.APIStatusError) as caught:
        client.post("/chat/completions", body=body, cast_to=object)
    assert caught.value.status_code in (400, 412)
    assert field in told(caught)


def test_malformed_json(client: openai.OpenAI):
    with pytest.raises(openai.APIStatusError) as caught:
        client.post("/chat/completions", content=b'{"model": "tiny", ', cast_to=object,
                    options={"headers": {"Content-Type": "application/json"}})
    assert "JSON" in told(caught)
    assert caught.value.status_code == (412 if "/v3" in str(client.base_url) else 400)


def test_extensions(client: openai.OpenAI):
    """Fields of vLLM and OpenVINO Model Server that the package passes on."""
    options = GREEDY | {"max_tokens": 6, "messages": HELLO}
    begun = client.chat.completions.create(**options | {"messages": HELLO + [
        {"role": "assistant", "content": "OpenVINO is"}], "extra_body": {
            "continue_final_message": True, "add_generation_prompt": False}})
    assert begun.choices[0].message.content
    special = client.completions.create(
        model=MODEL, prompt="a", max_tokens=2, extra_body={"allowed_token_ids": [1397], "ignore_eos": True,
                                                            "skip_special_tokens": False})
    assert special.choices[0].text == "<|endoftext|>" * 2
    ids = client.chat.completions.create(**options | {"extra_body": {"return_token_ids": True}})
    assert len(ids.choices[0].model_extra["token_ids"]) == 6
    assert client.chat.completions.create(**options | {"extra_body": {
        "chat_template_kwargs": {"enable_thinking": False}, "top_k": 5, "min_p": 0.1, "min_tokens": 2,
        "stop_token_ids": [5], "include_stop_str_in_output": True}}).choices


def test_authentication():
    from server import serving
    with serving("--api-key", "first", "--api-key", "second") as server:
        def models(key: str):
            return openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0).models.list()

        assert models("first") and models("second")
        with pytest.raises(openai.AuthenticationError):
            models("third")
        assert server.get("/health") and server.metrics()
