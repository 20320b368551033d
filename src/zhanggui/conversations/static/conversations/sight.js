// A long list as a window: of ten thousand rows of one height the page holds those around what can be seen.
const WHOLE = 150; // rows: a list that is no longer stands on the page whole
const AROUND = 30; // rows above and below what can be seen
const NEAR = 10; // of these so few are left when the window moves on
const ROW = 55; // pixels, until one was measured

export class Sight {
  #from = 0;
  #until = 0;
  #total = 0;
  #height = ROW;

  /** @param {HTMLElement} list @param {HTMLElement} scroller @param {() => void} moved draws the list again */
  constructor(list, scroller, moved) {
    this.list = list;
    this.scroller = scroller;
    scroller.addEventListener("scroll", () => this.#nearsAnEnd() && moved(), { passive: true });
    new ResizeObserver(() => this.#nearsAnEnd() && moved()).observe(scroller);
  }

  get #long() {
    return this.#total > WHOLE;
  }

  /** The rows that can be seen, as half-open places. @returns {[number, number]} */
  get #seen() {
    const top = Math.floor(this.scroller.scrollTop / this.#height);
    return [top, top + Math.ceil(this.scroller.clientHeight / this.#height) + 1];
  }

  #nearsAnEnd() {
    if (!this.#long) return false;
    const [top, bottom] = this.#seen;
    return (this.#from > 0 && top - this.#from < NEAR) || (this.#until < this.#total && this.#until - bottom < NEAR);
  }

  /** Those that stand on the page now. @template T @param {T[]} all @returns {T[]} */
  of(all) {
    this.#total = all.length;
    const [top, bottom] = this.#seen;
    this.#until = this.#long ? Math.min(all.length, bottom + AROUND) : all.length;
    this.#from = this.#long ? Math.max(0, Math.min(top, this.#until) - AROUND) : 0;
    this.#pad(); // before rows go: a list that shrank for a moment would be scrolled back
    return all.slice(this.#from, this.#until);
  }

  /** The list keeps the height that all its rows would have. */
  #pad() {
    const { style } = this.list;
    style.paddingTop = this.#long ? `${this.#from * this.#height}px` : "";
    style.paddingBottom = this.#long ? `${(this.#total - this.#until) * this.#height}px` : "";
    this.list.classList.toggle("long", this.#long);
  }

  /** Rows say their place among all. */
  drawn() {
    const first = /** @type {HTMLElement | null} */ (this.list.firstElementChild);
    if (this.#long && first && first.offsetHeight && first.offsetHeight !== this.#height) {
      this.#height = first.offsetHeight;
      this.#pad();
    }
    [...this.list.children].forEach((item, at) => {
      item.ariaPosInSet = this.#long ? String(this.#from + at + 1) : null;
      item.ariaSetSize = this.#long ? String(this.#total) : null;
    });
  }

  /** The first row that is seen, counted among those on the page. */
  get first() {
    return this.#long ? Math.max(0, this.#seen[0] - this.#from) : 0;
  }

  /** Goes to a row that is not on the page. @param {number} at @returns {boolean} whether the list is to be drawn */
  reach(at) {
    if (at >= this.#from && at < this.#until) return false;
    this.scroller.scrollTop = Math.max(0, (at + 0.5) * this.#height - this.scroller.clientHeight / 2);
    return true;
  }

  toTop() {
    this.scroller.scrollTop = 0;
  }
}
