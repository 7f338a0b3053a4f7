// A picture from the camera.

import { openDialog } from "./dialogs.js";
import { make, notify } from "./dom.js";
import { blobOf, readFile } from "./media.js";

/** Shows what the camera sees until a picture is taken; null if none was. */
export async function takePicture() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 960 } } });
  } catch (error) {
    notify(sentenceOf(error));
    return null;
  }
  const video = make("video", { autoplay: true, muted: true, playsInline: true, srcObject: stream, "aria-label": "What the camera sees" });
  const taken = await new Promise((done) => {
    let canvas = null;
    const shoot = make("button", { type: "button", class: "primary", autofocus: true, on: { click: () => {
      if (video.videoWidth === 0) return;
      canvas = make("canvas", { width: video.videoWidth, height: video.videoHeight });
      canvas.getContext("2d").drawImage(video, 0, 0);
      dialog.close();
    } } }, "Take the picture");
    const dialog = openDialog("Camera", make("div", { class: "camera" }, video, shoot), { closed: () => done(canvas), wide: true });
  });
  for (const track of stream.getTracks()) track.stop();
  if (!taken) return null;
  const blob = await blobOf(taken, "image/jpeg", 0.9);
  return readFile(new File([blob], "camera.jpg", { type: "image/jpeg" }));
}

function sentenceOf(error) {
  if (!navigator.mediaDevices) return "The browser lends the camera only to pages from this machine or over https.";
  if (error.name === "NotAllowedError") return "The camera was not allowed. Allow it in the browser's settings for this page.";
  if (error.name === "NotFoundError") return "This machine has no camera.";
  return "The camera cannot be used now. Another program may hold it.";
}
