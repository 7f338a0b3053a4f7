// Pictures and clips: reading what a user gives, making large pictures smaller, showing them.

import { icon, make } from "./dom.js";
import { addressOf, keepFile } from "./store.js";

/** The longest side that is sent. Larger pictures cost time and tell models no more. */
const LONGEST = 1536;
/** What the server reads as it is. */
const READABLE = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];
const LARGEST_PNG = 4 << 20;

/** A picture or clip of a message, from a file. Throws a sentence. */
export async function readFile(file) {
  const name = file.name || "picture";
  if (file.type.startsWith("video/")) return { kind: "video", name, files: [keepFile(file)] };
  if (!file.type.startsWith("image/")) throw new Error(`${name} is neither a picture nor a clip.`);
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`${name} cannot be read as a picture. Save it as PNG or JPEG and try again.`);
  }
  try {
    const blob = await fittingBlob(file, bitmap);
    return { kind: "image", name, files: [keepFile(blob)] };
  } finally {
    bitmap.close();
  }
}

async function fittingBlob(file, bitmap) {
  const scale = LONGEST / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1 && READABLE.includes(file.type)) return file;
  const canvas = make("canvas", {
    width: Math.max(1, Math.round(bitmap.width * Math.min(1, scale))),
    height: Math.max(1, Math.round(bitmap.height * Math.min(1, scale))),
  });
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  // A photograph is small as JPEG; what came as PNG stays sharp unless that makes it huge.
  if (file.type !== "image/jpeg") {
    const blob = await blobOf(canvas);
    if (blob.size <= LARGEST_PNG) return blob;
  }
  return blobOf(canvas, "image/jpeg", 0.9);
}

export function blobOf(canvas, type = "image/png", quality = undefined) {
  return new Promise((done) => canvas.toBlob(done, type, quality));
}

/** What was drawn on canvases: one picture, or a clip as its frames. */
export async function keepDrawing(canvases, kind, name) {
  const files = [];
  for (const canvas of canvases) files.push(keepFile(await blobOf(canvas)));
  return { kind, name, files };
}

export const wantsMotion = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A picture or clip as an element. A clip with `controls` can be played. */
export function mediaElement(item, { controls = false } = {}) {
  if (item.kind === "video") return videoElement(item, controls);
  const image = make("img", { alt: item.name, decoding: "async", draggable: false });
  if (item.kind === "image") addressOf(item.files[0]).then((address) => showIn(image, address));
  else playFrames(image, item.files);
  return item.kind === "image" ? image : make("span", { class: "clip" }, image, icon("film"));
}

function showIn(element, address) {
  if (address) element.src = address;
  else element.alt += " (no longer in the browser)";
}

function videoElement(item, controls) {
  const video = make("video", { muted: true, playsInline: true, controls, preload: "metadata", "aria-label": item.name });
  addressOf(item.files[0]).then((address) => showIn(video, address));
  return controls ? video : make("span", { class: "clip" }, video, icon("film"));
}

async function playFrames(image, files) {
  const addresses = await Promise.all(files.map(addressOf));
  let at = 0;
  showIn(image, addresses[0]);
  if (!wantsMotion()) return;
  const timer = setInterval(() => {
    if (!image.isConnected) return clearInterval(timer);
    at = (at + 1) % addresses.length;
    image.src = addresses[at];
  }, 350);
}
