"""A headless Chromium of a test's own, driven over the DevTools protocol through a pipe."""

import base64
import itertools
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]
OPTIONS = [
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--force-color-profile=srgb", "--hide-scrollbars",
    "--lang=en-US",
]
KEYS = {"Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, ""), "Tab": ("Tab", 9, ""), " ": ("Space", 32, " "),
        "ArrowRight": ("ArrowRight", 39, ""), "ArrowLeft": ("ArrowLeft", 37, ""), "ArrowDown": ("ArrowDown", 40, "")}
SHIFT = 8


class Browser:
    def __init__(self, profile: str):
        program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        assert program, f"none of {', '.join(NAMES)} is installed; remedy: install one, or name it in CHROMIUM"
        options = [*OPTIONS, f"--user-data-dir={profile}"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # Chromium reads what it is told on descriptor 3 and answers on 4. (A shell's <& may take one digit only.)
        script = f'exec "$@" 3</dev/fd/{theirs_in} 4>/dev/fd/{theirs_out}'
        self.process = subprocess.Popen(["sh", "-c", script, "sh", program, *options, "about:blank"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(theirs_in, theirs_out))
        os.close(theirs_in)
        os.close(theirs_out)
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.Queue] = {}
        self._pages: dict[str, "Page"] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with os.fdopen(self._in, "rb") as pipe:
            rest = b""
            while piece := pipe.read1(1 << 16):
                *messages, rest = (rest + piece).split(b"\0")
                for message in map(json.loads, messages):
                    if waiting := self._answers.pop(message.get("id"), None):
                        waiting.put(message)
                    elif page := self._pages.get(message.get("sessionId")):
                        page.take(message["method"], message["params"])
        for waiting in self._answers.values():
            waiting.put({"error": "the browser has ended"})

    def call(self, method: str, session: str | None = None, **params):
        number = next(self._numbers)
        self._answers[number] = answer = queue.Queue()
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self._out, data):]
        reply = answer.get(timeout=60)
        assert "error" not in reply, f"{method}: {reply['error']}"
        return reply["result"]

    def open(self, url: str, width: int = 1280, height: int = 860) -> "Page":
        """A page in a profile of its own: nothing is kept from other tests."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session, url, context)
        for domain in ["Page", "Runtime", "Network", "Log", "DOM"]:
            page.call(f"{domain}.enable")
        page.resize(width, height)
        page.go(url)
        return page

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._out)


class Page:
    """`errors` is all that went wrong in the page, `requests` are the addresses it asked for."""

    def __init__(self, browser: Browser, session: str, url: str, context: str):
        self.browser, self.session, self.url, self.context = browser, session, url, context
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.sent: list[dict] = []

    def call(self, method: str, **params):
        return self.browser.call(method, self.session, **params)

    def take(self, method: str, params: dict) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
            self.sent.append(params["request"])
        elif method == "Runtime.exceptionThrown":
            self.errors.append(str(params["exceptionDetails"].get("exception", {}).get("description", params)))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.errors.append(str(params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    def close(self) -> None:
        self.browser.call("Target.disposeBrowserContext", browserContextId=self.context)

    # What a person sees

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait("document.documentElement.dataset.ready === 'true'")

    def reload(self) -> None:
        self.evaluate("document.documentElement.dataset.ready = 'old'")
        self.call("Page.reload")
        self.wait("document.documentElement.dataset.ready === 'true'")

    def evaluate(self, script: str):
        """The value of an expression, awaited if it is a promise."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        if details := answer.get("exceptionDetails"):
            raise AssertionError(f"{script}: {details.get('exception', {}).get('description', details)}")
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 30):
        """Returns what the expression gives as soon as that is something."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if value := self.evaluate(script):
                    return value
            except AssertionError:
                # The page is being loaded.
                if time.monotonic() > deadline:
                    raise
            if time.monotonic() > deadline:
                raise AssertionError(f"never came true: {script}\nthe page shows:\n{self.evaluate('document.body.innerText')}")
            time.sleep(0.01)

    def text(self, selector: str) -> str:
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def count(self, selector: str) -> int:
        return self.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length")

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    # What a person does

    def resize(self, width: int, height: int, mobile: bool = False, scale: float = 1) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)
        self.call("Emulation.setTouchEmulationEnabled", enabled=mobile)

    def prefer(self, **features: str) -> None:
        """Such as color_scheme="dark"."""
        named = [{"name": f"prefers-{name.replace('_', '-')}", "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=named)

    def click(self, selector: str) -> None:
        """With the mouse, where the first element of that selector is."""
        place = self.wait(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            element?.scrollIntoView({{block: "nearest"}});
            const box = element?.getBoundingClientRect();
            return box && box.width > 0 && !element.disabled ? [box.x + box.width / 2, box.y + box.height / 2] : null;
        }})()""")
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"]:
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def press(self, key: str, shift: bool = False) -> None:
        code, number, text = KEYS[key]
        common = dict(key=key, code=code, windowsVirtualKeyCode=number, modifiers=SHIFT if shift else 0)
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **common, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def choose_files(self, selector: str, *paths: Path) -> None:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])


@contextmanager
def browsing():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            yield browser
        finally:
            browser.close()
