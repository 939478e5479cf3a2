// What stands beside the board: a session, the clashes, or the history.

import * as api from "./api.js";
import {$, h} from "./dom.js";
import {current, t} from "./i18n.js";
import {chooseDay, onChange, select, state} from "./store.js";
import {drawSession} from "./panel.js";
import {elementOf, reveal} from "./timeline.js";

let shown = null;
let drawn = "";

export function listen() {
  $("clash-count").addEventListener("click", () => toggle("clashes"));
  $("open-history").addEventListener("click", () => toggle("history"));
  onChange(() => {
    if (state.selected && shown !== "clashes") shown = "session";
    draw();
  });
}

/** Opens the panel of a session. */
export function choose(id) {
  shown = "session";
  document.body.classList.remove("tray-open");
  select(id);
  elementOf(id)?.scrollIntoView({block: "nearest", inline: "nearest"});
}

function toggle(name) {
  shown = shown === name ? null : name;
  state.selected = null;
  state.outlined = new Set();
  select(null);
  if (shown) $("side").focus();
}

function close() {
  const back = state.selected;
  shown = null;
  select(null);
  ((back && elementOf(back)) ?? $("clash-count")).focus();
}

function draw() {
  if (shown === "session" && !state.selected) shown = null;
  const key = [shown, state.selected, state.board.revision, state.said, current()].join("\n");
  if (key === drawn) return;
  const fresh = drawn.split("\n")[0] !== String(shown);
  drawn = key;
  const side = $("side");
  side.hidden = !shown;
  document.body.classList.toggle("side-open", Boolean(shown));
  if (!shown) return side.replaceChildren();
  const button = h("button", {type: "button", className: "close quiet", "aria-label": t("close"), onclick: close}, "✕");
  const head = h("div", {className: "side-head"}, h("h2", {}, title()), button);
  const body = h("div", {className: "side-body"});
  const {scrollTop} = side;
  const focused = side.contains(document.activeElement) && document.activeElement !== side;
  side.setAttribute("aria-label", title());
  side.replaceChildren(head, body);
  ({session: drawSession, clashes: drawClashes, history: drawHistory})[shown](body);
  if (focused) side.focus();
  side.scrollTop = fresh ? 0 : scrollTop;
}

function title() {
  if (shown === "session") return state.sessions.get(state.selected).title;
  return t(shown);
}

function drawClashes(body) {
  const groups = [
    ["errorsTitle", clash => !clash.waived && clash.severity === "error"],
    ["warningsTitle", clash => !clash.waived && clash.severity === "warning"],
    ["waivedTitle", clash => clash.waived],
  ];
  for (const [name, belongs] of groups) {
    const found = state.board.clashes.filter(belongs);
    if (found.length) body.append(h("h3", {}, `${t(name)} (${found.length})`), h("ul", {className: "clashes"}, found.map(item)));
  }
  if (!state.board.clashes.length) body.append(h("p", {className: "muted"}, t("fine")));
}

function item(clash) {
  const kind = clash.waived ? "waived" : clash.severity;
  const button = h("button", {type: "button", className: `clash ${kind}`, onclick: () => show(clash)}, clash.message);
  const {by, why} = clash.waived ?? {};
  return h("li", {}, button, by ? h("p", {className: "muted"}, t("waivedBy", {by, why: why ?? ""})) : null);
}

/** Both sessions of a clash, outlined and in sight. */
function show(clash) {
  const standing = clash.sessions.filter(id => state.sessions.get(id)?.room);
  shown = "clashes";
  if (matchMedia("(max-width: 700px)").matches) shown = null;
  select(standing[0] ?? clash.sessions[0] ?? null, clash.sessions);
  if (standing.length) reveal(standing[0], chooseDay);
}

async function drawHistory(body) {
  const entries = await api.history().catch(() => []);
  if (!body.isConnected) return;
  if (!entries.length) return body.append(h("p", {className: "muted"}, t("noHistory")));
  const when = new Intl.DateTimeFormat(document.documentElement.lang, {dateStyle: "short", timeStyle: "short"});
  body.append(h("ol", {className: "history"}, [...entries].sort((one, other) => other.number - one.number).map(entry =>
    h("li", {}, h("p", {}, entry.what), h("p", {className: "muted"},
      [entry.by, when.format(new Date(entry.when))].filter(Boolean).join(" · "))))));
}
