/** Holds those up who want to go to the hub, while it is down. */
export class Gate {
  #way = Promise.withResolvers<string>();

  /** The hub's address, once there is one. */
  passed(): Promise<string> {
    return this.#way.promise;
  }

  /** Those who wait go all at once. */
  open(url: string): void {
    this.#way.resolve(url);
    this.#way = Promise.withResolvers();
    this.#way.resolve(url);
  }

  close(): void {
    this.#way = Promise.withResolvers();
  }
}
