// A request written out for the command line, Python and Swift. Files stand for pictures: a URL "file:NAME" in the request.

const FILE = "file:";
const TYPES = { png: "image/png", jpg: "image/jpeg", webp: "image/webp", gif: "image/gif", bmp: "image/bmp", mp4: "video/mp4", webm: "video/webm", mov: "video/quicktime" };

const typeOf = (name) => TYPES[name.split(".").at(-1)] ?? "application/octet-stream";
const isFile = (value) => typeof value === "string" && value.startsWith(FILE);

/** @param secret whether the server asks for a key */
export function asCurl(request, origin, secret) {
  const { stream_options: _, ...body } = request;
  const json = JSON.stringify(body, null, 2);
  const hasFiles = json.includes(`"${FILE}`);
  const head = [
    `curl -N ${origin}/v1/chat/completions -H 'Content-Type: application/json'`,
    secret ? ` -H "Authorization: Bearer $KEY"` : "",
    hasFiles ? " -d @- <<JSON" : " -d @- <<'JSON'",
  ].join("");
  return `${head}\n${hasFiles ? withFiles(json) : json}\nJSON\n`;
}

/** The shell expands what it finds in this text: only the files are meant to be. */
function withFiles(json) {
  return json.replace(/[\\$`]/g, "\\$&").replaceAll(/"file:([\w.-]+)"/g, (_, name) =>
    `"data:${typeOf(name)};base64,$(base64 < ${name} | tr -d '\\n')"`);
}

// MARK: Python

const KNOWN = new Set(["model", "messages", "temperature", "top_p", "max_tokens", "presence_penalty", "frequency_penalty", "seed",
  "stop", "tools", "tool_choice", "stream", "n", "logit_bias", "logprobs", "top_logprobs", "user", "max_completion_tokens"]);

export function asPython(request, origin, secret) {
  const { stream_options: _, ...body } = request;
  const hasFiles = JSON.stringify(body).includes(`"${FILE}`);
  const known = Object.entries(body).filter(([name]) => KNOWN.has(name));
  const more = Object.entries(body).filter(([name]) => !KNOWN.has(name));
  const lines = known.map(([name, value]) => `    ${name}=${python(value, 1)},`);
  if (more.length > 0) lines.push(`    extra_body=${python(Object.fromEntries(more), 1)},`);
  const imports = [hasFiles && "import base64", secret && "import os"].filter(Boolean);
  const reader = `def data(name, kind):
    with open(name, "rb") as file:
        return f"data:{kind};base64," + base64.b64encode(file.read()).decode()


`;
  return `${imports.join("\n")}${imports.length ? "\n\n" : ""}from openai import OpenAI

${hasFiles ? `\n${reader}` : ""}client = OpenAI(base_url="${origin}/v1", api_key=${secret ? 'os.environ["KEY"]' : '"unused"'})
stream = client.chat.completions.create(
${lines.join("\n")}
)
for event in stream:
    if event.choices:
        print(event.choices[0].delta.content or "", end="", flush=True)
`;
}

function python(value, depth) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (isFile(value)) return `data("${value.slice(FILE.length)}", "${typeOf(value)}")`;
  if (typeof value !== "object") return JSON.stringify(value);
  const items = Array.isArray(value) ? value.map((item) => python(item, depth + 1))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${python(item, depth + 1)}`);
  return enclosed(items, Array.isArray(value) ? "[]" : "{}", depth);
}

function enclosed(items, [open, close], depth) {
  const line = open + items.join(", ") + close;
  if (line.length <= 90 && !line.includes("\n")) return line;
  const indent = "    ".repeat(depth);
  return `${open}\n${items.map((item) => `${indent}    ${item},`).join("\n")}\n${indent}${close}`;
}

// MARK: Swift

const PARAMETERS = {
  temperature: "temperature", top_p: "topP", top_k: "topK", min_p: "minP", repetition_penalty: "repetitionPenalty",
  presence_penalty: "presencePenalty", frequency_penalty: "frequencyPenalty", seed: "seed", max_tokens: "maxTokens",
  max_completion_tokens: "maxTokens", min_tokens: "minTokens", stop: "stopStrings", ignore_eos: "ignoreEOS",
};

export function asSwift(request) {
  const lines = [
    "import Dazzle", "", `let model = try await LanguageModel.load(${swift(request.model ?? "model")})`,
    "var chat = Chat([", ...request.messages.map((message) => `    ${swiftMessage(message)},`), "])",
  ];
  if (request.chat_template_kwargs) lines.push(`chat.templateVariables = ${swift(request.chat_template_kwargs)}`);
  if (request.tools) lines.push(`chat.tools = ${swift(request.tools)}`);
  lines.push("var parameters = model.defaults");
  for (const [name, value] of Object.entries(request)) {
    if (name in PARAMETERS) lines.push(`parameters.${PARAMETERS[name]} = ${swift(name === "stop" ? [value].flat() : value)}`);
  }
  lines.push("for try await piece in try await model.stream(.chat(chat), parameters) {", `    print(piece.text, terminator: "")`, "}", "");
  return lines.join("\n");
}

function swiftMessage(message) {
  const { role, content } = message;
  if (Array.isArray(content)) {
    const text = content.find((part) => part.type === "text")?.text ?? "";
    return `.user(${swift(text)}, media: [${content.filter((part) => part.type !== "text").map(swiftMedia).join(", ")}])`;
  }
  const plain = ["system", "user", "assistant"].includes(role) && Object.keys(message).length === 2;
  return plain ? `.${role}(${swift(content)})` : `ChatMessage(${swift(message)})`;
}

function swiftMedia(part) {
  const file = (url) => swift(url.slice(FILE.length));
  if (part.type === "image_url") return `.image(file: ${file(part.image_url.url)})`;
  if (part.type === "video_url") return `.video(file: ${file(part.video_url.url)})`;
  return `MediaInput(.video, .frames([${part.video.map((url) => `.file(${file(url)})`).join(", ")}]))`;
}

function swift(value) {
  if (value === null) return "nil";
  if (typeof value === "string") return swiftText(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(swift).join(", ")}]`;
  const items = Object.entries(value).map(([key, item]) => `${swift(key)}: ${swift(item)}`);
  return items.length > 0 ? `[${items.join(", ")}]` : "[:]";
}

const SWIFT_ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function swiftText(text) {
  return `"${text.replace(/[\\"\u0000-\u001f]/g, (sign) => SWIFT_ESCAPES[sign] ?? `\\u{${sign.charCodeAt(0).toString(16)}}`)}"`;
}
