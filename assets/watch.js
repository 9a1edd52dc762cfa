// Watches whether the program of the page comes and goes on. When it does not, this shows the words for it that
// stand in the page.
//
// Written so that a browser of 2015 can run it: it is what names what such a browser lacks. It takes no text from
// anywhere but the page, and makes no HTML.
(function () {
  "use strict";

  // A part of the page that is shown alone is drawn by the program.
  if (/[?&]embed(=|&|$)/.test(location.search)) document.documentElement.className = "embedded";

  var KEY = "coupling-workbook";
  // A program of WebAssembly with a reference in it, and one with memory.copy: the compiler emits both.
  var REFERENCES = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 7, 1, 5, 0, 208, 112, 26, 11];
  var BULK = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 10, 14, 1, 12, 0, 65, 0, 65, 0,
    65, 0, 252, 10, 0, 0, 11];

  var starter = document.querySelector("script[data-program]");

  function named(id) { return document.getElementById(id); }

  function lacking() {
    if (typeof WebAssembly !== "object") return "WebAssembly";
    if (!("noModule" in document.createElement("script"))) return "JavaScript modules";
    if (typeof ResizeObserver !== "function") return "ResizeObserver";
    if (typeof Promise !== "function" || typeof fetch !== "function") return "fetch";
    // A workbook in one file unpacks its own parts.
    if (!starter && typeof DecompressionStream !== "function") return "DecompressionStream";
    if (!WebAssembly.validate(new Uint8Array(BULK))) return "WebAssembly bulk memory";
    if (!WebAssembly.validate(new Uint8Array(REFERENCES))) return "WebAssembly reference types";
    return "";
  }

  // The first reason stays: what follows is usually its consequence.
  var explained = false;
  function explain(why) {
    if (explained) return;
    explained = true;
    var trouble = named("trouble"), said = trouble && trouble.querySelector("[data-why=" + why + "]");
    if (!said) return;
    if (named("late")) named("late").hidden = true;
    Array.prototype.forEach.call(trouble.children, function (other) {
      if (other.hasAttribute("data-why")) other.hidden = other !== said;
    });
    trouble.hidden = false;
  }

  function isFramedOff() { return self.origin === "null" && location.protocol !== "file:"; }

  // The name under which the answers of the learner are kept who uses this tab.
  function key() {
    var last = KEY + "-last", learner = Number(sessionStorage.getItem(last) || localStorage.getItem(last) || 1);
    return learner > 1 ? KEY + "-learner-" + learner : KEY;
  }

  // Should the program ever stop, the learner's answers come first. They are kept as they were written last; this
  // reads them without the program.
  function stopped(error) {
    var page = named("stopped"), kept = "";
    if (!page || !page.hidden) return;
    if (typeof WebAssembly !== "object" || !(error instanceof WebAssembly.RuntimeError)) return;
    try { kept = localStorage.getItem(key()) || ""; } catch (refused) { /* Nothing is kept here. */ }
    document.body.replaceChildren(page);
    page.hidden = false;
    var rescue = named("rescue");
    if (kept) rescue.href = URL.createObjectURL(new Blob([kept], { type: "text/plain" }));
    else rescue.remove();
  }

  function lessons() { return named("workbook").getAttribute("data-lessons") || ""; }

  // Whether the page that the server has is another than this one: not all that this one asks for is in it.
  function isReplaced() {
    var own = [starter.getAttribute("src"), starter.getAttribute("data-program"), lessons()];
    return fetch(location.href, { cache: "no-cache" })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) {
        return text !== null && own.some(function (part) { return text.indexOf(part) < 0; });
      });
  }

  // Why parts of the page that were asked for have not come, or have come and do not work.
  function diagnose(parts) {
    if (location.protocol === "file:") return explain("file");
    if (isFramedOff()) return explain("frame");
    Promise.all(parts.map(function (part) { return fetch(part, { cache: "no-store" }); }))
      .then(function (answers) {
        if (answers.some(function (answer) { return !answer.ok; })) {
          return isReplaced().then(function (replaced) { explain(replaced ? "newer" : "missing"); });
        }
        var foreign = answers.some(function (answer) {
          return /\.js$/.test(answer.url) && !/script/.test(answer.headers.get("Content-Type"));
        });
        // Whether the rest of the bytes comes shows only when they are read.
        return Promise.all(answers.map(function (answer) { return answer.arrayBuffer(); }))
          .then(function () { explain(foreign ? "type" : "damaged"); }, function () { explain("damaged"); });
      })
      .catch(function () { explain("offline"); });
  }

  // The worker of a newer version, which waits until this page goes.
  var replacing = null;
  function isReplacedBy(worker) {
    replacing = worker;
    explained = false;
    explain("newer");
  }

  addEventListener("error", function (event) { stopped(event.error); });
  addEventListener("unhandledrejection", function (event) { stopped(event.reason); });
  document.addEventListener("securitypolicyviolation", function (event) {
    // A style that is refused leaves a page that works.
    if (/^(script|connect|default|worker)/.test(event.effectiveDirective)) explain("policy");
  });
  document.addEventListener("click", function (event) {
    var again = event.target.closest && event.target.closest("[data-again]");
    if (!again) return;
    event.preventDefault();
    if (!replacing) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", function () { location.reload(); });
    // A worker that was put to sleep in between may miss the first.
    function takeOver() { replacing.postMessage("take over"); }
    takeOver();
    setInterval(takeOver, 1000);
  });
  // The script that starts the program says so at once: without that, it has not come.
  addEventListener("load", function () {
    if (starter && !window.watch.begun) diagnose([starter.src]);
  });
  addEventListener("TrunkApplicationStarted", function () {
    named("late").remove();
    named("trouble").hidden = true;
    explained = false;
  });
  // A page that was opened long ago may ask for parts that a newer version has replaced.
  addEventListener("workbook-part-lost", function () {
    if (lessons()) diagnose([lessons() + "index.lesson"]);
  });

  if (named("alone")) named("alone").href = location.href;
  var lacks = lacking();
  window.watch = {
    begun: lacks !== "", lacks: lacks, diagnose: diagnose, explain: explain, isReplacedBy: isReplacedBy,
  };
  if (lacks) {
    named("lacking").textContent = lacks;
    explain("old");
  } else if (starter && (location.protocol === "file:" || isFramedOff())) {
    // A host may let frames have the parts all the same: then the program takes the words away.
    explain(isFramedOff() ? "frame" : "file");
  }
})();
