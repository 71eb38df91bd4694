import { orAborted } from "@nescio/core/internal";
import { formatBytes } from "../format.js";
import type { CommandContext } from "../run-command.js";
import { readModelBeside } from "./studio/model-beside.js";
import { openBrowser } from "./studio/open-browser.js";
import { servePage } from "./studio/page-server.js";
import { wantsBrowser } from "./studio/wants-browser.js";
import { writeSite } from "./studio/write-site.js";

/** What the command takes, beyond what all share. */
export interface StudioOptions {
  readonly port?: number;
  readonly open: boolean;
  readonly out?: string;
}

type Context = CommandContext<StudioOptions>;

/** Serves the studio until it is stopped, or writes it into a folder. */
export async function studio(context: Context, path: string): Promise<void> {
  const { options, ui, signal } = context;
  const model = await readModelBeside(path);
  const { out } = options;
  if (out !== undefined) {
    const { files, bytes } = await writeSite(out, model, signal);
    ui.result({ folder: out, model: path, files, bytes }, () => {
      const size = formatBytes(bytes);
      return `${ui.colors.bold(out)}  the page and its model, ${files} files of ${size}: for any static host`;
    });
    return;
  }
  const server = await servePage(model, options.port);
  try {
    const { address, port } = server;
    ui.result({ address, port, model: path, boxed: model.boxed }, () => ui.colors.bold(address));
    ui.notice("The studio is there until Ctrl-C.");
    const { platform, env } = process;
    const isTerminal = ui.terminal && !ui.json;
    if (options.open && wantsBrowser({ platform, env, isTerminal })) await openBrowser(address, ui);
    await orAborted(new Promise<never>(() => undefined), signal, "the studio");
  } finally {
    await server.close();
  }
}
