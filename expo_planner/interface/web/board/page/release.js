// Publishing: where to, what forbids it, what is doubtful, who is told what; then the release.

import * as api from "./api.js";
import {h, toast} from "./dom.js";
import {drawMoves} from "./changes.js";
import {count, sentence, t} from "./i18n.js";
import {list} from "./proposal.js";
import {state} from "./store.js";

export async function drawRelease(body) {
  const found = await api.release().catch(problem => ({problem}));
  if (!body.isConnected) return;
  if (found.problem) return body.append(h("p", {className: "muted"}, found.problem.message));
  const {folder, last, errors, clashes, remarks, notice} = found;
  const blocked = errors > 0;
  const when = new Intl.DateTimeFormat(document.documentElement.lang, {dateStyle: "medium", timeStyle: "short", hourCycle: "h23"});
  const said = last && [t("releaseNumber", {n: last.number}), when.format(new Date(last.at)), last.author].filter(Boolean).join(" · ");
  const button = h("button", {type: "button", className: "main publish", disabled: blocked || !found.new}, t("publish"));
  button.addEventListener("click", () => publish(body, button));
  body.append(
    h("dl", {}, h("dt", {}, t("folder")), h("dd", {}, folder), h("dt", {}, t("lastRelease")), h("dd", {}, said ?? t("noRelease"))),
    h("p", {className: `verdict ${blocked ? "bad" : "good"}`}, blocked ? t("blocked", {errors: count("error", "errors", errors)})
      : t(found.new ? "mayPublish" : "published")),
    h("div", {className: "buttons"}, button));
  const item = (kind, text) => h("li", {}, h("p", {className: `clash ${kind}`}, sentence(text)));
  const clashing = (name, severity) => list(name, clashes.filter(clash => clash.severity === severity), ({message}) => item(severity, message));
  body.append(...clashing("errorsTitle", "error"), ...clashing("warningsTitle", "warning"),
    ...list("remarks", remarks, text => item("move", text)),
    h("h3", {}, t("notice")), ...(last ? drawMoves(notice) : [h("p", {}, t("firstRelease"))]));
}

async function publish(body, button) {
  button.disabled = true;
  button.textContent = t("publishing");
  try {
    const {message} = await api.publish(state.by, state.board.revision);
    toast(sentence(message));
  } catch (problem) {
    toast(problem instanceof api.Refused ? t("refused", {text: problem.message}) : t("gone"), "bad");
  }
  if (!body.isConnected) return;
  const focused = document.activeElement === document.body || document.activeElement === button;
  body.replaceChildren();
  await drawRelease(body);
  if (focused) body.closest("aside")?.focus();
}
