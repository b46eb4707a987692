import type { KeyInput, Page } from "puppeteer";

export interface Point {
  /** CSS pixels from the left of the viewport. */
  x: number;
  /** CSS pixels from its top. */
  y: number;
}

/** Mouse and keyboard as a person has them: the page cannot tell the difference, nor stand in the way. */
export class Input {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async click({ x, y }: Point): Promise<void> {
    await this.#page.mouse.click(x, y);
  }

  async moveTo({ x, y }: Point): Promise<void> {
    await this.#page.mouse.move(x, y);
  }

  async wheel({ x, y, deltaY }: Point & { deltaY: number }): Promise<void> {
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.wheel({ deltaY });
  }

  async insertText(text: string): Promise<void> {
    await this.#page.keyboard.sendCharacter(text);
  }

  async press(key: string): Promise<void> {
    const keys = splitKeys(key);
    const last = keys.pop() as KeyInput;
    const held: KeyInput[] = [];
    try {
      for (const modifier of keys as KeyInput[]) {
        await this.#page.keyboard.down(modifier);
        held.push(modifier);
      }
      await this.#page.keyboard.press(last);
    } finally {
      for (const modifier of held.toReversed()) await this.#page.keyboard.up(modifier);
    }
  }
}

/** `Control+A` is two keys, `+` and `Control++` end with one that is itself a plus. */
function splitKeys(text: string): string[] {
  return text.split(/(?<=.)\+(?=.)/);
}
