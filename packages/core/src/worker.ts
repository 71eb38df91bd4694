/** The module of a worker that answers for a page: `RemoteAnswerer` is the page's end. */
import { serveAnswers, type AnswererPort } from "./remote/serve.js";

serveAnswers(globalThis as unknown as AnswererPort);
