import type { Picture } from "@nescio/core";
import type { Problem } from "../state/problem.js";

/** Side of a photograph, in pixels: it is read much smaller. */
const side = 256;

/** Starts the camera. */
export async function startCamera(): Promise<MediaStream> {
  // Only pages from https and localhost have it, whatever its type says.
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) throw new DOMException("no camera here", "SecurityError");
  return mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
}

/** The middle of what a video shows. */
export function pictureOf(video: HTMLVideoElement): Picture {
  const { videoWidth, videoHeight } = video;
  const length = Math.min(videoWidth, videoHeight);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d")!;
  const [left, top] = [(videoWidth - length) / 2, (videoHeight - length) / 2];
  context.drawImage(video, left, top, length, length, 0, 0, side, side);
  const { width, height, data } = context.getImageData(0, 0, side, side);
  return { width, height, data };
}

const reasons: Readonly<Record<string, string>> = {
  NotAllowedError: "The camera may not be used: allow it for this page, or add pictures instead.",
  NotFoundError: "There is no camera: connect one, or add pictures instead.",
  NotReadableError: "The camera is in use by another program: close that, or add pictures instead.",
  SecurityError: "Browsers give the camera to pages from https or localhost only: add pictures instead.",
};

/** Why there is no picture of a camera. */
export function cameraProblem(error: unknown): Problem {
  const { name, message } = error as Error;
  return {
    code: "unavailable",
    message: reasons[name] ?? `The camera could not be started: ${message}. Add pictures instead.`,
  };
}
