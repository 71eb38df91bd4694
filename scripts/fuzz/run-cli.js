// Runs the command line in this process as a user would, who has little patience.
import { EventEmitter } from "node:events";
import { Writable } from "node:stream";

/** What the help promises. */
const documented = new Set([0, 2, 3, 4, 5, 6, 7, 8, 9, 130]);
/** Seconds until the command is asked to stop, and until it has to have stopped then. */
const patience = 3;
const grace = 5;
export const mostSeconds = patience + grace + 1;

/**
 * Throws unless the command ends with a documented exit code: by itself, or soon after Ctrl-C.
 *
 * @param cli `createProgram` and `runProgram` of the command line.
 * @returns The exit code.
 */
export async function runCli({ createProgram, runProgram }, argv, folder) {
  const before = process.cwd();
  const { NESCIO_CACHE, NESCIO_DATA } = process.env;
  process.chdir(folder);
  Object.assign(process.env, { NESCIO_CACHE: `${folder}/cache`, NESCIO_DATA: `${folder}/data` });
  const [stdout, stderr, signals] = [sink(), sink(), new EventEmitter()];
  let timer;
  const stuck = new Promise((_, reject) => {
    timer = setTimeout(() => {
      signals.emit("SIGINT");
      timer = setTimeout(() => reject(new Error(`no end after Ctrl-C: ${said(argv)}`)), 1000 * grace);
    }, 1000 * patience);
  });
  try {
    const run = runProgram(createProgram(), argv, { stdout, stderr, signals, exit: () => undefined });
    const code = await Promise.race([run, stuck]);
    if (documented.has(code)) return code;
    throw new Error(`exit code ${code}: ${said(argv)}\n${stderr.text.slice(0, 3000)}`);
  } finally {
    clearTimeout(timer);
    process.chdir(before);
    restore({ NESCIO_CACHE, NESCIO_DATA });
  }
}

const said = (argv) => JSON.stringify(argv).slice(0, 1500);

function restore(variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function sink() {
  const stream = new Writable({
    write(chunk, _, done) {
      stream.text += chunk;
      done();
    },
  });
  stream.text = "";
  return stream;
}
