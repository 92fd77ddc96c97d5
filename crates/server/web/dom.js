// Elements made of parts. Text from data is only ever text: nothing here reads markup.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with properties, attributes and children. A property that begins with `on` is a listener, one with
 * a dash or of these names an attribute, any other a property.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown> | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") {
      made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (name.includes("-") || ["role", "for", "list", "colspan", "scope", "open"].includes(name)) {
      made.setAttribute(name, value === true ? "" : String(value));
    } else {
      /** @type {any} */ (made)[name] = value;
    }
  }
  add(made, children);
  return made;
}

/**
 * Adds children to an element.
 * @param {Element} to
 * @param {(Child | Child[])[]} children
 */
function add(to, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    to.append(child instanceof Node ? child : String(child));
  }
}

/**
 * Puts children in the place of what an element holds.
 * @param {Element} to
 * @param {...(Child | Child[])} children
 */
export function fill(to, ...children) {
  to.replaceChildren();
  add(to, children);
}

/**
 * The element of the page with an id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

let count = 0;

/** An id that no other element has. */
export function newId() {
  count += 1;
  return `e${count}`;
}

/**
 * A labelled choice among options.
 * @param {string} label
 * @param {[string, string][]} options value and text of each
 * @param {string} value
 * @param {(value: string) => void} chosen
 * @param {string} [name]
 */
export function choice(label, options, value, chosen, name) {
  const id = newId();
  const select = el("select", {
    id,
    name: name ?? "",
    onchange: () => chosen(select.value),
  }, options.map(([of, text]) => el("option", { value: of, selected: of === value }, text)));
  return el("div", { className: "choice" }, el("label", { for: id }, label), select);
}

/**
 * A table that may be wider than the screen: it can be scrolled by keyboard, and says so.
 * @param {string} caption
 * @param {(string | [string, string])[]} head texts of the columns, with a class where there is one
 * @param {HTMLTableRowElement[]} rows
 * @param {string} [className]
 */
export function table(caption, head, rows, className) {
  const id = newId();
  const heads = head.map((one) => {
    const [text, kind] = Array.isArray(one) ? one : [one, ""];
    return el("th", { scope: "col", className: kind }, text);
  });
  return el("div", { className: "scroll", role: "region", tabIndex: 0, "aria-labelledby": id },
    el("table", { className: className ?? "" },
      el("caption", { id }, caption),
      el("thead", null, el("tr", null, heads)),
      el("tbody", null, rows)));
}

/**
 * Calls a function once nothing has asked for it for a while.
 * @param {number} wait milliseconds
 * @param {() => void} call
 */
export function later(wait, call) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    ask() {
      clearTimeout(timer);
      timer = setTimeout(call, wait);
    },
    drop() {
      clearTimeout(timer);
    },
  };
}

/**
 * Hands a file to whoever sits at the page.
 * @param {string} name
 * @param {Blob} content
 */
export function download(name, content) {
  const url = URL.createObjectURL(content);
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
