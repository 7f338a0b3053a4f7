// The side panel: system prompt, how tokens are chosen, tools, the key.

import { key } from "./api.js";
import { $, iconButton, make } from "./dom.js";
import { NUMBERS, emptySettings, problemsOf } from "./request.js";

const KEPT = "dazzle.settings";

export function loadSettings() {
  try {
    return { ...emptySettings(), ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return emptySettings();
  }
}

/** Fills the panel. Returns {settings, keyChanged is told through `changed`}. */
export function makeSettings(changed) {
  const state = { settings: loadSettings() };
  const rows = new Map();

  function set(fields) {
    state.settings = { ...state.settings, ...fields };
    localStorage.setItem(KEPT, JSON.stringify(state.settings));
    show();
    changed();
  }

  function row(name, label, help, field, isSet, reset, extra = null) {
    const id = `field-${name}`;
    const problem = make("p", { class: "field-problem", id: `${id}-problem`, hidden: true });
    const clear = iconButton("close", `Reset ${label.toLowerCase()}`, () => {
      reset();
      field.focus();
    }, { class: "icon-button reset" });
    field.id = id;
    field.setAttribute("aria-describedby", `${id}-help ${id}-problem`);
    const element = make("div", { class: "field" },
      make("div", { class: "field-head" }, make("label", { htmlFor: id }, label), clear),
      extra ? make("div", { class: "field-row" }, extra, field) : field,
      make("p", { class: "help", id: `${id}-help` }, help), problem);
    rows.set(name, { element, field, clear, problem, isSet });
    return element;
  }

  function numberRow({ name, label, least, most, step, whole, shown, help }) {
    const write = (value) => set({ numbers: { ...state.settings.numbers, [name]: value } });
    const field = make("input", {
      type: "text", inputMode: whole && least >= 0 ? "numeric" : "text", autocomplete: "off", spellcheck: false,
      placeholder: "model's own", on: { input: () => write(field.value) },
    });
    const range = most === undefined ? null : make("input", {
      type: "range", min: least, max: most, step, "aria-label": `${label}, slider`, on: { input: () => write(range.value) },
    });
    const element = row(name, label, help, field, () => Boolean(state.settings.numbers[name]), () => write(""), range);
    rows.get(name).update = () => {
      const value = state.settings.numbers[name] ?? "";
      if (field.value !== value) field.value = value;
      if (range) range.value = value === "" ? shown : value;
      range?.classList.toggle("unset", value === "");
    };
    return element;
  }

  function textRow(name, label, help, properties) {
    const field = make("textarea", { spellcheck: name === "system", ...properties, on: { input: () => set({ [name]: field.value }) } });
    const element = row(name, label, help, field, () => state.settings[name] !== "", () => set({ [name]: "" }));
    rows.get(name).update = () => {
      if (field.value !== state.settings[name]) field.value = state.settings[name];
    };
    return element;
  }

  function thinkingRow() {
    const choices = [["model", "The model's own"], ["on", "On"], ["off", "Off"]];
    const field = make("select", { on: { change: () => set({ thinking: field.value }) } },
      choices.map(([value, label]) => make("option", { value }, label)));
    const element = row("thinking", "Enable thinking", "Whether the model thinks before it answers, for templates that know it.",
      field, () => state.settings.thinking !== "model", () => set({ thinking: "model" }));
    rows.get("thinking").update = () => { field.value = state.settings.thinking; };
    return element;
  }

  function keyRow() {
    const field = make("input", { type: "password", autocomplete: "off", value: key.get(), on: { change: () => {
      key.set(field.value.trim());
      show();
      changed("key");
    } } });
    const reset = () => {
      field.value = "";
      field.dispatchEvent(new Event("change"));
    };
    return row("key", "API key", "Where the server asks for one. Kept until the tab is closed.", field, () => key.get() !== "", reset);
  }

  function show() {
    const problems = new Map(problemsOf(state.settings).map(({ name, sentence }) => [name, sentence]));
    for (const [name, parts] of rows) {
      parts.update?.();
      parts.clear.hidden = !parts.isSet();
      parts.problem.hidden = !problems.has(name);
      parts.problem.textContent = problems.get(name) ?? "";
      parts.field.setAttribute("aria-invalid", String(problems.has(name)));
    }
  }

  const group = (title, ...fields) => make("fieldset", {}, make("legend", {}, title), fields);
  $("settings-body").append(
    group("Conversation", textRow("system", "System prompt", "Goes before every conversation.", { rows: 4, dir: "auto" }), thinkingRow()),
    group("Sampling", NUMBERS.map(numberRow), textRow("stop", "Stop texts", "One a line; each ends the answer.", { rows: 2 })),
    group("More",
      textRow("tools", "Tools", "Functions the model may call: a JSON list in OpenAI's form.", { rows: 3, class: "mono" }),
      textRow("extra", "Other fields", "A JSON object that is added to the request.", { rows: 2, class: "mono", placeholder: "{\"logit_bias\": {}}" }), keyRow()),
    make("button", { type: "button", class: "quiet", on: { click: () => set(emptySettings()) } }, "Reset all"));
  show();
  return { get: () => state.settings, focus: (name) => rows.get(name).field.focus() };
}
