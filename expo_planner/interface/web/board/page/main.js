// Starts the page: the bars at the top, and who listens to what.

import {askName, openKeys} from "./dialogs.js";
import {$, banner, h} from "./dom.js";
import * as drag from "./drag.js";
import {redraw} from "./hold.js";
import {current, speak, t} from "./i18n.js";
import {sayDate} from "./clock.js";
import * as keyboard from "./keyboard.js";
import * as live from "./live.js";
import * as side from "./side.js";
import {changed, chooseDay, onChange, redo, refresh, remember, sayClashes, state, undo} from "./store.js";
import * as timeline from "./timeline.js";
import * as tray from "./tray.js";

const AGAIN = 2000;

function drawBars() {
  const {board} = state;
  document.title = board.title;
  $("title").textContent = board.title;
  document.body.classList.toggle("read-only", board.read_only);
  $("clash-count").textContent = sayClashes();
  $("clash-count").className = board.errors ? "bad" : board.warnings ? "doubtful" : "good";
  $("cost").textContent = [t("cost", {n: board.cost}), board.read_only && t("readOnly")].filter(Boolean).join(" · ");
  label("undo", "undo", board.undo);
  label("redo", "redo", board.redo);
  label("zoom-in", "zoomIn");
  label("zoom-out", "zoomOut");
  label("open-keys", "keys");
  $("open-history").textContent = t("history");
  $("language").textContent = t("language");
  $("language").lang = current() === "en" ? "zh-CN" : "en";
  $("timeline").setAttribute("aria-label", t("board"));
  drawDays();
  $("legend").setAttribute("aria-label", t("legend"));
  $("legend").replaceChildren(...board.categories.map(({name, label: text, color}) => {
    const item = h("li", {}, text ?? name);
    item.style.setProperty("--color", color);
    return item;
  }));
}

function label(id, name, available = true) {
  $(id).title = t(name);
  $(id).setAttribute("aria-label", t(name));
  $(id).disabled = !available;
}

function drawDays() {
  const had = document.activeElement?.closest?.("#days");
  $("days").setAttribute("aria-label", t("days"));
  const days = [["all", t("all")], ...state.board.days.map(({date}) => [date, sayDate(date)])];
  $("days").replaceChildren(...days.map(([day, text]) => h("button", {
    type: "button", role: "tab", data: {day}, "aria-selected": String(day === state.day), "aria-controls": "timeline",
    tabIndex: day === state.day ? 0 : -1, onclick: () => chooseDay(day),
  }, text)));
  const chosen = $("days").querySelector("[aria-selected=true]");
  chosen?.scrollIntoView({block: "nearest", inline: "nearest"});
  if (had) chosen?.focus();
}

function turnDays(event) {
  const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
  const days = ["all", ...state.board.days.map(day => day.date)];
  const next = days[days.indexOf(state.day) + step];
  if (!step || !next) return;
  event.preventDefault();
  chooseDay(next);
}

function switchLanguage() {
  const chosen = current() === "en" ? "zh" : "en";
  speak(chosen);
  remember("language", chosen);
  changed();
  live.listen();
}

function listen() {
  for (const draw of [drawBars, timeline.draw, tray.draw, redraw]) onChange(draw);
  side.listen();
  tray.listen();
  drag.listen(side.choose);
  keyboard.listen();
  $("days").addEventListener("keydown", turnDays);
  $("undo").addEventListener("click", undo);
  $("redo").addEventListener("click", redo);
  $("zoom-in").addEventListener("click", () => timeline.zoom(1));
  $("zoom-out").addEventListener("click", () => timeline.zoom(-1));
  $("open-keys").addEventListener("click", openKeys);
  $("language").addEventListener("click", switchLanguage);
  addEventListener("beforeprint", () => timeline.print(true));
  addEventListener("afterprint", () => timeline.print(false));
}

async function start() {
  try {
    await refresh();
    banner("gone", "");
  } catch {
    banner("gone", t("gone"));
    setTimeout(start, AGAIN);
    return;
  }
  askName();
  live.listen();
}

listen();
start();
