// The table: sorts by a click on a heading, filters by words and by results, and shows some hundred rows at a time. The
// rows of the page are the data; those that are not shown are kept out of the document, which keeps thousands quick.
"use strict";

document.documentElement.classList.add("scripted");

addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector("table");
  if (!table) return;

  const PAGE = 500;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const field = document.getElementById("search");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const count = document.getElementById("count");
  const headings = [...table.tHead.rows[0].cells];

  // Full-width letters and digits are found by plain ones, and the other way round.
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const NUMBER = /^-?\d+(\.\d+)?%?$/;
  let texts;
  let order = rows;
  let found = rows;
  let limit = PAGE;

  const draw = () => {
    const shown = found.slice(0, limit);
    body.replaceChildren(...shown);
    more.hidden = shown.length === found.length;
    document.getElementById("nothing").hidden = found.length > 0;
    const facts = { shown: shown.length, found: found.length };
    count.textContent = count.dataset.text.replace(/\{(\w+)\}/g, (whole, name) => facts[name]);
  };

  const filter = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const kind = results.value;
    // the cells of a row are told apart, so that no word is found across two of them
    if (words.length) texts ??= new Map(rows.map((row) => [row, plain([...row.cells].map((cell) => cell.textContent).join("\n"))]));
    found = order.filter(
      (row) =>
        (!kind || row.dataset.kinds.split(" ").includes(kind)) && words.every((word) => texts.get(row).includes(word)),
    );
    draw();
  };

  // Missing values come last, up and down; equal ones keep the order of the sweep.
  const sorted = (column, direction) => {
    const keys = new Map(rows.map((row) => [row, row.cells[column].textContent]));
    const present = rows.filter((row) => keys.get(row) !== "");
    const numeric = present.every((row) => NUMBER.test(keys.get(row)));
    if (numeric) for (const row of present) keys.set(row, parseFloat(keys.get(row)));
    const compare = numeric ? (one, other) => one - other : collator.compare;
    present.sort((one, other) => direction * compare(keys.get(one), keys.get(other)));
    return [...present, ...rows.filter((row) => keys.get(row) === "")];
  };

  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
  const sort = (column) => {
    const heading = headings[column];
    const next = NEXT[heading.getAttribute("aria-sort") ?? "none"];
    for (const other of headings) other.removeAttribute("aria-sort");
    if (next !== "none") heading.setAttribute("aria-sort", next);
    order = next === "none" ? rows : sorted(column, next === "ascending" ? 1 : -1);
    limit = PAGE;
    filter();
  };

  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(column));
  });
  const start = () => {
    limit = PAGE;
    filter();
  };
  field.addEventListener("input", start);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.value = "";
    start();
  });
  results.addEventListener("change", start);
  more.addEventListener("click", () => {
    limit += PAGE;
    draw();
  });
  document.querySelector(".tools").hidden = false;
  draw();
  document.documentElement.classList.remove("scripted");
});
