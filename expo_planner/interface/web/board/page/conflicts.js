// Edits on the board and by hand in the file that contradict each other; a person decides each.

import * as api from "./api.js";
import {banner, h} from "./dom.js";
import {count, t} from "./i18n.js";
import {change, onChange, show, state} from "./store.js";

let told = "";

export function listen() {
  onChange(tell);
}

/** A banner while there are any. */
function tell() {
  const n = state.board.conflicts.length;
  const text = n ? count("oneConflict", "someConflicts", n) : "";
  if (text === told) return;
  told = text;
  banner("conflicts", text, text && t("decide"), () => show("conflicts"));
}

export function drawConflicts(body) {
  const {conflicts} = state.board;
  if (!conflicts.length) return body.append(h("p", {className: "muted"}, t("noConflicts")));
  body.append(h("p", {className: "muted"}, t("conflictsWhy")), h("ul", {className: "conflicts"}, conflicts.map(item)));
}

function item({number, message, mine, file}) {
  const side = (keep, text) => h("div", {className: "version"}, h("h4", {}, t(`keep-${keep}`)), h("p", {}, text || "—"),
    state.board.read_only ? null : h("button", {
      type: "button", "aria-label": `${t(`take-${keep}`)}: ${text || "—"}`, onclick: () => change(() => api.decide(state.by, number, keep)),
    }, t(`take-${keep}`)));
  return h("li", {}, h("h3", {}, message), side("mine", mine), side("file", file));
}
