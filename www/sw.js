// Serves the page from the browser's own store, so that it works without a network. Trunk's hook writes the version and
// the list of files in (catalogue/src/offline.rs). A newer version is fetched beside the older one, and takes its place
// when the page says so.

const VERSION = "{version}";
const FILES = ["{files}"];

// One origin may hold several pages, each in a folder of its own.
const BASE = `postamt ${registration.scope} `;
const STORE = BASE + VERSION;

async function fill() {
  const store = await caches.open(STORE);
  // A name with a hash in it stands for the same octets for ever; of the others the server is asked.
  const wanted = (file) => new Request(file, { cache: /-[0-9a-f]{15,16}[._]/.test(file) ? "default" : "no-cache" });
  await store.addAll(FILES.map(wanted));
}

async function takeOver() {
  const older = (name) => name.startsWith(BASE) && name !== STORE;
  await Promise.all((await caches.keys()).filter(older).map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request) {
  const store = await caches.open(STORE);
  const home = request.mode === "navigate" && new URL(request.url).pathname.endsWith("/index.html");
  const kept = await store.match(home ? "./" : request, { ignoreSearch: true, ignoreVary: true });
  return kept ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});
addEventListener("message", (event) => {
  if (event.data === "take-over") skipWaiting();
});
