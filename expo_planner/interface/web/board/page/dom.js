// Elements are made here alone. What comes from files is only ever text, never markup.

const TOASTS = 2;

export const $ = id => document.getElementById(id);

/** An element; `properties` are set on it, names with a hyphen and `role` as attributes; texts become text nodes. */
export const h = (tag, properties, ...children) => set(document.createElement(tag), properties, ...children);

/** Sets the same on an element that there is; its children give way to the new ones. */
export function set(element, properties = {}, ...children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element[name] = value;
  }
  element.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Gives an element other children, unless they are the same: nothing is laid out again then. */
export function fill(element, ...children) {
  const anew = h("div", {}, ...children);
  if (anew.innerHTML !== element.innerHTML) element.replaceChildren(...anew.childNodes);
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

/** A sentence above the board, with a button that closes it or does what is given. */
export function banner(name, text, label = null, onclick = () => banner(name, "")) {
  $(`banner-${name}`)?.remove();
  if (!text) return;
  const button = label && h("button", {type: "button", className: "quiet", onclick}, label);
  $("banners").append(h("div", {id: `banner-${name}`, className: "banner", role: "status"}, h("span", {}, text), button));
}
