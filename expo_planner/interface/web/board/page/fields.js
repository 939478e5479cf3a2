// The controls of a form: each has an element, the text that it holds, and says when that changes.

import {announce, h} from "./dom.js";
import {t} from "./i18n.js";

const COMMA = /[,，、]/;
const IN_ROLE = /^\{(.+): (.+)\}$/;  // somebody in a role, as the server writes it
let made = 0;

/** A control for a field of the server's form; `changed` is called with each new text. */
export function control(field, text, id, changed) {
  if (field.kind === "list" && !text.startsWith("[")) return list(field, text, id, changed);  // brackets: more than a list of names
  if (field.kind === "yesno") return tick(text, id, changed);
  if (field.choices) return choice(field, text, id, changed);
  return line(field, text, id, changed);
}

/** A control for one text, on one line or, as prose, on several. */
function line({kind, required, suggestions}, text, id, changed) {
  const input = kind === "prose" ? h("textarea", {id, rows: 4}) : h("input", {id, type: "text", autocomplete: "off"});
  if (kind === "number") input.inputMode = "numeric";
  input.value = text;
  input.required = required;
  const called = h("p", {className: "called"});
  const sayCalled = () => {
    const known = suggestions?.find(one => one.value === input.value)?.label;
    called.textContent = known && known !== input.value ? known : "";
  };
  const set = value => {
    input.value = value;
    sayCalled();
  };
  sayCalled();
  input.addEventListener("input", () => changed(input.value));
  input.addEventListener("change", () => {
    set(suggestions?.find(one => one.label === input.value)?.value ?? input.value);
    changed(input.value);
  });
  return {element: h("div", {}, input, called, suggest(input, suggestions)), input, get text() { return input.value; }, set text(value) { set(value); }};
}

function choice({required, choices}, text, id, changed) {
  const options = choices.some(one => one.value === "") || (required && text) ? choices : [{value: "", label: "—"}, ...choices];
  const input = h("select", {id}, options.map(({value, label}) => h("option", {value}, label)));
  const set = value => {
    if (!options.some(one => one.value === value)) input.append(h("option", {value}, value));
    input.value = value;
  };
  set(text);
  input.addEventListener("change", () => changed(input.value));
  return {element: input, input, get text() { return input.value; }, set text(value) { set(value); }};
}

/** A box to tick; left as it is, it stays unwritten or a plain no. */
function tick(text, id, changed) {
  const input = h("input", {id, type: "checkbox", checked: text === "true"});
  let unticked = text === "true" ? "" : text;
  const own = {element: input, input, get text() { return input.checked ? "true" : unticked; }, set text(value) {
    input.checked = value === "true";
    if (value !== "true") unticked = value;
  }};
  input.addEventListener("change", () => changed(own.text));
  return own;
}

/** Several texts, each to be taken away; what is typed is added at a comma, at Enter and when the input is left. */
function list({label, choices, suggestions}, text, id, changed) {
  const offered = choices ?? suggestions ?? [];
  const input = h("input", {id, type: "text", autocomplete: "off", placeholder: t("addMore")});
  const chips = h("ul", {className: "chips", "aria-label": label});
  let items = [];
  const sayName = value => offered.find(one => one.value === value)?.label ?? value;
  const sayItem = value => {
    const pair = value.match(IN_ROLE);
    return pair ? `${sayName(pair[1])}: ${pair[2]}` : sayName(value);
  };
  const draw = () => chips.replaceChildren(...items.map((value, place) => h("li", {}, h("span", {}, sayItem(value)),
    h("button", {type: "button", className: "quiet", "aria-label": t("takeAway", {text: sayItem(value)}), onclick: () => take(place)}, "✕"))));
  const set = value => {
    items = value.split(COMMA).map(part => part.trim()).filter(Boolean);
    draw();
  };
  const keep = () => {
    draw();
    changed(items.join(", "));
  };
  const take = place => {
    const [gone] = items.splice(place, 1);
    keep();
    announce(t("takenAway", {text: sayItem(gone)}));
    input.focus();
  };
  const add = () => {
    const typed = input.value.split(COMMA).map(part => part.trim()).filter(Boolean);
    input.value = "";
    const fresh = typed.map(part => offered.find(one => one.label === part)?.value ?? part).filter(part => !items.includes(part));
    if (!fresh.length) return;
    items.push(...fresh);
    keep();
    announce(t("added", {text: fresh.map(sayItem).join(", ")}));
  };
  set(text);
  input.addEventListener("change", add);
  input.addEventListener("input", event => !event.isComposing && COMMA.test(input.value) && add());
  input.addEventListener("keydown", event => {
    if (event.isComposing) return;
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      add();
    }
    if (event.key === "Backspace" && !input.value && items.length) take(items.length - 1);
  });
  const known = suggest(input, offered);
  return {element: h("div", {className: "list"}, chips, input, known), input, get text() { return items.join(", "); }, set text(value) { set(value); }};
}

/** Lets an input offer what is known. */
function suggest(input, offered) {
  if (!offered?.length) return null;
  made += 1;
  const known = h("datalist", {id: `known-${made}`}, offered.map(({value, label}) => h("option", {value, label})));
  input.setAttribute("list", known.id);
  return known;
}
