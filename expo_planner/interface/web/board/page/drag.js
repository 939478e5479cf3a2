// Picking up and dropping with a mouse, a pen or a finger. A finger holds still for a moment first, so that it can scroll.

import {$} from "./dom.js";
import {aim, cancel, drop, holding, pick, snap} from "./hold.js";
import {state} from "./store.js";
import {pointed, scrollNear} from "./timeline.js";

const SLACK = 5;
const STILL = 350;
let press = null;

export function listen(choose) {
  document.addEventListener("pointerdown", event => begin(event));
  document.addEventListener("pointermove", event => follow(event));
  document.addEventListener("pointerup", event => end(event, choose));
  document.addEventListener("pointercancel", () => stop());
  document.addEventListener("touchmove", event => press?.dragging && event.preventDefault(), {passive: false});
  document.addEventListener("contextmenu", event => press && event.preventDefault());
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && press) stop();
  }, true);
}

function begin(event) {
  const element = event.target.closest?.(".session");
  if (!element || event.target.closest(".grip") || event.button !== 0 || holding()) return;
  press = {element, id: element.dataset.id, x: event.clientX, y: event.clientY, pointer: event.pointerId, dragging: false};
  const session = state.sessions.get(press.id);
  press.grabbed = element.closest("#timeline") && session.start !== null ? grabbedTicks(session, event) : 0;
  if (event.pointerType !== "mouse") press.timer = setTimeout(() => press && lift(), STILL);
}

/** How far into the session it was taken hold of, in minutes. */
function grabbedTicks(session, event) {
  const at = pointed(event.clientX, event.clientY);
  return at ? at.tick - session.start : 0;
}

function lift() {
  clearTimeout(press.timer);
  if (!pick(press.id, press.element)) return void (press = null);
  press.dragging = true;
  requestAnimationFrame(glide);
}

function follow(event) {
  if (!press || event.pointerId !== press.pointer) return;
  const moved = Math.hypot(event.clientX - press.x, event.clientY - press.y);
  if (!press.dragging) {
    if (moved <= SLACK) return;
    if (event.pointerType !== "mouse") {
      clearTimeout(press.timer);
      press = null;
      return;
    }
    lift();
    if (!press) return;
  }
  event.preventDefault();
  press.last = {x: event.clientX, y: event.clientY};
  target();
}

function target() {
  const {x, y} = press.last;
  const tray = $("tray").getBoundingClientRect();
  const overTray = tray.width > 0 && x >= tray.left && x <= tray.right && y >= tray.top && y <= tray.bottom;
  const at = overTray ? null : pointed(x, y);
  if (overTray) aim({tray: true}, press.last);
  else aim(at && {room: roomFor(at.room), start: snap(at.tick - press.grabbed)}, press.last);
}

/** Over the cells of its own joined hall a session stays in the hall. */
function roomFor(room) {
  const own = state.rooms.get(state.sessions.get(press.id).room);
  return own?.joined && own.cells.includes(room) ? own.id : room;
}

/** Scrolls while the session is held near an edge. */
function glide() {
  if (!press?.dragging) return;
  if (press.last && scrollNear(press.last)) target();
  requestAnimationFrame(glide);
}

function end(event, choose) {
  if (!press || event.pointerId !== press.pointer) return;
  clearTimeout(press.timer);
  const {dragging, id} = press;
  press = null;
  if (dragging) drop();
  else choose(id);
}

function stop() {
  clearTimeout(press?.timer);
  const dragging = press?.dragging;
  press = null;
  if (dragging) cancel();
}
