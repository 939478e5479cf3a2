// The clashes, and how people accept one or take that back.

import * as api from "./api.js";
import {announce, h} from "./dom.js";
import {sayDate} from "./clock.js";
import {t} from "./i18n.js";
import {change, chooseDay, select, state} from "./store.js";
import {reveal} from "./timeline.js";

let waiving = null;

export function drawClashes(body) {
  const groups = [
    ["errorsTitle", clash => !clash.waived && clash.severity === "error"],
    ["warningsTitle", clash => !clash.waived && clash.severity === "warning"],
    ["waivedTitle", clash => clash.waived],
  ];
  for (const [name, belongs] of groups) {
    const found = state.board.clashes.filter(belongs);
    if (found.length) body.append(h("h3", {}, `${t(name)} (${found.length})`), listOf(found));
  }
  if (!state.board.clashes.length) body.append(h("p", {className: "muted"}, t("fine")));
}

/** Clashes, each to be shown on the board and accepted. */
export const listOf = clashes => h("ul", {className: "clashes"}, clashes.map(clash => item(clash,
  h("button", {type: "button", className: kindOf(clash), onclick: () => point(clash)}, clash.message))));

/** The clashes of what is shown already, each to be accepted. */
export const ownClashes = clashes => clashes.length ? [h("h3", {}, t("clashes")), h("ul", {className: "clashes"},
  clashes.map(clash => item(clash, h("p", {className: kindOf(clash)}, clash.message))))] : [];

const kindOf = clash => `clash ${clash.waived ? "waived" : clash.severity}`;

function item(clash, head) {
  const quiet = (name, onclick) => h("button", {type: "button", className: "link", onclick}, t(name));
  const changes = !state.board.read_only;
  if (clash.waived)
    return h("li", {}, head, h("p", {className: "muted"}, sayWaiver(clash.waived), changes && quiet("unwaive", () => unwaive(clash))));
  if (!changes) return h("li", {}, head);
  const key = JSON.stringify([clash.rule, clash.sessions, clash.rooms, clash.people, clash.start]);
  if (waiving?.key === key) return h("li", {}, head, waiving.form);
  const accept = quiet("accept", () => {
    waiving?.form.replaceWith(waiving.accept);
    waiving = {key, accept, form: waiverForm(clash)};
    accept.replaceWith(waiving.form);
    waiving.form.elements.why.focus();
  });
  accept.setAttribute("aria-label", `${t("accept")} ${clash.message}`);
  return h("li", {}, head, accept);
}

/** Who accepted a clash, why and for how long. */
const sayWaiver = ({by, why, until}) =>
  [t("waivedBy", {by: by ?? t("somebody")}), why, until && t("waivedUntil", {date: sayDate(until)})].filter(Boolean).join(" · ");

function waiverForm(clash) {
  const field = (name, text, properties) =>
    h("label", {}, h("span", {}, t(text)), h("input", {name, ...properties}));
  const problem = h("p", {className: "problem", role: "alert"});
  const submit = async event => {
    event.preventDefault();
    const [who, why, until] = ["who", "why", "until"].map(name => form.elements[name].value.trim());
    const waiver = {rule: clash.rule, sessions: clash.sessions, who, why, until};
    const own = waiving;
    waiving = null;
    const refuse = refused => (problem.textContent = refused.message);
    if (await change(() => api.waive(state.by, state.board.revision, waiver), refuse)) announce(t("accepted"));
    else waiving = own;
  };
  const cancel = () => {
    const {form: own, accept} = waiving;
    waiving = null;
    own.replaceWith(accept);
    accept.focus();
  };
  const form = h("form", {className: "waiver", onsubmit: submit},
    field("who", "waiverWho", {type: "text", required: true, value: state.by}), field("why", "waiverWhy", {type: "text", required: true}),
    field("until", "waiverUntil", {type: "date"}), problem,
    h("div", {className: "buttons"}, h("button", {type: "submit", className: "main"}, t("acceptNow")),
      h("button", {type: "button", onclick: cancel}, t("cancel"))));
  return form;
}

const unwaive = clash => change(() => api.unwaive(state.by, state.board.revision, clash));

/** Both sessions of a clash, outlined and in sight. */
function point(clash) {
  const standing = clash.sessions.filter(id => state.sessions.get(id)?.room);
  const panel = matchMedia("(max-width: 700px)").matches ? null : "clashes";
  select(standing[0] ?? clash.sessions[0] ?? null, clash.sessions, panel);
  if (standing.length) reveal(standing[0], chooseDay);
}
