// How instants and durations are written. The shop's calendar is Asia/Shanghai wherever the screen stands.
import { say } from "../pages/words.js";
import { now } from "./clock.js";

const zone = { timeZone: "Asia/Shanghai" };
const clock = new Intl.DateTimeFormat("zh-CN", { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = new Intl.DateTimeFormat("zh-CN", {
  ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const date = new Intl.DateTimeFormat("sv-SE", { ...zone, year: "numeric", month: "2-digit", day: "2-digit" });
const DAY = 86_400_000;

/** @param {string} at @returns {string} 17:02:14 */
export const second = (at) => exact.format(new Date(at));

/** @param {string} at @returns {string} 17:02 */
export const minute = (at) => clock.format(new Date(at));

/** @param {string} at @returns {string} 2026-11-21, the shop's day: sortable, good as a key */
export const day = (at) => date.format(new Date(at));

/** 今天, 昨天, 11-19, 2025-11-19 @param {string} at */
export function dayName(at) {
  const that = day(at);
  if (that === date.format(now())) return say("today");
  if (that === date.format(now() - DAY)) return say("yesterday");
  return that.slice(0, 4) === date.format(now()).slice(0, 4) ? that.slice(5) : that;
}

/** Today the time, before that the day. @param {string} at */
export const short = (at) => (day(at) === date.format(now()) ? minute(at) : dayName(at));

/** 今天 13:00, 明天 09:00, 周一 09:00 in the page's language; empty for what has been. @param {string} at */
export function dayAndTime(at) {
  const instant = Date.parse(at);
  if (instant <= now()) return "";
  const days = Math.round((Date.parse(day(at)) - Date.parse(date.format(now()))) / DAY);
  const language = document.documentElement.lang;
  const near = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const name = days < 2 ? near.format(days, "day") : new Intl.DateTimeFormat(language, { ...zone, weekday: "short" }).format(instant);
  return `${name} ${minute(at)}`;
}

/** A running duration: 03:42, 1:03:42, beyond a day in days. @param {number} seconds */
export function running(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= 86_400) return say("days", { n: Math.floor(whole / 86_400) });
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const tail = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${tail}` : tail;
}
