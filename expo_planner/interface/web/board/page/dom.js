// Elements are made here alone. What comes from files is only ever text, never markup.

const TOASTS = 2;

export const $ = id => document.getElementById(id);

/** An element; `properties` are set on it, names with a hyphen and `role` as attributes; texts become text nodes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function place(element, box) {
  for (const [side, pixels] of Object.entries(box)) element.style[side] = `${pixels}px`;
  return element;
}

/** Says something to those who hear the page. */
export function announce(text) {
  const live = $("live");
  live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

/** Shows a sentence for a while, and says it. */
export function toast(text, kind = "") {
  const note = h("div", {className: `toast ${kind}`}, text);
  $("toasts").append(note);
  while ($("toasts").children.length > TOASTS) $("toasts").firstChild.remove();
  setTimeout(() => note.remove(), 6000);
  announce(text);
}

export function banner(name, text, close = null) {
  $(`banner-${name}`)?.remove();
  if (!text) return;
  const button = close && h("button", {type: "button", className: "quiet", onclick: () => banner(name, "")}, close);
  $("banners").append(h("div", {id: `banner-${name}`, className: "banner", role: "status"}, h("span", {}, text), button));
}
