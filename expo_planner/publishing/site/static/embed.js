// For other sites: <script src="https://…/embed.js" data-day="2023-07-06" async></script> shows the programme where it
// stands, in a frame that is as tall as what is in it. data-category, data-room, data-lang, data-theme and data-title
// choose, too.
"use strict";

(() => {
  const script = document.currentScript;
  const page = new URL("embed.html", script.src);
  for (const name of ["day", "category", "room", "lang", "theme"]) {
    if (script.dataset[name]) page.searchParams.set(name, script.dataset[name]);
  }

  const frame = document.createElement("iframe");
  frame.src = page.href;
  frame.title = script.dataset.title || (document.documentElement.lang.startsWith("zh") ? "日程" : "Programme");
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  Object.assign(frame.style, { display: "block", width: "100%", height: "30rem", border: "0" });

  // Anyone may send messages: only the height counts, and only from this frame while it shows that site.
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== page.origin || data?.type !== "expo-planner:height") return;
    if (Number.isFinite(data.height)) frame.style.height = `${Math.min(Math.max(data.height, 0), 100_000)}px`;
  });
  script.after(frame);
})();
