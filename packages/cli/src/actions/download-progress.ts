import type { DownloadProgress } from "@nescio/node";
import { formatBytes } from "../format.js";
import type { Progress } from "../progress.js";
import type { Ui } from "../ui.js";

/** Runs `work` with a callback that draws one bar for each file that is downloaded on the way. */
export async function withDownloadProgress<T>(
  ui: Ui,
  work: (onProgress: (progress: DownloadProgress) => void) => Promise<T>,
): Promise<T> {
  let bar: { readonly file: string; readonly progress: Progress } | undefined;
  try {
    return await work(({ file, received, total }) => {
      if (bar?.file !== file) {
        bar?.progress.stop();
        bar = { file, progress: ui.progress({ title: file, total, format: formatBytes }) };
      }
      bar.progress.update(received, undefined, total);
    });
  } finally {
    bar?.progress.stop();
  }
}
