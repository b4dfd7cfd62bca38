/* Small helps that the pages do without: Escape closes the card of a marked row, cards stay on the screen. */
(() => {
  "use strict";

  const place = (marked) => {
    const cards = marked.querySelector(".pb-cards");
    if (!cards) return;
    cards.style.removeProperty("--pb-shift");
    const box = cards.getBoundingClientRect();
    const margin = 8;
    const right = document.documentElement.clientWidth - margin;
    const shift = box.right > right ? right - box.right : box.left < margin ? margin - box.left : 0;
    if (shift) cards.style.setProperty("--pb-shift", `${shift}px`);
  };

  const opened = (event) => {
    const marked = event.target.closest && event.target.closest(".pb-marked");
    if (marked) place(marked);
  };
  document.addEventListener("focusin", opened);
  document.addEventListener("mouseover", opened);

  /* A row that the address leads to: all its pieces are lit and its card is open, until Escape or a press elsewhere. */
  const parts = (id) => document.querySelectorAll(`[data-rows~="${CSS.escape(id)}"], [data-row="${CSS.escape(id)}"]`);

  const shut = () => {
    for (const piece of document.querySelectorAll(".pb-lit")) piece.classList.remove("pb-lit");
    for (const marked of document.querySelectorAll(".pb-marked.pb-open")) marked.classList.replace("pb-open", "pb-shut");
  };

  /* A row whose words are now taken to begin later or earlier: the last one of its kind that begins before. */
  const nearest = (id) => {
    const asked = /^([abtr])(\d+)(-[a-z]+)?$/.exec(id);
    if (!asked) return null;
    let best = null;
    let offset = -1;
    for (const row of document.querySelectorAll(".pb-row")) {
      const own = /^([abtr])(\d+)$/.exec(row.id);
      if (own && own[1] === asked[1] && Number(own[2]) <= Number(asked[2]) && Number(own[2]) > offset) {
        best = row;
        offset = Number(own[2]);
      }
    }
    return best;
  };

  const land = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = id && document.getElementById(id);
    const target = found || (id && nearest(id));
    if (!target) return;
    const folded = target.closest("details");
    if (folded) folded.open = true;
    /* A claim, an entry of the ledger, a cell that makes a number: what is folded in it is what was asked for. */
    const inside = target.matches(".pb-claim, .pb-entry, .cell") ? target.querySelectorAll("details") : [];
    for (const part of inside) part.open = true;
    shut();
    const marked = target.closest(".pb-marked");
    if (marked && target.matches(".pb-row")) {
      marked.classList.remove("pb-shut");
      marked.classList.add("pb-open");
      for (const part of parts(target.id)) part.classList.add("pb-lit");
      place(marked);
      const cards = marked.querySelector(".pb-cards");
      const card = cards.querySelector(".pb-card.pb-lit");
      if (card) cards.scrollTop = card.offsetTop - cards.clientTop;
    }
    if (!found || folded || inside.length) target.scrollIntoView();
  };
  window.addEventListener("hashchange", land);
  document.addEventListener("DOMContentLoaded", land);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    shut();
    if (document.activeElement?.closest(".pb-marked")) document.activeElement.blur();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".pb-cards, .pb-permalink")) shut();
  });

  /* The other language at the same place and with the same filter. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".pb-language a");
    if (link) link.href = link.href.split(/[?#]/)[0] + location.search + location.hash;
  });

  /* A chapter's table that is wider than its place stacks its rows; folded ones are looked at when they open. */
  const stack = (within) => {
    for (const box of within.querySelectorAll(":is(.cell_output, .pb-whole) .pb-scroll")) {
      const table = box.querySelector(".pb-table");
      if (!table || !box.clientWidth) continue;
      table.classList.remove("pb-stacked");
      if (box.scrollWidth > box.clientWidth + 1) table.classList.add("pb-stacked");
    }
  };
  document.addEventListener("DOMContentLoaded", () => stack(document));
  document.addEventListener("toggle", (event) => stack(event.target), true);
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => stack(document), 150);
  });
})();
