// The words of the page in the language that is chosen, and numbers as it writes them.
import { get } from "./api.js";

/** @type {Record<string, string>} */
let texts = {};
let language = "en";

/**
 * Takes the words of a language.
 * @param {string} lang
 */
export async function speak(lang) {
  /** @type {{texts: Record<string, string>}} */
  const read = await get(["words", lang]);
  texts = read.texts;
  language = lang;
  document.documentElement.lang = lang;
}

/** The language that is spoken. */
export function spoken() {
  return language;
}

/**
 * The text of a key, its places filled.
 * @param {string} key
 * @param {Record<string, string | number>} [places]
 */
export function say(key, places) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(places?.[name] ?? whole));
}

/**
 * The text of a key, where there is one.
 * @param {string} key
 */
export function known(key) {
  return texts[key];
}

/**
 * A number as the language writes it.
 * @param {number} value
 * @param {number} [decimals] at most
 */
export function number(value, decimals = 3) {
  const plain = Math.abs(value).toFixed(decimals).replace(/\.?0+$/, "") || "0";
  const shown = decimals === 0 ? Math.abs(value).toFixed(0) : plain;
  const [whole = "0", part] = shown.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, texts["number.group"] ?? "");
  const sign = value < 0 && Number(shown) !== 0 ? "\u2212" : "";
  return sign + grouped + (part ? (texts["number.decimal"] ?? ".") + part : "");
}

/**
 * A share of one in per cent.
 * @param {number} share
 */
export function percent(share) {
  return say("percent", { value: number(100 * share, 0) });
}
