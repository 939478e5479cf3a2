// Draws the board: sticky room names and times, the sessions between them. Only the days shown are in the document.

import {$, h, place} from "./dom.js";
import {sayDate, sayMinute} from "./clock.js";
import {current as language, t} from "./i18n.js";
import {arrange, leftOf, rowAt, tickAt} from "./layout.js";
import {scale, step} from "./scale.js";
import {placed, sayPlace, state} from "./store.js";

const LINE = 15.6;
const TIME = 84;
const LONG = 400;
const INSET = 6;
const AXIS = {one: 30, all: 52};
let plan = null;
let drawn = "";
let day = null;
let paper = false;
let current = null;
const parts = {};

export const layout = () => plan;
export const field = () => parts.field;

export function zoom(direction) {
  step(direction);
  draw();
}

/** Draws anew where the board, the day, the size or the language changed; else only marks what is selected. */
export function draw() {
  const key = [state.board.revision, state.said, state.day, scale(), language()].join();
  if (key !== drawn) {
    drawn = key;
    const had = document.activeElement?.closest?.("#timeline .session")?.dataset.id;
    build();
    if (had) elementOf(had)?.focus({preventScroll: true});
  }
  mark();
}

function build() {
  plan = arrange(state.board, state.clock, state.day, scale(), paper);
  const axisHeight = state.day === "all" ? AXIS.all : AXIS.one;
  parts.field = h("div", {className: "field"});
  place(parts.field, {width: plan.width, height: plan.height});
  const axis = place(h("div", {className: "axis"}), {width: plan.width, height: axisHeight});
  const names = place(h("div", {className: "names"}), {height: plan.height});
  axis.append(...plan.segments.flatMap(drawHours));
  for (const row of plan.rows) {
    names.append(drawName(row));
    parts.field.append(place(h("div", {className: `row ${row.kind}`}), {top: row.top, height: row.height}));
    if (row.room) parts.field.append(...closed(row));
  }
  parts.field.append(...plan.segments.map(drawGrid));
  const seen = new Set();
  const pieces = h("div", {className: "pieces"});
  for (const box of plan.boxes) {
    pieces.append(...edges(box), drawSession(box, seen.has(box.piece.session.id)));
    seen.add(box.piece.session.id);
  }
  pieces.append(...traces());
  parts.field.append(pieces);
  const sheet = h("div", {className: "sheet"}, h("div", {className: "corner"}), axis, names, parts.field);
  place(sheet.firstChild, {height: axisHeight});
  const {scrollTop} = $("timeline");
  const scrollLeft = scrollOf(day);
  day = state.day;
  $("timeline").replaceChildren(h("h2", {className: "printed"}, `${state.board.title} · ${dayTitle()}`), sheet);
  $("timeline").scrollTo(scrollLeft, scrollTop);
}

const PAPER = {width: 1040, height: 660, least: 0.6};

/** Draws for paper, to its width and where that leaves the text large enough to its height, or for the screen again. */
export function print(begins) {
  paper = begins;
  build();
  mark();
  const sheet = document.querySelector(".sheet");
  const wide = Math.min(1, PAPER.width / (plan.width + $("timeline").querySelector(".names").offsetWidth));
  const high = PAPER.height / (plan.height + AXIS.all);
  sheet.style.zoom = begins ? Math.min(wide, Math.max(high, PAPER.least)) : "";
}

/** How far to scroll to the right: what was seen stays in sight. */
function scrollOf(before) {
  if (before === null) return (leftOf(plan, Math.min(...plan.boxes.map(box => box.piece.start))) ?? 0) - 60 * plan.minutePixels;
  if (before === state.day || (before !== "all" && state.day !== "all")) return $("timeline").scrollLeft;
  return plan.segments.find(segment => segment.date === before)?.left ?? 0;
}

const dayTitle = () => (state.day === "all" ? t("all") : sayDate(state.day));

function drawHours(segment) {
  const step = plan.minutePixels < 0.7 ? 120 : 60;
  const marks = [];
  for (let tick = segment.start; tick < segment.end; tick += step)
    marks.push(place(h("span", {className: "hour"}, sayMinute(state.clock.local(tick).minute)),
      {left: segment.left + (tick - segment.start) * plan.minutePixels}));
  if (state.day !== "all") return marks;
  const date = h("div", {className: "date"}, h("span", {}, sayDate(segment.date)));
  return [place(date, {left: segment.left, width: segment.width}), ...marks];
}

function drawGrid(segment) {
  const grid = place(h("div", {className: "grid"}), {left: segment.left, width: segment.width});
  grid.style.backgroundSize = `${60 * plan.minutePixels}px 100%`;
  return grid;
}

function drawName(row) {
  const name = row.room?.name ?? row.name;
  const label = h("div", {className: `name ${row.kind} ${row.cell ? "cell" : ""} ${row.itself ? "itself" : ""}`, title: name},
    h("span", {className: "room-name"}, name), row.room?.capacity ? h("span", {className: "muted"}, String(row.room.capacity)) : null);
  return place(label, {top: row.top, height: row.height});
}

/** Where a room cannot be used. */
function closed(row) {
  const gaps = [];
  for (const segment of plan.segments) {
    let from = segment.start;
    for (const [start, end] of [...row.room.open, [segment.end, segment.end]]) {
      const until = Math.min(start, segment.end);
      if (until > from)
        gaps.push(place(h("div", {className: "closed"}), {
          left: segment.left + (from - segment.start) * plan.minutePixels, width: (until - from) * plan.minutePixels,
          top: row.top, height: row.height,
        }));
      from = Math.max(from, end);
    }
  }
  return gaps;
}

function spanOf(start, end) {
  const left = leftOf(plan, start);
  return {left, width: (end - start) * plan.minutePixels};
}

/** Set-up before and teardown after, hatched. */
function edges({piece, top, height, hosted}) {
  const {session, start, end} = piece;
  const found = [];
  if (hosted) return found;
  if (session.setup && start === session.start) found.push([start - session.setup, start]);
  if (session.teardown && end === session.end) found.push([end, end + session.teardown]);
  return found.map(([from, until]) => ({left: leftOf(plan, from), width: (until - from) * plan.minutePixels}))
    .filter(({left}) => left !== null)
    .map(({left, width}) => {
      const edge = place(h("div", {className: "edge"}), {left, width, top: top + 1, height: height - 3});
      edge.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
      return edge;
    });
}

function drawSession({piece, top, height, spare, hosted}, again) {
  const {session, start, end} = piece;
  const {left, width} = spanOf(start, end);
  const severity = state.clashing.get(session.id);
  const classes = ["session", severity && `has-${severity}`, session.pinned && "pinned", hosted && "hosted", width > LONG && "long"];
  const from = state.clock.sayTime(start);
  const time = width < TIME ? from : `${from}–${sayMinute(state.clock.localEnd(end).minute)}`;
  const text = h("div", {className: "text"}, hosted || width < TIME / 2 ? null : h("span", {className: "time"}, time),
    h("span", {className: "session-title"}, `${severity ? "⚠ " : ""}${session.title}`));
  text.style.webkitLineClamp = Math.max(1, Math.floor((spare - 8) / LINE));
  const said = [sayPlace(session), session.pinned && t("pinned"), severity && t("clashes")].filter(Boolean).join(", ");
  const box = h("div", {
    className: classes.filter(Boolean).join(" "), data: {id: session.id}, tabIndex: -1, role: "button",
    title: `${session.title}\n${sayPlace(session)}`, "aria-hidden": again && "true",
  }, text, h("span", {className: "unseen"}, `, ${said}`));
  if (again) box.classList.add("again");
  box.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
  const inset = hosted ? INSET : 1;
  return place(box, {left: left + inset, width: Math.max(width - 2 * inset, 6), top: top + 1, height: height - 3});
}

/** In the row of a joined hall, a line where a session takes up its cells. */
function traces() {
  const rows = new Map(plan.rows.filter(row => row.kind === "hall").map(row => [row.room.id, row]));
  return plan.boxes.filter(box => !box.hosted && rows.has(box.piece.session.room)).map(({piece}) => {
    const row = rows.get(piece.session.room);
    const trace = place(h("div", {className: "trace"}), {...spanOf(piece.start, piece.end), top: row.top + row.height - 5});
    trace.style.setProperty("--color", state.colors.get(piece.session.category) ?? "gray");
    return trace;
  });
}

export const elements = () => [...$("timeline").querySelectorAll(".session:not(.again)")];
export const elementOf = id => elements().find(element => element.dataset.id === id) ?? null;

/** Marks the selected session, those of a clash, and the one that the Tab key reaches. */
function mark() {
  const all = [...$("timeline").querySelectorAll(".session")];
  for (const element of all) {
    element.classList.toggle("selected", element.dataset.id === state.selected);
    element.classList.toggle("outlined", state.outlined.has(element.dataset.id));
    element.tabIndex = -1;
  }
  const reached = elementOf(state.selected) ?? elementOf(current) ?? elements()[0];
  if (reached) reached.tabIndex = 0;
}

export function rove(element) {
  current = element.dataset.id;
  for (const other of elements()) other.tabIndex = other === element ? 0 : -1;
}

/** Shows the day of a session, scrolls to it and gives back its element. */
export function reveal(id, chooseDay) {
  const session = state.sessions.get(id);
  if (!session || !placed(session)) return null;
  const date = state.clock.local(session.start).date;
  if (state.day !== "all" && !elementOf(id)) chooseDay(date);
  const element = elementOf(id);
  element?.scrollIntoView({block: "center", inline: "center"});
  return element;
}

/** The room and tick beneath a point of the window; null outside the rooms. */
export function pointed(x, y) {
  const view = $("timeline").getBoundingClientRect();
  const origin = parts.field.getBoundingClientRect();
  const names = $("timeline").querySelector(".names").getBoundingClientRect();
  if (x < names.right - 4 || x > view.right || y < view.top || y > view.bottom) return null;
  const row = rowAt(plan, y - origin.top);
  return row && {room: row.room.id, tick: tickAt(plan, x - origin.left)};
}

/** Where a session would stand: the rows of its room's cells, the hall's own row included. */
export function spotOf(room, start, end) {
  const cells = new Set([room, ...state.rooms.get(room).cells]);
  const rows = plan.rows.filter(row => row.room && cells.has(row.room.id));
  const left = leftOf(plan, start);
  if (left === null || !rows.length) return null;
  const top = Math.min(...rows.map(row => row.top));
  const bottom = Math.max(...rows.map(row => row.top + row.height));
  const segment = plan.segments.find(one => one.start <= start && start <= one.end);
  return {left, width: Math.max(8, Math.min((end - start) * plan.minutePixels, segment.left + segment.width - left)), top, height: bottom - top};
}
