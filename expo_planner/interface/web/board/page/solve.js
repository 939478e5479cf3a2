// Solving what is left, and explaining why nothing can be solved: what is asked for, and what came of it.

import {h} from "./dom.js";
import {t} from "./i18n.js";
import {dismiss, job, progress, running, sayWho, start, stop, timeLimits} from "./job.js";
import {drawProposal} from "./proposal.js";
import {placed, state} from "./store.js";

const asked = {afresh: false, time_limit: 60};

/** What is under way or was found; true if there is nothing of the kind, and it may be asked for. */
export function drawJob(body, kind, taken) {
  if (running()) {
    body.append(h("p", {}, sayWho()), progress(), h("p", {className: "muted"}, t("stopKeeps")),
      h("div", {className: "buttons"}, h("button", {type: "button", className: "editing", onclick: stop}, t("stop"))));
    return false;
  }
  if (job()?.kind !== kind) return !state.board.read_only;
  drawProposal(body, taken);
  return false;
}

export function drawSolve(body) {
  if (!drawJob(body, "solve")) return;
  const left = state.board.sessions.filter(session => !placed(session) && !session.pinned).length;
  const afresh = !left || asked.afresh;
  const option = (value, text, hint) => h("label", {className: "option"},
    h("input", {type: "radio", name: "afresh", checked: value === afresh, disabled: !value && !left, onchange: () => (asked.afresh = value)}),
    h("span", {}, text, h("span", {className: "muted"}, hint)));
  body.append(h("form", {className: "task-form", onsubmit: event => {
    event.preventDefault();
    start({kind: "solve", afresh: !left || asked.afresh, time_limit: asked.time_limit});
  }},
  h("fieldset", {}, h("legend", {}, t("toPlace")),
    option(false, t("onlyRest", {n: left}), t("onlyRestHint")), option(true, t("allAnew"), t("allAnewHint"))),
  timeLimit(asked), overwrites(), h("button", {type: "submit", className: "main"}, t("solveStart"))));
}

export function drawExplain(body) {
  if (!drawJob(body, "explain")) return;
  body.append(h("form", {className: "task-form", onsubmit: event => {
    event.preventDefault();
    start({kind: "explain", time_limit: asked.time_limit});
  }}, h("p", {}, t("explainHint")), timeLimit(asked), overwrites(), h("button", {type: "submit", className: "main"}, t("explainStart"))));
}

/** The time that a computation may take at most, kept in what is asked. */
export function timeLimit(asked) {
  const select = h("select", {onchange: () => (asked.time_limit = Number(select.value))},
    timeLimits().map(([seconds, text]) => h("option", {value: seconds}, text)));
  select.value = asked.time_limit;
  return h("label", {}, h("span", {}, t("timeLimit")), select);
}

/** There is one proposal at a time. */
export const overwrites = () => (job() ? h("p", {className: "muted"}, t("overwrites"), " ",
  h("button", {type: "button", className: "link", onclick: dismiss}, t("dismiss"))) : null);
