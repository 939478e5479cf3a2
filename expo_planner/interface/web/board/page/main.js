// Starts the page: the bars at the top, and who listens to what.

import {turn, turned} from "./axes.js";
import {askName, openKeys} from "./dialogs.js";
import {$, banner, fill, h} from "./dom.js";
import * as conflicts from "./conflicts.js";
import * as drag from "./drag.js";
import * as form from "./form.js";
import {redraw} from "./hold.js";
import {current, speak, t} from "./i18n.js";
import {sayDate} from "./clock.js";
import * as keyboard from "./keyboard.js";
import * as live from "./live.js";
import * as resize from "./resize.js";
import * as room from "./room.js";
import * as side from "./side.js";
import {changed, chooseDay, onChange, redo, refresh, remember, sayClashes, state, undo} from "./store.js";
import * as timeline from "./timeline.js";
import * as tasks from "./tasks.js";
import * as tray from "./tray.js";
import * as windows from "./windows.js";

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
  label("turn", "turn");
  $("turn").setAttribute("aria-pressed", String(turned()));
  label("open-keys", "keys");
  $("open-history").textContent = t("history");
  $("language").textContent = t("language");
  $("language").lang = current() === "en" ? "zh-CN" : "en";
  $("timeline").setAttribute("aria-label", t("board"));
  drawDays();
  $("legend").setAttribute("aria-label", t("legend"));
  fill($("legend"), board.categories.map(({name, label: text, color}) => {
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
  const before = $("days").innerHTML;
  $("days").setAttribute("aria-label", t("days"));
  const days = [["all", t("all")], ...state.board.days.map(({date}) => [date, sayDate(date)])];
  fill($("days"), days.map(([day, text]) => h("button", {
    type: "button", role: "tab", data: {day}, "aria-selected": String(day === state.day), "aria-controls": "timeline",
    tabIndex: day === state.day ? 0 : -1, onclick: () => chooseDay(day),
  }, text)));
  if ($("days").innerHTML === before) return;
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
  for (const draw of [drawBars, tasks.draw, timeline.draw, windows.draw, tray.draw, redraw]) onChange(draw);
  for (const part of [room, side, form, conflicts, tray, resize, windows]) part.listen();
  tasks.listen(side.open);
  drag.listen(side.choose);
  keyboard.listen();
  $("days").addEventListener("keydown", turnDays);
  $("undo").addEventListener("click", undo);
  $("redo").addEventListener("click", redo);
  $("zoom-in").addEventListener("click", () => timeline.zoom(1));
  $("zoom-out").addEventListener("click", () => timeline.zoom(-1));
  $("turn").addEventListener("click", () => {
    turn();
    changed();
  });
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
