// Everything by keyboard: going from session to session, picking up, moving by a step or a room, dropping.

import {ARROWS, stepsOf} from "./axes.js";
import {$, announce} from "./dom.js";
import {aim, cancel, drop, holding, pick, sayTarget} from "./hold.js";
import {quoted, t} from "./i18n.js";
import {openKeys} from "./dialogs.js";
import {press, resizing, stretch} from "./resize.js";
import {chooseDay, move, placed, redo, select, state, undo} from "./store.js";
import {elements, layout, rove} from "./timeline.js";

export function listen() {
  document.addEventListener("keydown", event => {
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    const handled = resizing() ? press(event) : holding()?.keyboard ? whileHeld(event) : !holding() && (onSession(event) || anywhere(event));
    if (handled) event.preventDefault();
  });
  $("timeline").addEventListener("focusin", event => {
    if (event.target.classList.contains("session")) rove(event.target);
  });
}

const typing = event => event.target.closest?.("input, select, textarea");

function anywhere(event) {
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  if (typing(event)) return false;
  if (command && key === "z") return event.shiftKey ? redo() : undo(), true;
  if (command && key === "y") return redo(), true;
  if (command || event.altKey) return false;
  if (key === "u") return undo(), true;
  if (event.key === "?") return openKeys(), true;
  if (key === "/") return $("search").focus(), true;
  if (key === "p") return $("open-tasks").click(), true;
  if (ARROWS[event.key] && event.target === document.body) return enter();
  if (key === "escape" && !$("side").hidden) return $("side").querySelector(".close")?.click(), true;
  const day = key === "0" ? "all" : state.board.days[Number(key) - 1]?.date;
  if (/^\d$/.test(key) && day) return chooseDay(day), true;
  return false;
}

/** From nowhere to the session that the Tab key reaches, or to the first of the tray. */
function enter() {
  const session = $("timeline").querySelector(".session[tabindex='0']") ?? $("unplaced").querySelector(".session");
  session?.focus();
  return Boolean(session);
}

function onSession(event) {
  const element = event.target.closest?.(".session");
  if (!element || event.ctrlKey || event.metaKey || event.altKey) return false;
  const {id} = element.dataset;
  if (event.shiftKey && stepsOf(event.key)[0] && element.closest("#timeline")) return stretch(id, event.key), true;
  if (ARROWS[event.key]) return go(element, ARROWS[event.key]), true;
  if (event.key === "Enter" || event.key === " ") return take(id, element), true;
  if (event.key.toLowerCase() === "i") return select(id), $("side").focus(), true;
  if (event.key.toLowerCase() === "w") return whereElse(id), true;
  if ((event.key === "Delete" || event.key === "Backspace") && !state.board.read_only) {
    if (state.sessions.get(id).pinned) pick(id, element);
    else if (placed(state.sessions.get(id))) move({[id]: null});
    return true;
  }
  return false;
}

function whereElse(id) {
  select(id);
  const button = $("side").querySelector(".where");
  (button ?? $("side")).focus();
  button?.click();
}

/** To the nearest session in a direction; what lies straight ahead counts as nearer. */
function go(element, [dx, dy]) {
  const from = element.getBoundingClientRect();
  const all = element.closest("#timeline") ? elements() : [...$("unplaced").querySelectorAll(".session")];
  let best = null;
  for (const other of all) {
    if (other === element) continue;
    const box = other.getBoundingClientRect();
    const [ahead, aside] = dx
      ? [(box.left - from.left) * dx, gap(box.top, box.bottom, from.top, from.bottom)]
      : [(box.top - from.top) * dy, gap(box.left, box.right, from.left, from.right)];
    if (ahead <= 1) continue;
    const distance = ahead + aside * 4;
    if (!best || distance < best.distance) best = {other, distance};
  }
  best?.other.focus();
  best?.other.scrollIntoView({block: "nearest", inline: "nearest"});
}

const gap = (start, end, from, until) => Math.max(0, from - end, start - until);

async function take(id, element) {
  if (state.board.read_only) return select(id);
  if (!pick(id, element)) return;
  const mine = holding();
  const {session} = mine;
  mine.keyboard = true;
  announce(t("held", {title: quoted(session.title)}));
  await mine.ready;
  if (holding() !== mine) return;
  aimAt(placed(session) ? {room: session.room, start: session.start} : firstFree(mine));
}

/** For a session of the tray: the first free place of the days shown, else the first of all. */
function firstFree({shade}) {
  const {segments} = layout();
  const starts = shade?.starts ?? segments.map(segment => segment.start);
  const seen = starts.map((start, column) => [start, column])
    .filter(([start]) => segments.some(segment => segment.start <= start && start < segment.end));
  for (const level of [0, 1, 2])
    for (const [start, column] of seen) {
      const row = shade?.level.findIndex(levels => levels[column] === level) ?? -1;
      if (row >= 0) return {room: shade.rooms[row], start};
    }
  return {room: state.board.rooms[0].id, start: seen[0]?.[0] ?? segments[0].start};
}

function whileHeld(event) {
  const {target, session} = holding();
  if (event.key === "Escape") return cancel(), true;
  if (event.key === "Enter" || event.key === " ") return drop(), true;
  if (event.key === "Tab") return true;
  if (event.key === "Delete" || event.key.toLowerCase() === "t") return aim({tray: true}), announce(t("toTray")), true;
  const days = {PageUp: -1, PageDown: 1}[event.key];
  if (!days && !ARROWS[event.key]) return false;
  const [steps, rooms] = stepsOf(event.key);
  const from = target?.room ? target : {room: session.room ?? state.board.rooms[0].id, start: session.start ?? layout().segments[0].start};
  if (days) aimAt(otherDay(from, days));
  else if (steps) aimAt({room: from.room, start: nextStart(from.start, steps)});
  else aimAt({room: nextRoom(from.room, rooms), start: from.start});
  return true;
}

function aimAt(target) {
  const day = state.clock.day(target.start);
  if (state.day !== "all" && state.day !== day) chooseDay(day);
  aim(target);
  announce(sayTarget(target));
  holding().ghost.scrollIntoView({block: "nearest", inline: "nearest"});
}

function nextStart(start, direction) {
  const starts = holding().shade?.starts;
  if (!starts) return start + direction * state.board.step;
  const beyond = starts.filter(other => (other - start) * direction > 0 && open(other));
  return beyond.length ? (direction > 0 ? Math.min(...beyond) : Math.max(...beyond)) : start;
}

/** Whether the expo is open then, so that nobody steps through its nights. */
const open = tick => state.board.days.some(day => day.windows.some(([start, end]) => start <= tick && tick < end));

function nextRoom(room, direction) {
  const rooms = layout().rows.filter(row => row.room).map(row => row.room.id);
  return rooms[Math.min(Math.max(rooms.indexOf(room) + direction, 0), rooms.length - 1)];
}

function otherDay({room, start}, direction) {
  const dates = state.board.days.map(day => day.date);
  const day = dates[dates.indexOf(state.clock.day(start)) + direction];
  return {room, start: day ? state.clock.onDay(day, state.clock.local(start).minute) : start};
}

