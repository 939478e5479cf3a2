// The page that others show in a frame: what its address asks for is shown, and the page around it learns how tall that is.
"use strict";

(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);

  const theme = asked.get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const languages = [...document.querySelectorAll("input[name=language]")];
  const speak = () => {
    root.lang = languages.find((input) => input.checked).value;
  };
  const wanted = languages.find((input) => asked.has("lang") && input.value.startsWith(asked.get("lang")));
  if (wanted) wanted.checked = true;
  speak();
  for (const input of languages) input.addEventListener("change", speak);

  // Every part that is asked for has to fit; what nobody asks for always does.
  const fits = (name, values) => !asked.get(name) || values.includes(asked.get(name));
  let found = 0;
  for (const row of document.querySelectorAll(".session")) {
    const { day, category, rooms } = row.dataset;
    row.hidden = !(fits("day", [day]) && fits("category", [category]) && fits("room", rooms.split(" ")));
    if (!row.hidden) found += 1;
  }
  for (const section of document.querySelectorAll(".day")) {
    section.hidden = !section.querySelector(".session:not([hidden])");
  }
  document.getElementById("nothing").hidden = found > 0;

  // How tall a public page is may be known to anyone, whoever shows it.
  if (parent === window) return;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    parent.postMessage({ type: "expo-planner:height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
})();
