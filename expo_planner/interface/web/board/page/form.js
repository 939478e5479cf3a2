// The form of a session, a room or a person. What is not saved yet is kept, whatever else is looked at or changes.

import * as api from "./api.js";
import {announce, h, toast} from "./dom.js";
import {control} from "./fields.js";
import {quoted, t} from "./i18n.js";
import {programme} from "./programme.js";
import {change, onChange, sayClashes, select, show, state} from "./store.js";

const drafts = new Map();
const PANELS = {sessions: "session", rooms: "room", people: "person"};
const NAMED = {sessions: "title", rooms: "name"};
let open = null;
let asking = null;

export function listen() {
  onChange(catchUp);
  addEventListener("beforeunload", event => drafts.size && event.preventDefault());
}

const keyOf = (section, id) => `${section}/${id ?? ""}`;

/** Whether something about this is written and not saved. */
export const unsaved = (section, id = null) => drafts.has(keyOf(section, id));

export function titleOfForm({section, id}) {
  return id === null ? t(`new-${section}`) : t("editing", {title: quoted(nameOf(section, id))});
}

/** What people call a session, room or person. */
export function nameOf(section, id) {
  if (section === "sessions") return state.sessions.get(id)?.title ?? id;
  return (section === "rooms" ? state.board.rooms : state.board.people).find(one => one.id === id)?.name ?? id;
}

export async function drawForm(body) {
  const {section, id} = state.about;
  open = null;
  const mine = (asking = api.form(section, id).catch(problem => ({problem})));
  const given = await mine;
  if (asking !== mine || !body.isConnected) return;
  if (given.problem) return body.append(h("p", {className: "problem"}, t("refused", {text: given.problem.message})));
  open = {section, id, key: keyOf(section, id), fields: new Map(), asked: state.board.revision};
  build(body, given);
  compare(given);
}

/** A draft holds what was touched, and what stood there when that began. */
function draft() {
  let found = drafts.get(open.key);
  if (!found) drafts.set(open.key, (found = {first: textsOf(open.given), values: new Map(), programme: null}));
  return found;
}

const textsOf = given =>
  new Map([...given.fields.map(field => [field.name, field.value]), ["programme", JSON.stringify(given.programme ?? [])]]);

function build(body, given) {
  const kept = drafts.get(open.key);
  open.given = given;
  open.top = h("div", {className: "problems", role: "alert", tabIndex: -1});
  open.news = h("p", {className: "news", role: "status"});
  const drawn = [...given.fields].sort(titleFirst).map(field => [field, drawField(field, kept?.values.get(field.name) ?? field.value)]);
  const rare = drawn.filter(([field]) => field.rare).map(([, element]) => element);
  open.more = rare.length ? h("details", {}, h("summary", {}, t("moreFields")), rare) : null;
  if (open.more && given.fields.some(field => field.rare && kept?.values.has(field.name))) open.more.open = true;
  const buttons = [
    h("button", {type: "submit", className: "main"}, t("saveForm")),
    h("button", {type: "button", onclick: discard}, t("cancel")),
    open.id !== null && h("button", {type: "button", className: "quiet remove", onclick: event => confirmRemoval(event.target)}, t("remove")),
  ];
  const form = h("form", {className: "entry", noValidate: true, onsubmit: save}, open.top, open.news,
    drawn.filter(([field]) => !field.rare).map(([, element]) => element),
    given.programme ? drawProgramme(given, kept) : null, open.more, h("div", {className: "buttons foot"}, buttons));
  body.append(form);
  if (open.id === null) (open.fields.get(NAMED[open.section]) ?? open.fields.get("id")).control.input.focus();
}

/** Something new is given a title before its id is made of it. */
const titleFirst = (one, other) =>
  open.id === null ? (other.name === NAMED[open.section]) - (one.name === NAMED[open.section]) : 0;

function drawField(field, text) {
  const id = `field-${field.name}`;
  const own = control(field, text, id, value => touch(field.name, value));
  const [help, problem, news] = ["help", "problem", "news"].map(part => h("p", {id: `${id}-${part}`, className: part}));
  if (field.help.toLowerCase() !== field.label.toLowerCase()) help.textContent = field.help;
  own.input.setAttribute("aria-describedby", [problem, news, help].map(note => note.id).join(" "));
  const label = h("label", {htmlFor: id}, field.label, field.required ? h("span", {className: "muted"}, ` ${t("required")}`) : null);
  open.fields.set(field.name, {control: own, problem, news, rare: field.rare});
  return h("div", {className: `form-field kind-${field.kind}`, data: {field: field.name}}, label, own.element, problem, news, help);
}

function drawProgramme(given, kept) {
  const people = given.fields.find(field => field.name === "people")?.suggestions ?? [];
  const own = programme(kept?.programme ?? given.programme, people, rows => touch("programme", rows));
  const [problem, news] = ["problem", "news"].map(part => h("p", {id: `field-programme-${part}`, className: part}));
  open.fields.set("programme", {control: own, problem, news});
  return h("fieldset", {"aria-describedby": `${problem.id} ${news.id}`, data: {field: "programme"}},
    h("legend", {}, t("programme")), problem, news, own.element);
}

/** Notes what somebody has written; what stands there already needs no saving. */
function touch(name, value) {
  const own = draft();
  const stands = textsOf(open.given).get(name);
  if (name === "programme") own.programme = JSON.stringify(value) === stands ? null : value;
  else if (value === stands) own.values.delete(name);
  else own.values.set(name, value);
  if (open.id === null && name === NAMED[open.section]) suggestId(own, value);
  if (!own.values.size && !own.programme) drafts.delete(open.key);
}

/** For something new: an id made from its title, until somebody writes another. */
function suggestId(own, text) {
  const field = open.fields.get("id");
  if (!field || field.control.text !== (open.suggested ?? "")) return;
  const taken = new Set(open.section === "rooms" ? state.rooms.keys() : state.sessions.keys());
  const words = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[a-z0-9]+/g)?.join("-").slice(0, 60).replace(/-$/, "");
  const stem = words || PANELS[open.section];
  let id = words ? stem : `${stem}-1`;
  for (let n = 2; taken.has(id); n++) id = `${stem}-${n}`;
  open.suggested = field.control.text = text ? id : "";
  if (text) own.values.set("id", id);
  else own.values.delete("id");
}

/** After the board has changed: what was not touched shows what holds now, what was touched stays and says so. */
async function catchUp() {
  if (state.panel !== "form" || !open || open.saving || open.key !== keyOf(state.about.section, state.about.id)) return;
  if (open.asked === state.board.revision || open.id === null) return;
  const mine = open;
  mine.asked = state.board.revision;
  const given = await api.form(mine.section, mine.id).catch(problem => ({problem}));
  if (open !== mine || mine.saving) return;
  if (given.problem) return void (mine.news.textContent = t("goneMeanwhile"));
  const before = textsOf(mine.given);
  mine.given = given;
  for (const [name, text] of textsOf(given)) {
    const own = mine.fields.get(name);
    const kept = drafts.get(mine.key);
    const touched = name === "programme" ? kept?.programme : kept?.values.has(name);
    if (!own || touched || text === before.get(name)) continue;
    if (name === "programme") own.control.rows = given.programme;
    else own.control.text = text;
    kept?.first.set(name, text);
    mine.changed = true;
  }
  compare(given);
}

/** Says where others have changed what somebody has touched here. */
function compare(given) {
  const kept = drafts.get(open.key);
  let crossed = false;
  for (const [name, text] of textsOf(given)) {
    const own = open.fields.get(name);
    if (!own) continue;
    const touched = name === "programme" ? kept?.programme : kept?.values.has(name);
    const differs = touched && text !== kept.first.get(name);
    crossed ||= differs;
    own.news.textContent = !differs ? "" : name === "programme" ? t("programmeMeanwhile") : t("valueMeanwhile", {text: text || "—"});
  }
  open.news.textContent = crossed || open.changed ? t("changedMeanwhile") : "";
}

async function save(event) {
  event.preventDefault();
  const mine = open;
  if (mine.saving) return;
  const kept = drafts.get(mine.key);
  if (!kept) return leave(mine);
  const fields = Object.fromEntries(kept.values);
  const values = {fields, ...(kept.programme && {programme: kept.programme})};
  mine.saving = true;
  const id = fields.id ?? mine.id;
  const done = await change(() => api.save(state.by, state.board.revision, mine.section, mine.id, values), refused => refuse(mine, id, refused));
  mine.saving = false;
  if (!done) return;
  drafts.delete(mine.key);
  toast(t("saved", {title: quoted(nameOf(mine.section, id)), state: sayClashes()}));
  if (open === mine) leave({...mine, id});
}

/** Shows what the server says against the values: each beside its field, the others above all. */
function refuse(mine, id, refused) {
  const others = [];
  const found = new Map();
  for (const problem of refused.problems) {
    const name = mine.fields.has(problem.field) ? problem.field : problem.field.split(/[.[]/)[0];
    const own = problem.section === mine.section && [id, ""].includes(problem.id) && mine.fields.has(name);
    if (own) found.set(name, [...(found.get(name) ?? []), problem]);
    else others.push(problem);
  }
  for (const [name, {control: own, problem: note}] of mine.fields) {
    note.textContent = (found.get(name) ?? []).map(sayProblem).join(" ");
    own.input.setAttribute("aria-invalid", String(found.has(name)));
  }
  const said = refused.problems.length ? others.map(one => [sayProblem(one), one.where]) : [[refused.message, ""]];
  mine.top.replaceChildren(h("p", {}, t(said.length ? "notSaved" : "notSavedMarked")),
    h("ul", {}, said.map(([text, where]) => h("li", {}, text, where ? h("span", {className: "muted"}, ` ${where}`) : null))));
  const [first] = [...mine.fields].filter(([name]) => found.has(name)).map(([, field]) => field);
  if (first?.rare) mine.more.open = true;
  (first?.control.input ?? mine.top).focus();
}

const sayProblem = ({message, hint}) => (hint ? `${message} — ${hint}` : message);

function discard() {
  drafts.delete(open.key);
  leave(open);
}

/** Back to what the form is about; after something new was given up, to nothing. */
function leave({section, id}) {
  open = null;
  if (id === null) show(section === "people" ? "people" : null);
  else if (section === "sessions") select(id);
  else show(PANELS[section], id);
}

/** Asks in the page before something is removed. */
function confirmRemoval(button) {
  const mine = open;
  const title = quoted(nameOf(mine.section, mine.id));
  const stay = h("button", {type: "button", onclick: () => {
    question.replaceWith(button);
    button.focus();
  }}, t("keepIt"));
  const remove = h("button", {type: "button", className: "alarm", onclick: () => removeNow(mine, title)}, t("removeNow"));
  const question = h("div", {className: "question", role: "group", "aria-labelledby": "removal"},
    h("p", {id: "removal"}, t("removeAsk", {title})), h("div", {className: "buttons"}, remove, stay));
  button.replaceWith(question);
  question.scrollIntoView({block: "nearest"});
  stay.focus();
  announce(t("removeAsk", {title}));
}

async function removeNow(mine, title) {
  mine.saving = true;
  const done = await change(() => api.remove(state.by, state.board.revision, mine.section, mine.id), refused => refuse(mine, mine.id, refused));
  mine.saving = false;
  if (!done) return;
  drafts.delete(mine.key);
  toast(t("removed", {title}));
  if (open === mine) leave({...mine, id: null});
}
