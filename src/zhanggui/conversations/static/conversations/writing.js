// That one is writing, told while one does.

const TOLD = 2_500; // ms between two signs

/** One's own writing, told now and then. */
export class Writing {
  #told = -TOLD;

  /** @param {() => boolean} tell whether the sign went out */
  constructor(tell) {
    this.tell = tell;
  }

  /** Something was typed. */
  typed() {
    if (performance.now() - this.#told < TOLD) return;
    if (this.tell()) this.#told = performance.now();
  }

  /** Another talk, or the words went out: the next one begins anew. */
  over() {
    this.#told = -TOLD;
  }
}
