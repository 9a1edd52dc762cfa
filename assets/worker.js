// Keeps the workbook in the browser, so that it opens without a network. The build puts before this which files the
// version has, each with the digest of its content.
//
// A version is kept as a whole or not at all, and a page gets all its parts from the same version: this one's cache, or
// the network, where everything but the pages has a name that changes with its content. Never here: files of anybody
// else on the same host.

const OURS = `coupling-workbook ${self.registration.scope} `;
const CACHE = OURS + VERSION;
const TYPES = {
  css: "text/css; charset=utf-8", html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8",
  lesson: "application/octet-stream", png: "image/png", wasm: "application/wasm",
};

async function digest(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

// While a host takes over a new version, it may have files of two: then nothing is kept, and the browser tries again.
async function keep(cache, file) {
  const answer = await fetch(new Request(file, { cache: "no-cache" }));
  const bytes = await answer.arrayBuffer();
  if (!answer.ok || await digest(bytes) !== FILES[file]) throw new Error(`${file} is not of this version`);
  const type = TYPES[file.split(".").pop()] ?? "application/octet-stream";
  // As the host's own answer it might be one that was redirected, which a browser takes for no page.
  await cache.put(file, new Response(bytes, { headers: { "Content-Type": type } }));
}

async function keepAll() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(Object.keys(FILES).map(file => keep(cache, file)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(OURS) && name !== CACHE).map(name => caches.delete(name)));
  await self.clients.claim();
}

// The file that an address names. A host may show `temporal.html` as `temporal` too.
function named(address) {
  const path = address.split(/[?#]/)[0];
  if (!path.startsWith(self.registration.scope)) return undefined;
  const file = path.slice(self.registration.scope.length) || "index.html";
  return [file, `${file}.html`].find(name => Object.hasOwn(FILES, name));
}

async function answer(request, file) {
  const cache = await caches.open(CACHE);
  // A browser that needed the room has thrown it away.
  return await cache.match(file) ?? fetch(request);
}

addEventListener("install", event => event.waitUntil(keepAll()));
addEventListener("activate", event => event.waitUntil(forgetOthers()));
addEventListener("fetch", event => {
  const file = event.request.method === "GET" ? named(event.request.url) : undefined;
  if (file) event.respondWith(answer(event.request, file));
});
// Somebody wants to read on in the newer version.
addEventListener("message", event => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});
