// A room: what it is, what happens in it, its hall screen, and the way to its form.

import {stepsOf} from "./axes.js";
import {$, h} from "./dom.js";
import {t} from "./i18n.js";
import {appointments, editButton} from "./people.js";
import {onChange, placed, show, state} from "./store.js";

let reached = null;

export const nameElement = id => names().find(element => element.dataset.room === id) ?? null;
const names = () => [...$("timeline").querySelectorAll("button.room-name")];

/** The names of the rooms on the board lead to them; the Tab key reaches one, arrow keys the others. */
export function listen() {
  $("timeline").addEventListener("click", event => {
    const name = event.target.closest("button.room-name");
    if (!name) return;
    show("room", name.dataset.room);
    $("side").focus();
  });
  $("timeline").addEventListener("focusin", event => {
    if (event.target.matches("button.room-name")) rove(event.target.dataset.room);
  });
  $("timeline").addEventListener("keydown", event => {
    const [, step] = stepsOf(event.key);
    if (!step || !event.target.matches("button.room-name")) return;
    event.preventDefault();
    names()[names().indexOf(event.target) + step]?.focus();
  });
  onChange(() => rove(reached));
}

function rove(id) {
  reached = id;
  const one = nameElement(id) ?? names()[0];
  for (const other of names()) other.tabIndex = other === one ? 0 : -1;
}

export function drawRoom(body) {
  const room = state.rooms.get(state.about);
  const named = cells => cells.map(id => state.rooms.get(id).name).join(t("comma"));
  const halls = state.board.rooms.filter(other => other.joined && other !== room && other.cells.includes(room.id));
  const rows = [
    ["kind", t(`kind-${room.kind}`)],
    ["site", room.site],
    ["seats", room.capacity],
    ["cells", room.joined && named(room.cells)],
    ["partOf", halls.length && named(halls.map(hall => hall.id))],
  ];
  const held = state.board.sessions.filter(session => placed(session) && shares(room, state.rooms.get(session.room)));
  const screen = h("a", {href: `/now/${encodeURIComponent(room.id)}`, target: "_blank", rel: "noopener"}, t("hallScreen"));
  body.append(
    h("dl", {}, rows.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, String(value))])),
    h("p", {}, screen), h("h3", {}, `${t("sessions")} (${held.length})`),
    appointments(held, session => sayWhen(room, session)));
  if (!state.board.read_only) body.append(editButton("rooms", room.id));
}

/** Whether two rooms are the same, or one holds the other or a part of it. */
const shares = (room, other) => room === other || room.cells.some(cell => other.cells.includes(cell));

function sayWhen(room, session) {
  const when = state.clock.saySpan(session.start, session.end);
  return session.room === room.id ? when : `${when} · ${state.rooms.get(session.room).name}`;
}
