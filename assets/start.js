// Starts the program of the page after the first paint.
//
// Never here: what is said when that does not succeed; watch.js finds out why.

const { program, global } = document.querySelector("script[data-program]").dataset;
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

watch.begun = true;
if (!watch.lacks) {
  start().catch(error => {
    // One that came and stopped is another matter.
    if (!(error instanceof WebAssembly.RuntimeError)) watch.diagnose?.(parts);
    throw error;
  });
}
