import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../packages/cli/bin/nescio.js", import.meta.url));

/** Lets `nescio studio` serve the built page; `close` ends it. */
export async function serveStudio() {
  const args = [program, "studio", "--no-open", "--json", "--quiet", "--port", "0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
      if (text.endsWith("}\n")) resolve(JSON.parse(text).address);
    });
    child.on("close", () => reject(new Error(`nescio studio ended: ${text}`)));
  });
  return {
    address,
    // It would tell of an interruption.
    close: () => child.kill("SIGKILL"),
  };
}
