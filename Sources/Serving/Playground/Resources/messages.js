// The messages of a conversation as elements.

import { figuresOf, isOver, partsOf } from "./answer.js";
import { makeComposer } from "./composer.js";
import { openDialog } from "./dialogs.js";
import { copyText, icon, iconButton, make } from "./dom.js";
import { mediaElement } from "./media.js";
import { showMarkdown } from "./render.js";

/** A view of a node: {element, show(node, versions)}. `actions` are what its buttons do. */
export function makeMessage(node, actions) {
  return { user: userView, assistant: answerView, tool: toolView }[node.role](node.id, actions);
}

function frame(kind, name, ...children) {
  return make("article", { class: `message ${kind}`, "aria-label": name }, ...children);
}

function versionSwitch(id, actions) {
  const told = make("span", { class: "told" });
  const back = iconButton("left", "Version before", () => actions.chooseVersion(id, -1));
  const on = iconButton("right", "Next version", () => actions.chooseVersion(id, 1));
  const element = make("span", { class: "versions", role: "group", "aria-label": "Versions" }, back, told, on);
  return {
    element,
    show({ index, count }) {
      element.hidden = count < 2;
      told.textContent = `${index + 1} / ${count}`;
      back.disabled = index === 0;
      on.disabled = index === count - 1;
    },
  };
}

// MARK: Questions

function userView(id, actions) {
  const media = make("div", { class: "media" });
  const text = make("div", { class: "bubble", dir: "auto" });
  const versions = versionSwitch(id, actions);
  const edit = iconButton("edit", "Edit and ask anew", () => startEditing());
  const foot = make("div", { class: "actions" }, versions.element, edit, iconButton("copy", "Copy", () => copyText(text.textContent)));
  const element = frame("user", "You", media, text, foot);
  let shown = null;

  function startEditing() {
    const finish = () => {
      composer.element.remove();
      element.classList.remove("editing");
      edit.focus();
    };
    const composer = makeComposer({
      label: "Change the message", sendLabel: "Ask anew", text: shown.text, media: shown.media, cancel: finish,
      send: (changed, changedMedia) => {
        finish();
        actions.askAnew(id, changed, changedMedia);
      },
    });
    element.classList.add("editing");
    element.append(composer.element);
    composer.fit();
    composer.focus();
  }

  return {
    element,
    show(node, count) {
      versions.show(count);
      if (shown) return;
      shown = node;
      text.textContent = node.text;
      text.hidden = node.text === "";
      media.hidden = !node.media?.length;
      media.replaceChildren(...(node.media ?? []).map(shownMedia));
    },
  };
}

function shownMedia(item) {
  if (item.kind === "video") return mediaElement(item, { controls: true });
  const enlarge = () => openDialog(item.name, make("div", { class: "enlarged" }, mediaElement(item)), { wide: true });
  return make("button", { type: "button", class: "picture", "aria-label": `Enlarge ${item.name}`, on: { click: enlarge } }, mediaElement(item));
}

function toolView(id, actions) {
  const versions = versionSwitch(id, actions);
  const text = make("pre", { tabIndex: 0 });
  const summary = make("summary", {});
  const element = frame("tool", "Result of a tool", make("details", { class: "fold", open: true }, summary, text), make("div", { class: "actions" }, versions.element));
  return {
    element,
    show(node, count) {
      versions.show(count);
      summary.textContent = `Result of ${node.name || "the tool"}`;
      text.textContent = node.text;
    },
  };
}

// MARK: Answers

function answerView(id, actions) {
  const thought = fold("Thoughts");
  const text = make("div", { class: "text", dir: "auto" });
  const calls = make("div", { class: "calls" });
  const wait = make("div", { class: "wait", role: "img", "aria-label": "Waiting for the answer" });
  const problem = make("div", { class: "problem", hidden: true });
  const figures = make("dl", { class: "figures" });
  const versions = versionSwitch(id, actions);
  let shown = null;
  const foot = make("div", { class: "actions" }, versions.element,
    iconButton("again", "Answer anew", () => actions.regenerate(id)),
    iconButton("copy", "Copy", () => copyText(partsOf(shown).text)), figures);
  const element = frame("answer", "Answer", make("img", { class: "mark", src: "/playground/mark.svg", alt: "" }),
    make("div", { class: "body" }, thought.element, text, calls, wait, problem, foot));

  return {
    element,
    show(node, count, isLast) {
      versions.show(count);
      if (node.answer !== shown) showAnswer(node.answer);
      calls.classList.toggle("can-reply", isLast && isOver(node.answer));
    },
  };

  function showAnswer(answer) {
    const before = shown && partsOf(shown);
    const parts = partsOf(answer);
    const over = isOver(answer);
    shown = answer;
    element.setAttribute("aria-busy", String(!over));
    thought.show(parts.reasoning, parts.thinking ? "Thinking" : "Thoughts");
    showMarkdown(text, parts.text);
    if (JSON.stringify(before?.calls) !== JSON.stringify(parts.calls) || over) {
      calls.replaceChildren(...callElements(parts.calls, (results) => actions.reply(id, results)));
    }
    wait.hidden = answer.state !== "waiting" && !(answer.state === "writing" && parts.text === "" && parts.reasoning === "" && parts.calls.length === 0);
    foot.hidden = !over;
    problem.hidden = !answer.problem;
    if (answer.problem) showProblem(answer.problem);
    if (over) figures.replaceChildren(...figuresOf(answer).map(([name, value, told]) =>
      make("div", { title: told }, make("dt", {}, name), make("dd", {}, value))));
  }

  function showProblem({ sentence, status }) {
    problem.replaceChildren(make("p", {}, sentence), make("div", { class: "row" },
      make("button", { type: "button", class: "quiet", on: { click: () => actions.retry(id) } }, icon("again"), "Try again"),
      status === 401 && make("button", { type: "button", class: "quiet", on: { click: actions.enterKey } }, "Enter the API key")));
  }
}

function fold(title) {
  const summary = make("summary", {}, title);
  const text = make("div", { class: "folded", dir: "auto" });
  const element = make("details", { class: "fold", hidden: true }, summary, text);
  return {
    element,
    show(content, name) {
      element.hidden = content === "";
      summary.textContent = name;
      showMarkdown(text, content);
    },
  };
}

/** The calls, each folded, and a form for their results. */
function callElements(calls, reply) {
  if (calls.length === 0) return [];
  const fields = calls.map((call) => make("textarea", { rows: 1, "aria-label": `Result of ${call.name || "the call"}`, placeholder: `Result of ${call.name || "the call"}` }));
  const send = (event) => {
    event.preventDefault();
    reply(calls.map((call, index) => ({ call: call.id, name: call.name, text: fields[index].value })));
  };
  const folds = calls.map((call) => make("details", { class: "fold" },
    make("summary", {}, "Calls ", make("code", {}, call.name || "a tool")), make("pre", { tabIndex: 0 }, pretty(call.arguments))));
  return [...folds, make("form", { class: "reply", on: { submit: send } }, fields, make("button", { type: "submit", class: "quiet" }, "Send results"))];
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
