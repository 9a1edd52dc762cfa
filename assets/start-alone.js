// Starts the program of a workbook in one file after the first paint. Its parts stand in the page, packed: the program
// finds its lessons among them when it asks for a file.
//
// Never here: what is said when that does not succeed.

(() => {
  "use strict";

  // A page that nobody sees is not painted, and a browser may never say so.
  const PAINT_MS = 1000;
  const parts = new Map([...document.querySelectorAll("script[data-part]")].map(part => [part.dataset.part, part]));

  async function unpacked(name) {
    const packed = Uint8Array.from(atob(parts.get(name).textContent), letter => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }

  const elsewhere = window.fetch;
  window.fetch = async (address, how) =>
    parts.has(address) ? new Response(await unpacked(address)) : elsewhere.call(window, address, how);

  async function start() {
    await new Promise(done => {
      requestAnimationFrame(() => requestAnimationFrame(done));
      setTimeout(done, PAINT_MS);
    });
    const wasm = await wasm_bindgen({ module_or_path: await unpacked("program") });
    window.coupling = wasm_bindgen;
    dispatchEvent(new CustomEvent("TrunkApplicationStarted", { detail: { wasm } }));
  }

  if (window.watch.lacks) return;
  start().catch(error => {
    if (!(error instanceof WebAssembly.RuntimeError)) window.watch.explain("damaged");
    throw error;
  });
})();
