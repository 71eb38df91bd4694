/**
 * The page's service worker, in browsers that have it: the page opens without a network from its second visit on, and is isolated
 * where its host does not see to it. A new version of it waits until no page of the old one is open, whose files it
 * then removes; the new page itself is seen before that, as its document comes from the host.
 */
import { BesideKeeper } from "./offline/beside-keeper.js";
import { isolated } from "./offline/isolated.js";
import type { Kept } from "./offline/kept.js";
import { PageKeeper } from "./offline/page-keeper.js";
import type { RequestEvent, WorkerScope } from "./offline/worker-scope.js";

/** Put here by the build. */
declare const __KEPT__: Kept;

const worker = self as unknown as WorkerScope;
const { scope } = worker.registration;
const page = new PageKeeper(scope, __KEPT__);
const beside = new BesideKeeper(scope);

worker.addEventListener("install", (event) => event.waitUntil(Promise.all([page.keep(), beside.keep()])));
worker.addEventListener("activate", (event) => event.waitUntil(page.forget("others")));
worker.addEventListener("fetch", (event) => {
  const response = answerTo(event);
  if (response !== undefined) event.respondWith(response);
});

/** The answer to a request; undefined for what is none of the page's. */
function answerTo(event: RequestEvent): Promise<Response> | undefined {
  const { request } = event;
  const address = new URL(request.url);
  const isEmbedded = address.searchParams.has("embed");
  address.search = "";
  address.hash = "";
  if (request.method !== "GET" || !address.href.startsWith(scope)) return undefined;
  const name = address.href.slice(scope.length);
  if (name === "" || name === "index.html") return documentOf(request, isEmbedded);
  if (page.has(name)) return page.file(name, request).then(isolated);
  if (name === "studio.json") return beside.studioFile(request);
  if (beside.isModel(address.href)) return beside.model(request, (work) => event.waitUntil(work));
  // Of a new version, before its own service worker has its turn: an isolated page starts isolated workers only.
  return request.destination === "worker" ? fetch(request).then(isolated) : undefined;
}

async function documentOf(request: Request, isEmbedded: boolean): Promise<Response> {
  const { response, isStrange } = await page.document(request);
  if (isStrange) await leave();
  return isStrange || isEmbedded ? response : isolated(response);
}

/** Makes room for another page that has the address now: on one's own machine, a port is now this and now that. */
async function leave(): Promise<void> {
  await Promise.all([page.forget("all"), beside.forget(), worker.registration.unregister()]);
}
