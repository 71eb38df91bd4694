import type { Picture } from "@nescio/core";
import { useEffect, useRef, useState } from "react";
import { useStore } from "../state/store.js";
import { cameraProblem, pictureOf, startCamera } from "./camera-picture.js";

/** What the camera sees, and a button that takes a photograph of it. */
export function Camera({
  of,
  onPicture,
  onClose,
}: {
  readonly of: string;
  readonly onPicture: (picture: Picture) => void;
  readonly onClose: () => void;
}) {
  const { dispatch } = useStore();
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    let stream: MediaStream | undefined;
    let over = false;
    startCamera().then(
      async (started) => {
        stream = started;
        if (over) {
          stopTracks(started);
          return;
        }
        video.current!.srcObject = started;
        await video.current!.play();
        setReady(true);
      },
      (error: unknown) => {
        dispatch({ type: "failed", problem: cameraProblem(error) });
        close.current();
      },
    );
    return () => {
      over = true;
      if (stream !== undefined) stopTracks(stream);
    };
  }, [dispatch]);
  return (
    <div className="camera">
      <video ref={video} muted playsInline aria-label="What the camera sees" />
      <button className="primary" disabled={!ready} onClick={() => onPicture(pictureOf(video.current!))}>
        Take a photograph of {of || "this class"}
      </button>
    </div>
  );
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
