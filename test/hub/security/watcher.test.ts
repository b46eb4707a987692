import { afterEach, describe, expect, it, vi } from "vitest";
import type { Principal } from "../../../src/hub/security/principal.ts";
import { Watcher } from "../../../src/hub/security/watcher.ts";
import type { CredentialStore } from "../../../src/hub/store/store.ts";
import { keptLog } from "../../support/kept-log.ts";

const dayMs = 86_400_000;

describe("the watcher", () => {
  afterEach(() => void vi.useRealTimers());

  const principal = (differs: Partial<Principal>): Principal => ({
    scopes: new Set(),
    name: "test",
    isAnonymous: false,
    expiresAt: undefined,
    keyId: undefined,
    ...differs,
  });
  const open = (credentials: Partial<CredentialStore> = {}, everyMs = 2_000) => {
    vi.useFakeTimers({ now: 0 });
    const { log, said } = keptLog();
    return { watch: new Watcher({ credentials: credentials as CredentialStore, now: Date.now, log, everyMs }), said };
  };

  it("waits longer than a timer can", async () => {
    const { watch } = open({}, dayMs);
    const end = vi.fn();
    watch.watch(principal({ expiresAt: 60 * dayMs }), end);
    await vi.advanceTimersByTimeAsync(60 * dayMs - 1);
    expect(end).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(end).toHaveBeenCalledOnce();
  });

  it("ends at once what is over already, after it was told what to end", async () => {
    const { watch } = open();
    const end = vi.fn();
    watch.watch(principal({ expiresAt: -1 }), end);
    expect(end).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(end).toHaveBeenCalledOnce();
  });

  it("asks the store once for a key, however many connections it has, and not at all when they are gone", async () => {
    const findKey = vi.fn(async () => ({ revokedAt: undefined }) as never);
    const { watch } = open({ findKey });
    const undo = Array.from({ length: 100 }, () => watch.watch(principal({ keyId: "k1" }), () => {}));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(findKey).toHaveBeenCalledOnce();

    for (const one of undo) one();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(findKey).toHaveBeenCalledOnce();
    await watch.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends sessions that were signed out, and only those", async () => {
    const open2 = new Set(["s1", "s2"]);
    const { watch } = open({ findGrant: async (hash) => (open2.has(hash) ? ({} as never) : undefined) });
    const [first, second] = [vi.fn(), vi.fn()];
    watch.watch(principal({ session: "s1" }), first);
    watch.watch(principal({ session: "s2" }), second);
    open2.delete("s1");
    await vi.advanceTimersByTimeAsync(2_000);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  });

  it("keeps what is open while the store cannot be read, and says so once", async () => {
    let isBroken = true;
    const findKey = async () => {
      if (isBroken) throw new Error("connection lost");
      return { revokedAt: 1 } as never;
    };
    const { watch, said } = open({ findKey });
    const end = vi.fn();
    watch.watch(principal({ keyId: "k1" }), end);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(end).not.toHaveBeenCalled();
    expect(said.map(({ msg, cause }) => [msg, cause])).toEqual([
      ["Whether keys in use were revoked could not be found out", "connection lost"],
    ]);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(end).toHaveBeenCalledOnce();
  });
});
