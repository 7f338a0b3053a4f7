// Talking to the server the page came from. Everything that goes wrong becomes one sentence.

import { eventParser } from "./sse.js";

const KEY = "dazzle.key";

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: (value) => (value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY)),
};

/** An error whose message is a sentence for people. */
export class Failure extends Error {
  constructor(sentence, status = 0) {
    super(sentence);
    this.status = status;
  }
}

const UNREACHABLE = "The server cannot be reached. See whether it still runs, then try again.";
const BROKEN = "The connection broke off before the answer was complete.";

async function ask(path, options = {}) {
  const headers = { ...(options.body ? { "Content-Type": "application/json" } : {}) };
  if (key.get()) headers.Authorization = `Bearer ${key.get()}`;
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(UNREACHABLE);
  }
  if (!response.ok) throw new Failure(await sentenceOf(response), response.status);
  return response;
}

async function sentenceOf(response) {
  let said = "";
  try {
    const text = await response.text();
    const { error, message, detail } = JSON.parse(text);
    said = typeof error === "string" ? error : error?.message ?? message ?? detail ?? "";
  } catch {
    said = "";
  }
  if (typeof said !== "string" || said === "") return `The server answered with the status ${response.status} and no reason.`;
  // A field's name stays as it is written.
  const sentence = /^[a-z]+[ ,]/.test(said) ? said[0].toUpperCase() + said.slice(1) : said;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** The models that can answer now: [{id, sees}]. */
export async function models() {
  const { data } = await (await ask("/v1/models")).json();
  return data.map(({ id, input_modalities: kinds }) => ({ id, sees: !Array.isArray(kinds) || kinds.includes("image") }));
}

export async function figures() {
  return (await ask("/metrics")).text();
}

/** Sends a request and hands over each event of its answer. Ends when the answer is complete. */
export async function streamChat(request, signal, take) {
  const response = await ask("/v1/chat/completions", { method: "POST", body: JSON.stringify(request), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const push = eventParser();
  try {
    for (;;) {
      const { value, done } = await read(reader);
      if (done) throw new Failure(BROKEN);
      for (const data of push(value)) {
        if (data === "[DONE]") return;
        take(parsed(data));
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(BROKEN);
  }
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    throw new Failure("The server sent something that is no JSON.");
  }
}
