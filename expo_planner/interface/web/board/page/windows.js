// Windows of time on the board: in the row of a room, or through all rooms; drawn with the mouse where a form asks.

import {lay} from "./axes.js";
import {$, announce, h} from "./dom.js";
import {t} from "./i18n.js";
import {state} from "./store.js";
import {field, layout, pointed} from "./timeline.js";

let shown = [];
let taken = null;
let drag = null;

/** Shows windows, {room or null, start, end}; `take` is called with each that somebody draws, null where none is asked for. */
export function show(windows, take = null) {
  shown = windows;
  taken = take;
  document.body.classList.toggle("drawing", Boolean(take));
  draw();
}

/** Draws them anew, since the board was. */
export function draw() {
  if (!field()) return;
  field().querySelector(".windows")?.remove();
  if (shown.length) field().append(h("div", {className: "windows", "aria-hidden": "true"}, shown.flatMap(boxes)));
}

function boxes({room, start, end}) {
  const plan = layout();
  const cells = room && new Set([room, ...state.rooms.get(room)?.cells ?? []]);
  const rows = room ? plan.rows.filter(row => row.room && cells.has(row.room.id)) : [{top: 0, height: plan.height}];
  return plan.segments.flatMap(segment => {
    const [from, until] = [Math.max(start, segment.start), Math.min(end, segment.end)];
    if (from >= until) return [];
    const span = {left: segment.left + (from - segment.start) * plan.minutePixels, width: (until - from) * plan.minutePixels};
    return rows.map(({top, height}) => lay(h("div", {className: "window"}), {...span, top, height}));
  });
}

export function listen() {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", event => drag && stretch(event));
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !drag) return;
    event.stopPropagation();
    stop();
  }, true);
}

/** A finger scrolls instead; on a phone the times are typed. */
function begin(event) {
  const free = event.target.closest?.("#timeline .field") && !event.target.closest(".session");
  const at = taken && free && event.button === 0 && event.pointerType !== "touch" && pointed(event.clientX, event.clientY);
  if (!at) return;
  event.preventDefault();
  drag = {...at, before: shown};
}

function stretch(event) {
  const at = pointed(event.clientX, event.clientY);
  if (!at) return;
  const {step} = state.board;
  const [first, last] = [drag.tick, at.tick].sort((one, other) => one - other);
  const start = Math.floor(first / step) * step;
  drag.window = {room: drag.room, start, end: Math.max(Math.ceil(last / step) * step, start + step)};
  shown = [...drag.before, taken.throughAll() ? {...drag.window, room: null} : drag.window];
  draw();
}

function end() {
  if (!drag) return;
  const {window: found} = drag;
  stop();
  if (!found) return;
  announce(t("drawn", {time: state.clock.saySpan(found.start, found.end)}));
  taken.take(found);
}

function stop() {
  if (!drag) return;
  shown = drag.before;
  drag = null;
  $("timeline").focus({preventScroll: true});
  draw();
}
