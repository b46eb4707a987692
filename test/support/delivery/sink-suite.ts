import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { openSink } from "../../../src/delivery/open-sink.ts";
import type { Sink } from "../../../src/delivery/sink.ts";
import type { SinkType } from "../../../src/delivery/sinks/index.ts";
import { SinkError } from "../../../src/errors.ts";
import { silentLog } from "../../../src/log.ts";
import type { Receiver } from "./receiver.ts";
import { parcelsOf, recordsOf } from "./records.ts";

interface SuiteOptions {
  type: Exclude<SinkType, "stdout">;
  /** On a free port, or on the one given. */
  openReceiver: (port?: number) => Promise<Receiver & { port: number }>;
}

const key = "k-3f9a7c";
const never = new AbortController().signal;

/** What every network sink promises; run by the test of each. */
export function describeSink({ type, openReceiver }: SuiteOptions): void {
  function open(url: string, apiKey?: string): Sink {
    return openSink({ type, url, ...(apiKey === undefined ? {} : { apiKey }) }, { log: silentLog, onGone: () => {} });
  }

  /** The error of a write that must fail. */
  async function failureOf(sink: Sink, signal = never): Promise<SinkError> {
    const error: unknown = await sink.write(parcelsOf("u1"), signal).then(
      () => new Error("was delivered"),
      (reason: unknown) => reason,
    );
    if (error instanceof SinkError) return error;
    throw error;
  }

  describe(`the sink ${type}`, () => {
    test("delivers batches in their order, each metric with what is known about it", async () => {
      await using receiver = await openReceiver();
      const sink = open(receiver.url);

      expect(await sink.write(parcelsOf("u1", "u2"), never)).toEqual({ rejected: [] });
      expect(await sink.write(parcelsOf("u3"), never)).toEqual({ rejected: [] });
      await sink.close();

      expect(receiver.metrics).toEqual([...recordsOf("u1", "u2"), ...recordsOf("u3")].map(({ metric }) => metric));
      expect(receiver.metas.map(({ id }) => id)).toEqual(["record of u1", "record of u2", "record of u3"]);
    });

    test("sends the key, and no key where there is none", async () => {
      await using receiver = await openReceiver();
      for (const apiKey of [key, undefined]) {
        const sink = open(receiver.url, apiKey);
        await sink.write(parcelsOf("u1"), never);
        await sink.close();
      }
      expect(receiver.keys).toEqual([`Bearer ${key}`, undefined]);
    });

    test("shows neither the key nor a password of its address, in its label or in an error", async () => {
      await using receiver = await openReceiver();
      receiver.manner = { status: 500 };
      const address = new URL(receiver.url);
      address.username = "ada";
      address.password = "pw-5d1e";
      address.search = "token=t-77b0";
      const sink = open(address.href, key);
      const answered = await failureOf(sink);
      await receiver[Symbol.asyncDispose]();
      const unreachable = await failureOf(sink);
      await sink.close();

      const shown = [sink.label, inspect(answered, { depth: 9 }), inspect(unreachable, { depth: 9 })].join("\n");
      for (const secret of [key, "pw-5d1e", "t-77b0"]) expect(shown).not.toContain(secret);
      expect(sink.label).toBe(`${type} ${receiver.url}`);
    });

    test("fails for now when nobody is there, and delivers once somebody is", async () => {
      const first = await openReceiver();
      const { url, port } = first;
      await first[Symbol.asyncDispose]();
      const sink = open(url);

      const error = await failureOf(sink);
      expect(error).toMatchObject({
        retryable: true,
        code: "LM_SINK_FAILED",
        hint: "Check the address, and that the receiver runs.",
      });
      expect(error.message).toContain("ECONNREFUSED");

      await using receiver = await openReceiver(port);
      await sink.write(parcelsOf("u1"), never);
      await sink.close();
      expect(receiver.metrics).toHaveLength(1);
    });

    test("delivers again after the receiver broke the connection between two writes", async () => {
      const first = await openReceiver();
      const sink = open(first.url);
      await sink.write(parcelsOf("u1"), never);
      await first[Symbol.asyncDispose]();

      await using receiver = await openReceiver(first.port);
      // The first attempt may still meet the broken connection; that is a failure for now, never a delivery.
      await sink.write(parcelsOf("u2"), never).catch((error: SinkError) => expect(error.retryable).toBe(true));
      if (receiver.metrics.length === 0) await sink.write(parcelsOf("u2"), never);
      await sink.close();
      expect(receiver.metrics.map(({ userId }) => userId)).toEqual(["u2"]);
    });

    test.each([401, 403, 404, 307])(
      "waits a minute after the status %i, which somebody has to mend",
      async (status) => {
        await using receiver = await openReceiver();
        receiver.manner = { status };
        const sink = open(receiver.url);
        const error = await failureOf(sink);
        await sink.close();
        expect(error).toMatchObject({ retryable: true, retryAfterMs: 60_000, code: "LM_SINK_FAILED" });
        expect(error.message).toMatch(new RegExp(`answered ${status}$`));
        expect(error.hint).toBeDefined();
      },
    );

    test.each([408, 429, 500, 503])("tries again after the status %i, which passes", async (status) => {
      await using receiver = await openReceiver();
      receiver.manner = { status };
      const sink = open(receiver.url);
      const error = await failureOf(sink);
      await sink.close();
      expect(error).toMatchObject({ retryable: true, retryAfterMs: undefined, code: "LM_SINK_FAILED" });
      expect(error.message).toMatch(new RegExp(`answered ${status}$`));
    });

    test("waits as long as the receiver asks for", async () => {
      await using receiver = await openReceiver();
      receiver.manner = { status: 429, retryAfter: "7" };
      const sink = open(receiver.url);
      expect(await failureOf(sink)).toMatchObject({ retryable: true, retryAfterMs: 7_000 });
      await sink.close();
    });

    test("sends a batch that is too large in parts, so that it still arrives whole and in order", async () => {
      await using receiver = await openReceiver();
      receiver.takesAtMost = 2;
      const sink = open(receiver.url);
      expect(await sink.write(parcelsOf("u1", "u2", "u3", "u4", "u5"), never)).toEqual({ rejected: [] });
      await sink.close();
      expect(receiver.metrics.map(({ userId }) => userId)).toEqual(["u1", "u2", "u3", "u4", "u5"]);
    });

    test("names each metric that is too large on its own", async () => {
      await using receiver = await openReceiver();
      receiver.takesAtMost = 0;
      const sink = open(receiver.url);
      const { rejected } = await sink.write(parcelsOf("u1", "u2", "u3"), never);
      await sink.close();
      expect(rejected.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(rejected[0]?.reason).not.toBe("");
    });

    test("stops waiting for an answer the moment it is told to, and can be closed", async () => {
      await using receiver = await openReceiver();
      receiver.manner = "hang";
      const sink = open(receiver.url);
      const abort = new AbortController();

      const contact = receiver.contacted();
      const writing = failureOf(sink, abort.signal);
      await contact;
      abort.abort();

      await writing;
      await sink.close();
    });

    test("may be closed twice, and without ever having been used", async () => {
      await using receiver = await openReceiver();
      const used = open(receiver.url);
      await used.write(parcelsOf("u1"), never);
      for (const sink of [used, open(receiver.url)]) {
        await sink.close();
        await sink.close();
      }
    });

    test("leaves no connection behind once it is closed", async () => {
      await using receiver = await openReceiver();
      const sink = open(receiver.url);
      await sink.write(parcelsOf("u1"), never);
      expect(await receiver.connections()).toBe(1);
      await sink.close();
      await vi.waitUntil(async () => (await receiver.connections()) === 0);
    });

    test("lets the process end once it is closed", async () => {
      await using receiver = await openReceiver();
      const program = `
        import { openSink } from ${JSON.stringify(resolve(import.meta.dirname, "../../../src/delivery/open-sink.ts"))};
        const sink = openSink({ type: ${JSON.stringify(type)}, url: ${JSON.stringify(receiver.url)} }, { onGone() {} });
        await sink.write(${JSON.stringify(parcelsOf("u1"))}, new AbortController().signal);
        await sink.close();
        process.on("exit", () => process.stdout.write("ended by itself"));
      `;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const said = child.stdout.setEncoding("utf8").toArray();
      const [code] = (await once(child, "exit")) as [number];
      expect({ code, said: (await said).join(""), metrics: receiver.metrics.length }).toEqual({
        code: 0,
        said: "ended by itself",
        metrics: 1,
      });
    });
  });
}
