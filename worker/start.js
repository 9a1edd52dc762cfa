// The worker's script: it loads the worker's program, then answers the bytes of each errand with those of
// its outcome. The query, which changes with the program, is handed on, so that no cache mixes two
// versions. Whatever fails here reaches the page as the worker's `error`.
importScripts("worker.js" + location.search);
const started = wasm_bindgen({ module_or_path: "worker_bg.wasm" + location.search });

onmessage = ({ data }) =>
    started
        .then(() => {
            const outcome = wasm_bindgen.serve(data);
            if (!outcome) throw new Error("the page sent what is no errand");
            postMessage(outcome);
        })
        .catch(error => setTimeout(() => { throw error; }));
