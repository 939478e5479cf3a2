// The dialogs: who you are, asked once, and the keys.

import {turned} from "./axes.js";
import {$, h} from "./dom.js";
import {t} from "./i18n.js";
import {recall, remember, state} from "./store.js";

export function askName() {
  state.by = recall("name") ?? "";
  if (state.by || state.board.read_only) return;
  const input = h("input", {type: "text", id: "name", required: true, maxLength: 40, autocomplete: "nickname"});
  const save = event => {
    event.preventDefault();
    const name = input.value.trim();
    if (!name) return;
    state.by = name;
    remember("name", name);
    $("name-dialog").close();
  };
  $("name-dialog").setAttribute("aria-labelledby", "name-label");
  $("name-dialog").replaceChildren(h("form", {onsubmit: save},
    h("label", {id: "name-label", htmlFor: "name"}, t("yourName")), input, h("p", {className: "muted"}, t("whoAreYou")),
    h("button", {type: "submit", className: "main"}, t("save"))));
  $("name-dialog").addEventListener("close", () => (state.by ||= t("somebody")));
  $("name-dialog").showModal();
}

const KEYS = [
  ["← → ↑ ↓", "keyMove"], ["I", "keyInfo"], ["W", "keyWhere", true], ["Enter · Space", "keyPick", true], ["← → · ↑ ↓", "keyHeld", true],
  ["Page Up · Page Down", "keyDay", true], ["Shift+← →", "keyLength", true], ["Delete", "keyTray", true], ["Esc", "keyCancel"],
  ["U · Ctrl+Z", "keyUndo", true], ["Ctrl+Shift+Z", "keyRedo", true], ["1–9 · 0", "keyDays"], ["P", "keyTasks"], ["/", "keySearch"], ["?", "keyHelp"],
];

const TURNED = {keyHeld: "↑ ↓ · ← →", keyLength: "Shift+↑ ↓"};

export function openKeys() {
  const rows = KEYS.filter(([, , editing]) => !editing || !state.board.read_only)
    .map(([keys, text]) => h("tr", {}, h("th", {scope: "row"}, h("kbd", {}, (turned() && TURNED[text]) || keys)), h("td", {}, t(text))));
  const dialog = $("keys-dialog");
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.replaceChildren(h("h2", {id: "keys-title"}, t("keys")), h("table", {}, rows),
    h("button", {type: "button", className: "main", onclick: () => dialog.close()}, t("close")));
  dialog.showModal();
}
