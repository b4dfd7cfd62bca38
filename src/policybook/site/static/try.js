/* The page "Try your own policy": hands a text to the worker that reads it, and shows what comes back. */
(() => {
  "use strict";

  const SAID = {
    python: "Loading Python: once, some seconds on a fast line …",
    rules: "Loading the rules …",
    reading: "Reading the text …",
  };

  const start = () => {
    const form = document.getElementById("pb-try");
    if (!form) return;
    const [text, file, stop, said, result] = ["text", "file", "stop", "said", "result"].map((name) => document.getElementById(`pb-try-${name}`));
    let worker = null;
    let urls = [];

    const element = (tag, attributes, ...content) => {
      const made = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
      made.append(...content);
      return made;
    };
    const say = (words, wrong = false) => {
      said.textContent = words;
      said.classList.toggle("pb-wrong", wrong);
    };
    const busy = (yes) => {
      stop.hidden = !yes;
      form.querySelector('[type="submit"]').disabled = yes;
      form.setAttribute("aria-busy", String(yes));
    };
    const empty = () => {
      result.replaceChildren();
      urls.forEach((url) => URL.revokeObjectURL(url));
      urls = [];
    };
    const end = (words, wrong) => {
      worker?.terminate();
      worker = null;
      busy(false);
      say(words, wrong);
    };

    const downloads = (tables) =>
      Object.entries(tables).map(([name, { rows, csv }]) => {
        const url = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" })); // Excel on a Chinese Windows needs the mark
        urls.push(url);
        return element("li", {}, element("a", { href: url, download: `${name}.csv` }, `${name}.csv`), ` ${rows} row${rows > 1 ? "s" : ""}`);
      });

    const show = (found) => {
      empty();
      const doubts = found.doubts.map((doubt) => element("li", {}, doubt));
      const contents = found.contents.map(([anchor, title]) => element("li", {}, element("a", { href: `#${anchor}`, lang: "zh-CN" }, title)));
      const read = element("div", { class: "pb-try-read" });
      read.innerHTML = found.html; // made by policybook, which escapes the text; the page runs no script that stands in it
      result.append(
        element("h2", { id: "pb-try-title", lang: "zh-CN" }, found.title),
        element("p", {}, "The rows as CSV, in the columns of the codebook:"),
        element("ul", { class: "pb-try-files" }, ...downloads(found.tables)),
        doubts.length ? element("details", { class: "pb-try-doubts" }, element("summary", {}, `What to look at (${doubts.length})`), element("ul", {}, ...doubts)) : "",
        element("ul", { class: "pb-try-contents" }, ...contents),
        read,
      );
      say(`Read: ${Object.entries(found.tables).map(([name, { rows }]) => `${name.replace("_", " ")} ${rows}`).join(", ") || "no rows"}.`);
      result.focus({ preventScroll: true });
    };

    const told = ({ data }) => {
      if (SAID[data.state]) return say(SAID[data.state]);
      busy(false);
      if (data.state === "done") return data.found.error ? say(`${data.found.error[0].toUpperCase()}${data.found.error.slice(1)}`, true) : show(data.found);
      if (!data.loaded) return end(`Python could not be loaded (${data.why}). Reload the page, and see whether you are on line.`, true);
      say(`This text could not be read to the end (${data.why}). That is a fault of policybook; please report it with the text.`, true);
    };

    const read = (source, name = "") => {
      empty();
      if (location.protocol === "file:") return say("A browser runs no Python in a page that is opened from disk. Open the site over http: make serve.", true);
      busy(true);
      if (!worker) {
        try {
          worker = new Worker(form.dataset.worker);
        } catch (error) {
          return end(`This browser cannot start the reader (${error.message}). policybook inspect FILE reads the text on your computer.`, true);
        }
        worker.onmessage = told;
        worker.onerror = (event) => end(`The reader could not be started (${event.message || "its script is missing"}). Reload the page.`, true);
      }
      worker.postMessage({ source, name });
    };

    const take = async (chosen) => {
      if (!chosen) return;
      if (chosen.size > 50e6) return say(`${chosen.name}: is larger than 50 MB; save the policy's text alone as .txt`, true);
      text.value = "";
      read(await chosen.arrayBuffer(), chosen.name);
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (text.value.trim()) read(text.value);
      else if (file.files.length) take(file.files[0]);
      else say("There is no text yet; paste the policy's text, or choose a file.", true);
    });
    form.addEventListener("reset", () => {
      empty();
      if (!stop.hidden) return end("Stopped.");
      say("");
    });
    file.addEventListener("change", () => take(file.files[0]));
    stop.addEventListener("click", () => end("Stopped."));
    document.getElementById("pb-try-example").addEventListener("click", () => {
      text.value = document.getElementById("pb-try-made-up").content.textContent;
      text.focus();
    });
    for (const kind of ["dragenter", "dragover"]) {
      form.addEventListener(kind, (event) => {
        event.preventDefault();
        form.classList.add("pb-over");
      });
    }
    for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("pb-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      const { files } = event.dataTransfer;
      if (files.length) take(files[0]);
      else text.value = event.dataTransfer.getData("text/plain");
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
