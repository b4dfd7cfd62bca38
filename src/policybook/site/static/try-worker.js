/* Reads policies in a worker of the page "Try your own policy", so that the page stays alive: Python and the core of the package. */
"use strict";

const folder = new URL("pyodide/", self.location.href);
const say = (state, more) => self.postMessage({ state, ...more });

const start = async () => {
  say("python");
  importScripts(new URL("pyodide.js", folder).href);
  const python = await loadPyodide({ indexURL: folder.href });
  const response = await fetch(new URL("policybook-core.zip", folder));
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  python.unpackArchive(await response.arrayBuffer(), "zip", { extractDir: "/core" });
  say("rules");
  python.runPython("import sys; sys.path.insert(0, '/core'); from policybook.site.pasted import answer");
  return python;
};

let started;
self.onmessage = async ({ data: { source, name } }) => {
  try {
    started ??= start();
    const python = await started;
    say("reading");
    const answer = python.globals.get("answer");
    const given = typeof source === "string" ? source : python.toPy(new Uint8Array(source)).tobytes();
    say("done", { found: JSON.parse(answer(given, name)) });
  } catch (error) {
    const lines = String(error.message || error).trim().split("\n");
    say("failed", { why: lines[lines.length - 1], loaded: Boolean(started && (await started.catch(() => null))) });
  }
};
