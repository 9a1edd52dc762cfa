// Starts the program of the page after the first paint, and has the browser keep the site if its host wants that.
//
// Never here: what is said when something does not succeed; watch.js finds out why.

const { program, global, offline } = document.querySelector("script[data-program]").dataset;
// A page that nobody sees is not painted, and a browser may never say so.
const PAINT_MS = 1000;
const parts = [new URL(`${program}.js`, import.meta.url).href, new URL(`${program}_bg.wasm`, import.meta.url).href];
// The script that watches may be what has not come.
const watch = window.watch ?? {};

async function start() {
  await new Promise(done => {
    requestAnimationFrame(() => requestAnimationFrame(done));
    setTimeout(done, PAINT_MS);
  });
  const fetched = fetch(parts[1]);
  const bindings = await import(parts[0]);
  const wasm = await bindings.default({ module_or_path: fetched });
  window[global] = bindings;
  // As trunk's own start does; it carries the program's memory.
  dispatchEvent(new CustomEvent("TrunkApplicationStarted", { detail: { wasm } }));
}

// The page's policy takes the address of a script only from a policy that has a name.
function worker() {
  const file = "./sw.js";
  if (!window.trustedTypes) return file;
  return trustedTypes.createPolicy("coupling-workbook", { createScriptURL: () => file }).createScriptURL(file);
}

async function keep() {
  const registration = await navigator.serviceWorker.register(worker());
  const say = () => {
    if (registration.waiting && navigator.serviceWorker.controller) watch.isReplacedBy?.(registration.waiting);
  };
  say();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", say));
}

// A host that kept it once, and does not want that any more.
async function forget() {
  const registration = await navigator.serviceWorker.getRegistration("./");
  if (registration?.scope === new URL("./", location).href) await registration.unregister();
}

watch.begun = true;
if (!watch.lacks) {
  start().catch(error => {
    // One that came and stopped is another matter.
    if (!(error instanceof WebAssembly.RuntimeError)) watch.diagnose?.(parts);
    throw error;
  });
  // A frame may be forbidden to ask for it, and a page without it is the same page.
  if (navigator.serviceWorker) (offline === undefined ? forget() : keep()).catch(error => console.warn(error));
}
