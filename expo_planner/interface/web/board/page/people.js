// The people: who they are, where they are when, and the way to their form.

import {listOf} from "./clashes.js";
import {h} from "./dom.js";
import {unsaved} from "./form.js";
import {count, t} from "./i18n.js";
import {edit, placed, sayPlace, select, show, state} from "./store.js";

/** A person's name, which leads to what is known of them. */
export const personLink = id =>
  h("button", {type: "button", className: "link", onclick: () => show("person", id)}, state.people.get(id)?.name ?? id);

/** The button to a form, which says where something in it waits to be saved. */
export const editButton = (section, id = null, text = "edit") =>
  h("button", {type: "button", className: "edit", onclick: () => edit(section, id)}, t(unsaved(section, id) ? "editOn" : text));

const sessionsOf = person => state.board.sessions.filter(session => session.people.includes(person.id));

export function drawPerson(body) {
  const person = state.board.people.find(one => one.id === state.about);
  const clashes = state.board.clashes.filter(clash => clash.people.includes(person.id));
  body.append(appointments(sessionsOf(person), session => sayPlace(session)));
  if (clashes.length) body.append(h("h3", {}, t("clashes")), listOf(clashes));
  body.append(h("div", {className: "buttons"}, state.board.read_only ? null : editButton("people", person.id),
    h("button", {type: "button", onclick: () => show("people")}, t("allPeople"))));
}

/** Sessions in the order of their starts, those without a place last. */
export function appointments(sessions, say) {
  if (!sessions.length) return h("p", {className: "muted"}, t("noSessions"));
  const starts = session => (placed(session) ? session.start : Infinity);
  const ordered = [...sessions].sort((one, other) => starts(one) - starts(other) || 0);
  return h("ul", {className: "appointments"}, ordered.map(session => h("li", {}, h("p", {className: "muted"}, say(session)),
    h("button", {type: "button", className: "link", onclick: () => select(session.id)}, session.title))));
}

export function drawPeople(body) {
  if (!state.board.read_only) body.append(editButton("people", null, "newPerson"));
  if (!state.board.people.length) return body.append(h("p", {className: "muted"}, t("noPeople")));
  body.append(h("ul", {className: "appointments"}, state.board.people.map(person => h("li", {}, personButton(person),
    h("span", {className: "muted"}, ` ${count("oneSession", "someSessions", sessionsOf(person).length)}`)))));
}

const personButton = person =>
  h("button", {type: "button", className: "link", onclick: () => show("person", person.id)}, person.name);
