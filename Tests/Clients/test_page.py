"""The page to talk to the models, in a browser that shows no window, against a real server."""

import json
import time
from pathlib import Path

import pytest
import requests
from browser import Browser, Page, browsing
from server import FIXTURES, REPOSITORY, Server, serving

SHOTS = REPOSITORY / ".build" / "screenshots"
SETTINGS = {"numbers": {"temperature": "0", "max_tokens": "24"}, "extra": '{"ignore_eos": true}'}
ANSWERS = ".message.answer"
DONE = f"[...document.querySelectorAll('{ANSWERS}')].length === %d && " \
       f"[...document.querySelectorAll('{ANSWERS}')].every((one) => one.getAttribute('aria-busy') === 'false')"


@pytest.fixture(scope="module")
def browser():
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def server():
    with serving("--served-model-name", "zebra", model="qwen2_vl") as server:
        yield server
        server.wait_idle(10)


@pytest.fixture
def page(browser: Browser, server: Server):
    """Answers are short and the same each time. Whatever a test does, the page makes no errors and asks nobody else."""
    page = browser.open(server.url + "/")
    set_up(page, SETTINGS)
    yield page
    assert not page.errors
    assert all(request.startswith((server.url + "/", "data:", "blob:")) for request in page.requests), page.requests
    page.close()


def set_up(page: Page, settings: dict) -> None:
    page.evaluate(f"localStorage.setItem('dazzle.settings', JSON.stringify({json.dumps(settings)}))")
    page.reload()
    page.wait("document.querySelector('#model').value === 'zebra'")


def send(page: Page, text: str) -> None:
    page.click("#composer textarea")
    page.type(text)
    page.press("Enter")


def answered(page: Page, count: int = 1) -> str:
    page.wait(DONE % count)
    return page.evaluate(f"[...document.querySelectorAll('{ANSWERS} .text')].at(-1).innerText")


def questions(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.message.user .bubble')].map((one) => one.innerText)")


def without_marks(text: str) -> str:
    """Letters and digits: what Markdown makes of a text does not change them."""
    return "".join(filter(str.isalnum, text))


def test_an_answer_streams_in_and_is_the_apis(page: Page, server: Server):
    send(page, "What is a zebra?")
    # Seen before it is complete, so it came in pieces.
    answer = answered(page)
    expected = requests.post(f"{server.url}/v1/chat/completions", json={
        "model": "zebra", "messages": [{"role": "user", "content": "What is a zebra?"}], "temperature": 0, "max_tokens": 24,
        "ignore_eos": True}).json()
    assert without_marks(answer) == without_marks(expected["choices"][0]["message"]["content"]) != ""
    figures = page.text(ANSWERS + " .figures")
    assert str(expected["usage"]["prompt_tokens"]) in figures and "24" in figures
    (request,) = [sent for sent in page.sent if sent["url"].endswith("/v1/chat/completions")]
    assert request["method"] == "POST" and json.loads(request["postData"])["stream"] is True


def test_a_long_answer_is_seen_while_it_comes_and_can_be_stopped(page: Page, server: Server):
    set_up(page, SETTINGS | {"numbers": {"temperature": "0", "max_tokens": "1500"}})
    send(page, "Tell me everything.")
    first = page.wait(f"document.querySelector('{ANSWERS} .text')?.innerText.length || 0")
    page.wait(f"document.querySelector('{ANSWERS} .text').innerText.length > {first}")
    assert page.evaluate(f"document.querySelector('{ANSWERS}').getAttribute('aria-busy')") == "true"
    page.press("Escape")
    text = answered(page)
    assert text
    assert server.wait_idle(5) < 5
    assert page.evaluate("document.querySelector('.send.stop').hidden")


def test_an_example_about_a_picture(page: Page, server: Server):
    before = server.metrics()["dazzle_images_total"]
    page.click("#examples li button")
    assert answered(page)
    assert page.count(".message.user .media img") == 1
    assert server.metrics()["dazzle_images_total"] == before + 1


def test_two_pictures_from_files(page: Page, server: Server):
    before = server.metrics()["dazzle_images_total"]
    page.choose_files("#composer input[type=file]", FIXTURES / "images" / "420.jpg", FIXTURES / "images" / "rgb.png")
    page.wait("document.querySelectorAll('.attached li').length === 2")
    send(page, "What differs?")
    assert answered(page)
    assert server.metrics()["dazzle_images_total"] == before + 2
    assert page.count(".message.user .media img") == 2


def test_errors_are_sentences(page: Page, server: Server):
    set_up(page, SETTINGS | {"extra": '{"top_k": -7}'})
    send(page, "Hi")
    page.wait(f"document.querySelector('{ANSWERS} .problem p') !== null")
    assert "top_k must be 0 (disable), or at least 1, got -7" in page.text(f"{ANSWERS} .problem p")
    page.errors.clear()  # The browser tells of the status 400.
    set_up(page, SETTINGS)
    page.click(f"{ANSWERS} .problem button")
    page.wait(f"document.querySelector('{ANSWERS} .problem').hidden")
    assert answered(page)


def test_editing_makes_a_branch(page: Page):
    send(page, "First question")
    first = answered(page)
    page.click('.message.user button[aria-label="Edit and ask anew"]')
    page.wait("document.activeElement.value === 'First question'")
    page.evaluate("document.activeElement.select()")
    page.type("Another question")
    page.press("Enter")
    page.wait("document.querySelector('.message.user .bubble').innerText === 'Another question'")
    second = answered(page)
    assert second != first and questions(page) == ["Another question"]
    assert page.text(".message.user .told") == "2 / 2"
    page.click('.message.user button[aria-label="Version before"]')
    page.wait("document.querySelector('.message.user .bubble').innerText === 'First question'")
    assert answered(page) == first


def test_answering_anew_keeps_the_old_answer(page: Page):
    send(page, "Say something")
    answered(page)
    page.click(f'{ANSWERS} button[aria-label="Answer anew"]')
    page.wait(f"document.querySelector('{ANSWERS} .told').textContent === '2 / 2'")
    assert answered(page)


def test_conversations_outlive_the_page(page: Page):
    page.choose_files("#composer input[type=file]", FIXTURES / "images" / "420.jpg")
    page.wait("document.querySelectorAll('.attached li').length === 1")
    send(page, "Remember this")
    answer = answered(page)
    page.reload()
    page.wait("document.querySelectorAll('.message.user .bubble').length === 1")
    assert questions(page) == ["Remember this"] and answered(page) == answer
    page.wait("document.querySelector('.message.user .media img')?.naturalWidth > 0")
    send(page, "And now?")
    assert answered(page, 2)


def test_with_the_keyboard_alone(page: Page):
    page.wait("document.activeElement?.tagName === 'TEXTAREA'")
    page.type("By keyboard")
    page.press("Enter", shift=True)
    page.type("two lines")
    page.press("Enter")
    assert answered(page)
    assert questions(page) == ["By keyboard\ntwo lines"]
    # Every button can be reached, is named, and shows where the keyboard is.
    names = set()
    for _ in range(60):
        page.press("Tab")
        names.add(page.evaluate("""(() => {
            const at = document.activeElement;
            const shown = getComputedStyle(at).outlineStyle !== "none" || at.matches("body, textarea, :focus-within");
            return (at.getAttribute("aria-label") || at.innerText || at.title || at.tagName) + (shown ? "" : " (unseen)");
        })()"""))
    assert {"Edit and ask anew", "Answer anew", "Settings", "New conversation"} <= {name.strip() for name in names}, names
    assert not [name for name in names if name.endswith("(unseen)")]


def test_model_text_cannot_become_markup(page: Page):
    """Whatever the model writes is text: the renderer makes elements, never markup."""
    made = page.evaluate("""(async () => {
        const { showMarkdown } = await import("/playground/render.js");
        const box = document.createElement("div");
        document.body.append(box);
        showMarkdown(box, "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) [b](https://example.com) `<script>`");
        return [box.querySelectorAll("img, script").length, box.querySelectorAll("strong").length,
                [...box.querySelectorAll("a")].map((link) => link.href)];
    })()""")
    assert made == [0, 1, ["https://example.com/"]]


def test_a_key_is_asked_for(browser: Browser):
    with serving("--api-key", "secret", "--served-model-name", "zebra") as server:
        page = browser.open(server.url + "/")
        page.wait("document.body.innerText.includes('key')")
        page.evaluate("sessionStorage.setItem('dazzle.key', 'secret')")
        set_up(page, SETTINGS)
        send(page, "Hi")
        assert answered(page)
        page.close()


def test_it_can_be_left_out():
    with serving("--no-playground") as server:
        answer = requests.get(server.url + "/", headers={"Accept": "text/html"})
        assert answer.headers["Content-Type"] == "application/json"
        assert requests.get(server.url + "/playground/app.js").status_code == 404


def test_the_files_are_kept_by_browsers(server: Server):
    names = [path.name for path in (REPOSITORY / "Sources/Serving/Playground/Resources").iterdir() if path.name != "index.html"]
    for name in names:
        answer = requests.get(f"{server.url}/playground/{name}")
        assert answer.status_code == 200 and "default-src 'none'" in answer.headers["Content-Security-Policy"], name
        again = requests.get(f"{server.url}/playground/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and not again.content
    for name in ["nothing.js", "index.html", "%2e%2e%2fapp.js"]:
        assert requests.get(f"{server.url}/playground/{name}").status_code in (400, 404), name


@pytest.mark.parametrize("name,width,height,scheme,mobile", [
    ("light", 1280, 860, "light", False), ("dark", 1280, 860, "dark", False), ("phone", 390, 844, "light", True),
    ("narrow", 360, 640, "dark", True)])
def test_it_fits_the_window(page: Page, name: str, width: int, height: int, scheme: str, mobile: bool):
    page.prefer(color_scheme=scheme)
    page.resize(width, height, mobile)
    page.reload()
    page.wait("document.querySelectorAll('#examples li').length > 0")
    page.screenshot(SHOTS / f"{name}-welcome.png")
    page.click("#examples li button")
    answered(page)
    page.screenshot(SHOTS / f"{name}-answer.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ink, paper = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert contrast(ink, paper) > 7


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [float(part) / 255 for part in colour[colour.index("(") + 1:-1].split(",")[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted([light(one), light(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)
