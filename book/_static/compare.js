// Filter of the pages that show two documents side by side. Without it everything is shown.
(() => {
  const start = () => {
    const form = document.querySelector(".pbc-controls");
    if (!form) return;
    const pairs = [...document.querySelectorAll(".pbc-pair")];
    const heads = [...document.querySelectorAll(".pbc-list > h2")];
    const key = "pbc-filter";
    const boxes = [...form.querySelectorAll("input")];
    const name = (box) => box.name || box.value;
    const kinds = boxes.filter((box) => !box.name);
    const only = boxes.filter((box) => box.name);
    /* The address decides, so that a filtered page can be sent to somebody; without it, the filter of the page before stays. */
    const asked = new URLSearchParams(location.search);
    if (asked.has("show") || asked.has("only")) {
      const [show, just] = ["show", "only"].map((part) => asked.get(part)?.split("."));
      kinds.forEach((box) => { box.checked = !show || show.includes(box.value); });
      only.forEach((box) => { box.checked = Boolean(just) && just.includes(box.name); });
    } else {
      try {
        const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
        boxes.forEach((box) => { if (name(box) in kept) box.checked = kept[name(box)]; });
      } catch (error) { /* a broken or forbidden store: begin with everything shown */ }
    }
    const keep = () => {
      const url = new URL(location.href);
      url.search = "";
      if (!kinds.every((box) => box.checked)) url.searchParams.set("show", kinds.filter((box) => box.checked).map((box) => box.value).join("."));
      if (only.some((box) => box.checked)) url.searchParams.set("only", only.filter((box) => box.checked).map((box) => box.name).join("."));
      if (url.href !== location.href) history.replaceState(null, "", url);
    };
    /* What the address leads to is shown, whatever the filter says. */
    const land = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const pair = target?.closest(".pbc-pair, .pbc-list > h2");
      if (!pair) return;
      pair.hidden = false;
      target.scrollIntoView();
    };
    const apply = () => {
      const chosen = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
      const changed = form.elements.changed.checked;
      const numbers = form.elements.numbers.checked;
      let shown = 0;
      for (const pair of pairs) {
        let rows = 0;
        for (const row of pair.querySelectorAll(".pbc-row")) {
          row.hidden = (changed && row.dataset.same === "1") || (numbers && row.dataset.number !== "1");
          row.style.display = row.hidden ? "none" : "";
          if (!row.hidden) rows += 1;
        }
        pair.hidden = !chosen.has(pair.dataset.kind) || ((changed || numbers) && !rows);
        if (!pair.hidden) shown += 1;
      }
      for (const head of heads) {
        let next = head.nextElementSibling;
        while (next && next.matches(".pbc-pair") && next.hidden) next = next.nextElementSibling;
        head.hidden = !next || next.matches("h2");
      }
      form.querySelector("output").textContent = `${shown} of ${pairs.length} shown`;
      try {
        sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(boxes.map((box) => [name(box), box.checked]))));
      } catch (error) { /* nothing to keep it in */ }
      keep();
    };
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
    land();
    window.addEventListener("hashchange", land);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
