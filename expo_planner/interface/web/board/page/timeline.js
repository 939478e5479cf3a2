// Draws the board: sticky room names and times, the sessions between them. Only the days shown are in the document.

import {alongAcross, lay, onScreen, turned} from "./axes.js";
import {$, h, set} from "./dom.js";
import {sayDate, sayMinute} from "./clock.js";
import * as ghosts from "./ghosts.js";
import {current as language, t} from "./i18n.js";
import {arrange, leftOf, rowAt, tickAt} from "./layout.js";
import {scale, step} from "./scale.js";
import {changed, edit, placed, sayPlace, state} from "./store.js";

const LINE = 15.6;
const TIME = 84;
const LONG = 400;
const INSET = 6;
const EDGE = 48;
const AXIS = {one: 30, all: 52};
const TURNED_AXIS = {one: 50, all: 76};
const PART = 18;
let plan = null;
let drawn = "";
let shown = {};
let paper = false;
let frame = "";
let current = null;
const parts = {};
let drawnPieces = new Map();
const own = new Map();
const numbers = new WeakMap();
let counted = 0;

export const layout = () => plan;
export const field = () => parts.field;

export function zoom(direction) {
  step(direction);
  changed();
}

/** Draws anew where the board, the day, the size or the language changed; else only marks what is selected. */
export function draw() {
  const key = [state.drawing, state.said, state.day, scale(), turned(), language(), ghosts.key()].join();
  if (key !== drawn) {
    drawn = key;
    const had = document.activeElement?.closest?.("#timeline .session");
    build();
    if (had && document.activeElement !== had) elementOf(had.dataset.id)?.focus({preventScroll: true});
  }
  mark();
}

function build() {
  plan = arrange(state.board, state.clock, state.day, scale(), paper, paper ? [] : ghosts.proposed());
  if (!parts.sheet) makeParts();
  exchange(drawPieces());
  const before = frame;
  frame = frameKey();
  if (frame !== before) drawFrame();
}

/** What stays, whatever is drawn on it. */
function makeParts() {
  for (const name of ["corner", "axis", "names", "ground", "pieces"]) parts[name] = h("div", {className: name});
  parts.field = h("div", {className: "field"}, parts.ground, parts.pieces);
  parts.title = h("h2", {className: "printed"});
  parts.sheet = h("div", {className: "sheet"});
  $("timeline").append(parts.title, parts.sheet);
}

/** The heads, and the ground on which sessions stand. */
function drawFrame() {
  const {field, axis, names, ground, corner, title} = parts;
  lay(field, {width: plan.width, height: plan.height});
  axis.style = names.style = "";
  lay(axis, {width: plan.width});
  lay(names, {height: plan.height});
  axis.replaceChildren(...plan.segments.flatMap(drawHours), ...plan.parts.map(drawPart));
  names.replaceChildren(...plan.rows.map(drawName));
  const rows = plan.rows.flatMap(row => [
    lay(h("div", {className: `row ${row.kind}`}), {top: row.top, height: row.height}), ...(row.room ? closed(row) : []),
  ]);
  ground.replaceChildren(...rows, ...plan.segments.map(drawGrid));
  corner.replaceChildren(...[newRoom()].filter(Boolean));
  title.textContent = `${state.board.title} · ${dayTitle()}`;
  const view = $("timeline");
  view.classList.toggle("with-sites", plan.rows.some(row => row.kind === "site"));
  view.style.setProperty("--axis", `${axisSize()}px`);
  view.style.setProperty("--parts", `${plan.partLanes * PART}px`);
  if (shown.day === state.day && shown.turned === turned()) return;
  const seenTo = scrollOf(shown);
  if (shown.turned !== turned()) turnSheet();
  shown = {day: state.day, turned: turned()};
  view.scrollTo(...alongAcross(seenTo));
}

function turnSheet() {
  const {corner, axis, names, field, sheet} = parts;
  $("timeline").classList.toggle("turned", turned());
  sheet.replaceChildren(corner, ...(turned() ? [names, axis] : [axis, names]), field);
}

/** Everything that the heads and the ground of the board show. */
function frameKey() {
  const rows = plan.rows.map(({groups, head, ...row}) => [row, head?.name]);
  const {segments, parts: named, width, height, minutePixels} = plan;
  const {title, read_only} = state.board;
  return JSON.stringify([rows, segments, named, width, height, minutePixels, title, read_only, state.day, turned(), language(), paper]);
}

/** What stands on the ground, in order. A piece that shows the same as before is the same element, perhaps lower. */
function drawPieces() {
  const manner = [paper, turned(), language(), state.board.read_only, plan.minutePixels, ...[...state.colors].flat()].join();
  const before = drawnPieces;
  drawnPieces = new Map();
  const once = (key, top, draw) => {
    const whole = `${manner} ${key}`;
    const found = before.get(whole);
    const elements = found?.elements ?? draw();
    if (found && found.top !== top) for (const element of elements) lay(element, {top});
    drawnPieces.set(whole, {elements, top});
    return elements;
  };
  const seen = new Set();
  const rooms = new Map(plan.rows.filter(row => row.room).map(row => [row.room.id, row]));
  const boxes = plan.boxes.flatMap(box => {
    const {piece: {session, start, end}, top, height, spare, hosted} = box;
    const spot = [start, end, leftOf(plan, start), height, spare, hosted].join();
    if (session.proposed)
      return once(`proposed ${numberOf(state.sessions.get(session.id))} ${spot}`, topOf(top), () => [drawProposed(box)]);
    const again = seen.has(session.id);
    seen.add(session.id);
    const said = [state.clashing.get(session.id), paper ? null : ghosts.sayGoing(session.id), state.rooms.get(session.room).name];
    return once(`${numberOf(session)} ${spot} ${again} ${said}`, topOf(top), () => [...edges(box), drawSession(box, again)]);
  });
  const traces = plan.boxes.filter(({hosted, piece: {session}}) => !hosted && !session.proposed && rooms.get(session.room)?.kind === "hall")
    .flatMap(({piece: {session, start, end}, top}) => {
      const hall = rooms.get(session.room);
      const spot = [start, end, leftOf(plan, start), top - hall.top].join();
      return once(`trace ${numberOf(session)} ${spot}`, topOfTrace(hall), () => [trace(session, start, end, hall)]);
    });
  return [...boxes, ...traces, ...(paper ? [] : ghosts.drawWays(plan))];
}

/** Where a box begins in its lane, and the line in the row of a hall. */
const topOf = top => top + 1;
const topOfTrace = hall => hall.top + hall.height - 5;

/** A number that stands for a session as the server last told it. */
function numberOf(session) {
  if (!numbers.has(session)) numbers.set(session, counted++);
  return numbers.get(session);
}

/** Exchanges only the pieces that differ: nothing else is laid out and painted again. */
function exchange(wanted) {
  const {pieces} = parts;
  const staying = new Set(wanted);
  for (const piece of [...pieces.children]) if (!staying.has(piece)) piece.remove();
  let next = pieces.firstChild;
  for (const piece of wanted) {
    const late = next?.nextSibling === piece ? next : null; // comes later now: one is moved rather than all between
    if (late) next = piece;
    if (piece === next) next = next.nextSibling;
    else pieces.insertBefore(piece, next);
    late?.remove();
  }
}

const axisSize = () => (turned() ? TURNED_AXIS : AXIS)[state.day === "all" ? "all" : "one"] + plan.partLanes * PART;

const PAPER = {width: 1040, height: 660, least: 0.6};
const TITLE = 22;

/** Draws for paper, to its width and where that leaves the text large enough to its height, or for the screen again. */
export function print(begins) {
  paper = begins;
  frame = "";
  build();
  mark();
  const sheet = document.querySelector(".sheet");
  const wide = Math.min(1, PAPER.width / sheet.offsetWidth);
  const high = PAPER.height / (sheet.offsetHeight + TITLE);
  sheet.style.zoom = begins ? Math.min(wide, Math.max(high, PAPER.least)) : "";
}

/** How far to scroll along the time and across the rooms: what was seen stays in sight. */
function scrollOf(before) {
  const {scrollLeft, scrollTop} = $("timeline");
  if (before.turned !== turned())
    return [(leftOf(plan, Math.min(...plan.boxes.map(box => box.piece.start))) ?? 0) - 60 * plan.minutePixels, 0];
  const [along, across] = alongAcross([scrollLeft, scrollTop]);
  if (before.day !== "all" && state.day !== "all") return [along, across];
  return [plan.segments.find(segment => segment.date === before.day)?.left ?? 0, across];
}

const dayTitle = () => (state.day === "all" ? t("all") : sayDate(state.day));

function drawHours(segment) {
  const step = plan.minutePixels < 0.7 ? 120 : 60;
  const marks = [];
  for (let tick = segment.start; tick < segment.end; tick += step)
    marks.push(lay(h("span", {className: "hour"}, sayMinute(state.clock.local(tick).minute)),
      {left: segment.left + (tick - segment.start) * plan.minutePixels}));
  if (state.day !== "all") return marks;
  const date = h("div", {className: "date"}, h("span", {}, sayDate(segment.date)));
  return [lay(date, {left: segment.left, width: segment.width}), ...marks];
}

const drawPart = ({name, lane, left, width}) =>
  lay(h("div", {className: "part", title: name}, h("span", {}, name)),
    {left: left + 1, width: width - 2, top: axisSize() - (plan.partLanes - lane) * PART, height: PART - 2});

function drawGrid(segment) {
  const grid = lay(h("div", {className: "grid"}), {left: segment.left, width: segment.width});
  const hour = `${60 * plan.minutePixels}px`;
  grid.style.backgroundSize = turned() ? `100% ${hour}` : `${hour} 100%`;
  return grid;
}

function drawName(row) {
  const name = row.room?.name ?? row.name;
  const label = h("div", {className: `name ${row.kind} ${row.cell ? "cell" : ""} ${row.itself ? "itself" : ""}`, title: name},
    row.room ? h("button", {type: "button", className: "room-name", tabIndex: -1, data: {room: row.room.id}}, name) : h("span", {className: "room-name"}, name),
    row.room?.capacity ? h("span", {className: "muted"}, String(row.room.capacity)) : null);
  return lay(label, {top: row.top, height: turned() && row.kind === "site" ? breadth(row) : row.height});
}

/** How far the head of a site reaches over the columns of its rooms. */
function breadth(site) {
  const last = plan.rows.findLast(row => row.head === site);
  return last.top + last.height - site.top;
}

const newRoom = () => state.board.read_only ? null
  : h("button", {type: "button", className: "quiet new-room", onclick: () => edit("rooms")}, t("newRoom"));

/** Where a room cannot be used. */
function closed(row) {
  const gaps = [];
  for (const segment of plan.segments) {
    let from = segment.start;
    for (const [start, end] of [...row.room.open, [segment.end, segment.end]]) {
      const until = Math.min(start, segment.end);
      if (until > from)
        gaps.push(lay(h("div", {className: "closed"}), {
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
      const edge = lay(h("div", {className: "edge"}), {left, width, top: topOf(top), height: height - 3});
      edge.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
      return edge;
    });
}

/** When and what, in as many lines as there is room for. */
function write({piece: {session, start, end}, spare, hosted}, width, mark = "") {
  const seen = onScreen({width, height: spare});
  const from = state.clock.sayTime(start);
  const clamp = Math.max(1, Math.floor((seen.height - 8) / LINE));
  const timeless = hosted || seen.width < TIME / 2 || (clamp === 1 && turned());
  const time = seen.width < TIME ? from : `${from}–${sayMinute(state.clock.localEnd(end).minute)}`;
  const text = h("div", {className: "text"}, timeless ? null : h("span", {className: "time"}, time),
    h("span", {className: "session-title"}, `${mark}${session.title}`));
  text.style.webkitLineClamp = clamp;
  if (turned()) text.style.maxWidth = `${seen.width - 8}px`;
  return text;
}

/** Where a session would stand; the panel says it to those who do not see it. */
function drawProposed(drawn) {
  const {piece: {session, start, end}, hosted} = drawn;
  const box = h("div", {className: `proposed ${hosted ? "hosted" : ""}`, data: {id: session.id}, "aria-hidden": "true"},
    write(drawn, spanOf(start, end).width));
  return stand(box, drawn);
}

/** Puts a box on the board, in the colour of its session. */
function stand(box, {piece: {session, start, end}, top, height, hosted}) {
  const {left, width} = spanOf(start, end);
  box.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
  const inset = hosted ? INSET : 1;
  return lay(box, {left: left + inset, width: Math.max(width - 2 * inset, 6), top: topOf(top), height: height - 3});
}

function drawSession(drawn, again) {
  const {piece: {session, start, end}, hosted} = drawn;
  const {width} = spanOf(start, end);
  const severity = state.clashing.get(session.id);
  const going = paper ? null : ghosts.sayGoing(session.id);
  const classes = ["session", severity && `has-${severity}`, session.pinned && "pinned", hosted && "hosted", going && "leaving", width > LONG && "long"];
  const said = [sayPlace(session), session.pinned && t("pinned"), severity && t("clashes"), going].filter(Boolean).join(", ");
  const box = set(again ? h("div") : elementFor(session.id), {
    className: classes.filter(Boolean).join(" "), data: {id: session.id}, role: "button",
    title: `${session.title}\n${sayPlace(session)}`, "aria-hidden": again && "true",
  }, write(drawn, width, `${going ? "⇢ " : ""}${severity ? "⚠ " : ""}`), h("span", {className: "unseen"}, `, ${said}`));
  if (again) box.classList.add("again");
  const whole = start === session.start && end === session.end;
  if (whole && session.resizable && !session.pinned && !state.board.read_only) box.append(h("span", {className: "grip"}));
  return stand(box, drawn);
}

/** In the row of a joined hall, a line where a session takes up its cells. */
function trace(session, start, end, hall) {
  const line = lay(h("div", {className: "trace"}), {...spanOf(start, end), top: topOfTrace(hall), height: 4});
  line.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
  return line;
}

/** The one element of a session: redrawn rather than replaced, it keeps the focus. */
function elementFor(id) {
  if (!own.has(id)) own.set(id, h("div"));
  return own.get(id);
}

export const elements = () => [...$("timeline").querySelectorAll(".session:not(.again)")];
export function elementOf(id) {
  const element = own.get(id);
  return element?.isConnected ? element : null;
}

/** Marks the selected session, those of a clash, and the one that the Tab key reaches. */
function mark() {
  const all = elements();
  for (const element of $("timeline").querySelectorAll(".session")) {
    element.classList.toggle("selected", element.dataset.id === state.selected);
    element.classList.toggle("outlined", state.outlined.has(element.dataset.id));
  }
  for (const element of $("timeline").querySelectorAll(".proposed, .way"))
    element.classList.toggle("outlined", state.outlined.has(element.dataset.id));
  reach(elementOf(state.selected) ?? elementOf(current) ?? all[0], all);
}

/** Lets the Tab key reach one session. Writing what is there already would lay the page out. */
function reach(reached, all) {
  for (const element of all) {
    const index = element === reached ? "0" : "-1";
    if (element.getAttribute("tabindex") !== index) element.setAttribute("tabindex", index);
  }
}

export function rove(element) {
  current = element.dataset.id;
  reach(element, elements());
}

/** Shows the day of a session, scrolls to it and gives back its element. */
export function reveal(id, chooseDay) {
  const session = state.sessions.get(id);
  return session && placed(session) ? bring(session.start, () => elementOf(id), chooseDay) : null;
}

/** The same for where it would go. */
export const revealProposed = (id, after, chooseDay) =>
  after && bring(after.start, () => $("timeline").querySelector(`.proposed[data-id="${CSS.escape(id)}"]`), chooseDay);

function bring(start, find, chooseDay) {
  if (state.day !== "all" && !find()) chooseDay(state.clock.day(start));
  const element = find();
  element?.scrollIntoView({block: "center", inline: "center"});
  return element;
}

/** The room and tick beneath a point of the window; null outside the rooms. */
export function pointed(x, y) {
  const view = seenField();
  const origin = parts.field.getBoundingClientRect();
  if (x < view.left - 4 || x > view.right || y < view.top - 4 || y > view.bottom) return null;
  const [left, top] = alongAcross([x - origin.left, y - origin.top]);
  const row = rowAt(plan, top);
  return row && {room: row.room.id, tick: tickAt(plan, left)};
}

/** What of the window shows rooms and times, without their heads. */
export function seenField() {
  const {right, bottom} = $("timeline").getBoundingClientRect();
  const corner = parts.corner.getBoundingClientRect();
  return {left: corner.right, top: corner.bottom, right, bottom};
}

/** The tick at a point of the window, in whatever row. */
export function tickUnder({x, y}) {
  const origin = parts.field.getBoundingClientRect();
  return tickAt(plan, alongAcross([x - origin.left, y - origin.top])[0]);
}

/** Lays an element over the box of a session, but up to another end. */
export function layTo(end, element, box, {start}) {
  lay(element, spanOf(start, end));
  for (const side of Object.keys(onScreen({top: 0, height: 0}))) element.style[side] = box.style[side];
}

/** Scrolls where a point is near an edge of the board; whether it did. */
export function scrollNear({x, y}) {
  const view = seenField();
  const inside = x > view.left && x < view.right && y > view.top && y < view.bottom;
  const speed = (from, to, at) => (at < from + EDGE ? -10 : at > to - EDGE ? 10 : 0);
  const [dx, dy] = [speed(view.left, view.right, x), speed(view.top, view.bottom, y)];
  if (!inside || !(dx || dy)) return false;
  $("timeline").scrollBy(dx, dy);
  return true;
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
