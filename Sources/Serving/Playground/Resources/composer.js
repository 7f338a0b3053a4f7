// Where a message is written: text, pictures and clips. The same for a new message and for an old one that is changed.

import { takePicture } from "./camera.js";
import { icon, iconButton, make, notify } from "./dom.js";
import { mediaElement, readFile } from "./media.js";

/**
 * @param options label; send(text, media); cancel() for a message that is changed; text and media to begin with;
 *   stop() and extra (more buttons) for the main one
 */
export function makeComposer(options) {
  let media = [...(options.media ?? [])];
  let reading = 0;
  const text = make("textarea", {
    rows: 1, dir: "auto", placeholder: options.placeholder ?? "", "aria-label": options.label, enterKeyHint: "send",
    value: options.text ?? "", on: { input: fit, keydown: onKey, paste: onPaste },
  });
  const list = make("ul", { class: "attached", "aria-label": "Attached pictures and clips", hidden: true });
  const picker = make("input", {
    type: "file", accept: "image/*,video/*", multiple: true, hidden: true, tabIndex: -1,
    on: { change: () => { addFiles([...picker.files]); picker.value = ""; } },
  });
  const sendButton = make("button", { type: "submit", class: "send", title: options.sendLabel ?? "Send", "aria-label": options.sendLabel ?? "Send" },
    icon("send"));
  const stopButton = options.stop && make("button", {
    type: "button", class: "send stop", title: "Stop (Esc)", "aria-label": "Stop the answer", hidden: true, on: { click: options.stop },
  }, icon("stop"));
  const tools = make("div", { class: "composer-tools" },
    iconButton("attach", "Attach pictures or clips", () => picker.click()),
    iconButton("camera", "Take a picture with the camera", fromCamera),
    options.extra, make("span", { class: "spring" }),
    options.cancel && make("button", { type: "button", class: "quiet", on: { click: options.cancel } }, "Cancel"),
    stopButton, sendButton);
  const element = make("form", { class: "composer", on: { submit } }, list, text, picker, tools);

  function fit() {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 260)}px`;
    sendButton.disabled = reading > 0 || (text.value.trim() === "" && media.length === 0);
  }

  function onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      element.requestSubmit();
    } else if (event.key === "Escape" && options.cancel) {
      event.stopPropagation();
      options.cancel();
    }
  }

  function onPaste(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    addFiles(files);
  }

  async function addFiles(files) {
    reading += 1;
    fit();
    for (const file of files) {
      try {
        media.push(await readFile(file));
      } catch (error) {
        notify(error.message);
      }
    }
    reading -= 1;
    showMedia();
    text.focus();
  }

  async function fromCamera() {
    const item = await takePicture();
    if (item) media.push(item);
    showMedia();
    text.focus();
  }

  function showMedia() {
    list.hidden = media.length === 0;
    list.replaceChildren(...media.map((item) => make("li", {}, mediaElement(item),
      iconButton("close", `Remove ${item.name}`, () => {
        media = media.filter((other) => other !== item);
        showMedia();
        text.focus();
      }))));
    fit();
  }

  function submit(event) {
    event.preventDefault();
    if (sendButton.disabled || sendButton.hidden) return;
    if (options.send(text.value.trim(), media) !== false && !options.cancel) clear();
  }

  function clear() {
    text.value = "";
    media = [];
    showMedia();
  }

  /** While an answer is written the button stops it. */
  function setBusy(busy) {
    sendButton.hidden = busy;
    stopButton.hidden = !busy;
  }

  showMedia();
  return { element, addFiles, setBusy, fit, focus: () => text.focus(), draft: () => ({ text: text.value.trim(), media }) };
}

/** Lets files be dropped anywhere on an element. */
export function acceptDrops(element, addFiles) {
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = (change) => {
    depth = change === 0 ? 0 : Math.max(0, depth + change);
    element.classList.toggle("dropping", depth > 0);
  };
  element.addEventListener("dragenter", (event) => hasFiles(event) && show(1));
  element.addEventListener("dragleave", (event) => hasFiles(event) && show(-1));
  element.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  element.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(0);
    addFiles([...event.dataTransfer.files]);
  });
}
