import { Command, InvalidArgumentError, Option } from "commander";
import type { ServeOptions } from "../actions/serve.js";
import { addCommonOptions, parseList, parseNonEmpty, parsePort, parsePositiveInteger } from "../options.js";
import { action } from "../run-command.js";

/** `nescio serve`: predictions over HTTP, with a review queue and a watchman. */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("answer over HTTP, keep what was refused for people to decide, and watch for drift")
    .argument(
      "[models...]",
      "model files, as FILE or NAME=FILE (default: the model of handwritten digits that comes with nescio, as mnist)",
    )
    .option(
      "--host <address>",
      "address to listen at; beyond this machine, a token is required (NESCIO_TOKEN)",
      parseNonEmpty,
      "127.0.0.1",
    )
    .addOption(new Option("--port <n>", "port, 0 for any").argParser(parsePort).default(8080))
    .option("--origin <origins>", "origins whose pages may ask, https://app.example,…", parseList)
    .option("--behind-proxy", "take the address of a client from X-Forwarded-For")
    .option(
      "--database <address>",
      "of the review queue: a folder, postgres://…, or none (default: a folder of the user's data)",
      parseNonEmpty,
    )
    .option(
      "--review",
      "put what is refused or ambiguous into the review queue, unless a request says otherwise",
    )
    .option(
      "--audit <p>",
      "put each answer into it with this probability, for a bound of the errors",
      parseShare,
      0,
    )
    .option("--double", "ask two reviewers about each")
    .option("--keep-days <n>", "delete reviews that are older", parsePositiveInteger)
    .option("--keep-count <n>", "keep no more reviews than this: the oldest go", parsePositiveInteger)
    .option(
      "--alarm <a>",
      "capital at which the watchman raises an alarm: false with a probability of at most 1/a",
      parseAlarm,
      100,
    )
    .option("--no-watch", "do not load models anew when their files change; SIGHUP still does")
    .option("--no-page", "do not serve the studio's page")
    .option("--limit <name=n>", "another limit than the default; may be given several times", collect, [])
    .addOption(
      new Option(
        "--log <level>",
        "what is logged, as JSON lines on stderr (default: info, on a terminal warn)",
      ).choices([...["debug", "info", "warn", "error", "silent"]]),
    )
    .addHelpText(
      "after",
      () => `
Serves until Ctrl-C or SIGTERM, and then finishes what it has accepted. A model file that changes, or SIGHUP, has it load the model anew;
a file that cannot be used leaves the old one in place.

  POST /v1/models/NAME/predict   files of a form, a picture as the body, or JSON
  GET  /v1/models                what is served
  GET  /v1/reviews               what waits for people; /v1/watch what the watchman knows
  POST /v2/models/NAME/infer     the Open Inference Protocol
  GET  /metrics, /healthz, /readyz, /openapi.json, /docs; the studio at /

Limits, each of which --limit sets: bodyBytes, fileBytes, parts, inputs, picturePixels, headerBytes, headersTimeout, requestTimeout,
deadline, bodiesBytes, queueItems, queuePixels, batchItems, batchPixels, rate, connections. docs/serving.md says what they are.

Environment:
  NESCIO_TOKEN   what clients have to send as Authorization: Bearer TOKEN; at least 16 characters

Examples:
  nescio serve
  nescio serve --review --audit 0.01
  nescio serve digits=mnist.nescio churn.nescio --port 9000
  NESCIO_TOKEN=$(openssl rand -hex 32) nescio serve --host 0.0.0.0 --database postgres://nescio@db/nescio
  curl -F image=@digit.png http://127.0.0.1:8080/v1/models/mnist/predict`,
    )
    .action(
      action<ServeOptions>(async (context, models: string[]) =>
        (await import("../actions/serve.js")).serve(context, models),
      ),
    );
  return addCommonOptions(command, "threads", "json", "quiet");
}

const collect = (text: string, before: string[]): string[] => [...before, text];

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("Expected a probability from 0 to 1.");
}

function parseAlarm(text: string): number {
  const value = Number(text);
  if (value > 1 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Expected a number above 1.");
}
