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
    try {
      const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
      boxes.forEach((box) => { if (name(box) in kept) box.checked = kept[name(box)]; });
    } catch (error) { /* a broken or forbidden store: begin with everything shown */ }
    const apply = () => {
      const kinds = new Set(boxes.filter((box) => !box.name && box.checked).map((box) => box.value));
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
        pair.hidden = !kinds.has(pair.dataset.kind) || ((changed || numbers) && !rows);
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
    };
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
