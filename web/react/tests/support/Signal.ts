/** Wakes whoever waits for something to become true. */
export class Signal {
  readonly #waiting = new Set<() => void>();

  raise(): void {
    for (const check of [...this.#waiting]) check();
  }

  until(isTrue: () => boolean, what: string | (() => string), within = 3_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = () => {
        if (!isTrue()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`Waited in vain for ${typeof what === "string" ? what : what()}.`));
      }, within);
      this.#waiting.add(check);
      check();
    });
  }
}
