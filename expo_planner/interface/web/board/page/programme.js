// The programme of a session, as rows that are added, taken away and put in order.

import {announce, h} from "./dom.js";
import {control} from "./fields.js";
import {t} from "./i18n.js";

const PARTS = [["at", "itemAt", "09:00-09:30"], ["for", "itemFor", "30min"], ["title", "itemTitle", ""]];
const EMPTY = {at: "", for: "", title: "", people: ""};

/** Its rows, which are changed through `changed`; `people` are offered for each. */
export function programme(rows, people, changed) {
  let items = [];
  const list = h("ol", {className: "programme"});
  const add = h("button", {type: "button", onclick: () => arrange([...items, {...EMPTY}], items.length, "title")}, t("itemAdd"));
  const set = given => {
    items = given.map(row => ({...EMPTY, ...row}));
    draw();
  };
  const draw = () => list.replaceChildren(...items.map(drawRow));
  const arrange = (next, place, part) => {
    items = next;
    draw();
    changed(items);
    (list.children[place]?.querySelector(`[data-part="${part}"]:not(:disabled)`) ?? list.children[place]?.querySelector("input") ?? add).focus();
  };
  const move = (place, step) => {
    const next = [...items];
    [next[place], next[place + step]] = [next[place + step], next[place]];
    arrange(next, place + step, step < 0 ? "up" : "down");
    announce(t("itemMoved", {n: place + step + 1, all: items.length}));
  };
  const takeAway = place => {
    arrange(items.filter((_, other) => other !== place), Math.min(place, items.length - 2), "title");
    announce(t("itemGone"));
  };

  function drawRow(item, place) {
    const n = place + 1;
    const write = (part, text) => {
      item[part] = text;
      changed(items);
    };
    const fields = PARTS.map(([part, name, example]) => h("label", {className: `part-${part}`}, h("span", {}, t(name)), h("input", {
      type: "text", autocomplete: "off", value: item[part], placeholder: example, data: {part},
      "aria-label": t("itemPart", {n, part: t(name)}), oninput: event => write(part, event.target.value),
    })));
    const present = control({kind: "list", label: t("people"), suggestions: people}, item.people, null, text => write("people", text));
    present.input.setAttribute("aria-label", t("itemPart", {n, part: t("people")}));
    const act = (part, name, sign, disabled, onclick) =>
      h("button", {type: "button", className: "quiet", disabled, data: {part}, title: t(name), "aria-label": t("itemPart", {n, part: t(name)}), onclick}, sign);
    return h("li", {}, fields, h("div", {className: "part-people"}, h("span", {"aria-hidden": "true"}, t("people")), present.element),
      h("div", {className: "part-order"},
        act("up", "itemUp", "↑", place === 0, () => move(place, -1)),
        act("down", "itemDown", "↓", place === items.length - 1, () => move(place, 1)),
        act("gone", "itemTake", "✕", false, () => takeAway(place))));
  }

  set(rows);
  return {element: h("div", {}, list, add), get input() { return list.querySelector("input") ?? add; }, set rows(given) { set(given); }};
}
