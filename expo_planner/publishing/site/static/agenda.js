// Search and the filter of starred sessions. What a row shows, in both languages, is what it is found by: there is no index
// to load, and a file needs no server.
"use strict";

(() => {
  const field = document.getElementById("search");
  if (!field) return;

  const only = document.getElementById("only-starred");
  // Full-width letters and digits are found by plain ones, and the other way round.
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  // Headings go when nothing is left under them: each container with the rows that it holds.
  const holders = [...document.querySelectorAll(".slot, .day, .part")];
  let rows;
  const read = () =>
    [...document.querySelectorAll(".session")].map((element) => {
      const heading = element.closest(".part")?.querySelectorAll(":scope > :not(.day)") ?? [];
      const own = element.querySelectorAll(":scope > :not(.star)");
      const text = [...own, ...heading].map((one) => one.textContent).join(" ");
      return {
        element,
        // the list item of a card, or the line itself
        item: element.closest("li"),
        text: plain(`${text} ${element.dataset.words ?? ""}`),
        holders: holders.filter((holder) => holder.contains(element)),
        session: element.dataset.session,
      };
    });

  const filter = () => {
    rows ??= read();
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const starred = only.getAttribute("aria-pressed") === "true" ? window.expoStars.all() : null;
    const filled = new Set();
    const found = new Set();
    for (const row of rows) {
      const fits = words.every((word) => row.text.includes(word)) && (!starred || starred.has(row.session));
      row.item.hidden = !fits;
      if (!fits) continue;
      found.add(row.session);
      for (const holder of row.holders) filled.add(holder);
    }
    for (const holder of holders) holder.hidden = !filled.has(holder);
    const asked = words.length > 0 || starred !== null;
    document.getElementById("found").textContent = asked && found.size ? found.size : "";
    document.getElementById("found-unit").hidden = !asked || !found.size;
    document.getElementById("nothing").hidden = !asked || found.size > 0;
  };

  const press = (on) => {
    only.setAttribute("aria-pressed", String(on));
    filter();
  };
  // reading thousands of rows takes a moment: better before the first letter than at it
  field.addEventListener("focus", () => {
    rows ??= read();
  });
  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.value = "";
    filter();
  });
  only.addEventListener("click", () => press(only.getAttribute("aria-pressed") !== "true"));
  document.addEventListener("stars", () => {
    if (only.getAttribute("aria-pressed") === "true") filter();
  });

  // A link to a session that the filter hides shows all of them again.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest("[hidden]")) return;
    field.value = "";
    press(false);
    target.scrollIntoView();
  });

  // Browsers bring back what stood in the field before the page was left.
  addEventListener("pageshow", () => {
    if (field.value) filter();
  });
})();
