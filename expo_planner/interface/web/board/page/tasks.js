// The menu of what can be asked for, and the strip that tells everybody what is computed or proposed.

import {$, h, place} from "./dom.js";
import {openMoves} from "./ghosts.js";
import {count, current, t} from "./i18n.js";
import {dismiss, job, progress, running, sayWho, stop, version} from "./job.js";
import {isTaken, sayOutcome} from "./proposal.js";
import {state} from "./store.js";

const TASKS = ["solve", "explain", "repair", "changes", "release", "history"];
const ASKING = new Set(["repair", "release"]);
const READING = new Set(["changes", "history"]);
let open = null;
let drawn = "";

/** `show` opens a panel, by name, for a button. */
export function listen(show) {
  open = show;
  $("tasks").addEventListener("beforetoggle", event => {
    const {left, bottom} = $("open-tasks").getBoundingClientRect();
    if (event.newState !== "open") return;
    place($("tasks"), {left: Math.max(8, Math.min(left, innerWidth - 200)), top: bottom + 4});
    $("tasks").firstChild.autofocus = true;
  });
  $("tasks").addEventListener("keydown", event => {
    const step = {ArrowDown: "nextSibling", ArrowUp: "previousSibling"}[event.key];
    if (!step) return;
    event.preventDefault();
    document.activeElement[step]?.focus();
  });
}

export function draw() {
  const key = [current(), state.board.read_only, state.board.revision, version()].join();
  if (key === drawn) return;
  drawn = key;
  $("open-tasks").textContent = t("tasks");
  $("tasks").setAttribute("aria-label", t("tasks"));
  $("tasks").replaceChildren(...TASKS.filter(name => READING.has(name) || !state.board.read_only).map(name =>
    h("button", {type: "button", className: "quiet", data: {task: name}, onclick: () => {
      $("tasks").hidePopover();
      open(name, $("open-tasks"));
    }}, ASKING.has(name) ? t("opens", {name: t(name)}) : t(name))));
  drawStrip();
}

function drawStrip() {
  const strip = $("job");
  const found = job();
  const focused = strip.contains(document.activeElement);
  const moves = openMoves().size;
  strip.hidden = !found || (!running() && isTaken());
  if (strip.hidden) return strip.replaceChildren();
  strip.setAttribute("aria-label", t("computation"));
  const show = h("button", {type: "button", className: "show-job", onclick: () => open(found.kind, show)}, t("show"));
  if (running()) strip.replaceChildren(h("strong", {}, sayWho()), progress(), show,
    h("button", {type: "button", className: "editing", onclick: stop}, t("stop")));
  else strip.replaceChildren(h("strong", {}, moves ? t("proposes", {by: found.by, moves: count("oneMove", "manyMoves", moves)}) : t(found.kind)),
    h("span", {className: "muted"}, sayOutcome()), show,
    h("button", {type: "button", className: "editing", onclick: dismiss}, t("dismiss")));
  if (focused) strip.querySelector("button")?.focus();
}
