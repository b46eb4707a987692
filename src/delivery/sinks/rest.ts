import { createHash } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { AxiosInstance, AxiosResponse } from "axios";
import { z } from "zod";
import { SinkError } from "../../errors.ts";
import { itemTypes, type ItemType, type Parcel } from "../parcel.ts";
import { defineSink, type WriteResult } from "../sink.ts";
import { apiKey, authorization, isLocal, toEndpoint, toLabel } from "./endpoint.ts";
import { writeInParts, writeSideBySide } from "./parts.ts";
import { toStatusError } from "./status-error.ts";

const options = z
  .strictObject({
    type: z.literal("rest"),
    url: z
      .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
      .meta({ description: "Base address of the receiver; a path is used as it stands, and takes metrics only" }),
    apiKey,
  })
  .meta({ description: "POST /api/metrics/bulk, /api/events and /api/runs" });

const itemsInBody = 500;
/** Bodies that are on their way together: a hub stores them with one sync. */
const atOnce = 8;
const requestTimeoutMs = 15_000;
const tooSlow = new Error(`no answer within ${requestTimeoutMs / 1_000} s`);
const unsupportedMediaType = 415;
/** Of reasons for each of a batch there may be many; of anything longer nobody knows the end. */
const longestAnswerBytes = 8 * 1024 * 1024;
/** Below it there is little to win. */
const compressedFromBytes = 1_024;

const paths: Record<ItemType, string> = {
  metric: "/api/metrics/bulk",
  event: "/api/events",
  run: "/api/runs",
};

export const rest = defineSink({
  options,

  open({ url, apiKey: key }) {
    const isBase = new URL(url).pathname === "/";
    const agents = { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) };
    let client: AxiosInstance | undefined;
    let takesGzip = false;

    async function post(type: ItemType, parcels: readonly Parcel[], signal: AbortSignal): Promise<AxiosResponse> {
      client ??= await createClient({
        ...agents,
        headers: { ...authorization(key), "content-type": "application/json" },
        ...(isLocal(url) ? { proxy: false } : {}),
      });
      const { body, headers } = await packed(toBody(type, parcels), takesGzip);
      // Of the whole answer: one that drips would never be idle for long.
      const patience = AbortSignal.timeout(requestTimeoutMs);
      return await client
        .post(toEndpoint(url, paths[type]), body, {
          signal: AbortSignal.any([signal, patience]),
          headers: { ...headers, "idempotency-key": toIdempotencyKey(parcels) },
        })
        .catch((error: Error) => {
          throw toUnreachableError(patience.aborted ? tooSlow : error, toLabel(url));
        });
    }

    async function send(type: ItemType, parcels: readonly Parcel[], signal: AbortSignal): Promise<WriteResult> {
      let response = await post(type, parcels, signal);
      if (takesGzip && response.status === unsupportedMediaType) {
        // It has said that it takes it, and something before it does not.
        takesGzip = false;
        response = await post(type, parcels, signal);
      } else {
        // RFC 7694: a receiver says so of requests to come. On this machine there is no line to spare.
        takesGzip = !isLocal(url) && /\bgzip\b/.test(String(response.headers["accept-encoding"] ?? ""));
      }
      return readAnswer(response, toLabel(toEndpoint(url, paths[type])));
    }

    return {
      label: `rest ${toLabel(url)}`,
      batchSize: atOnce * itemsInBody,
      takes: new Set(isBase ? itemTypes : (["metric"] as const)),
      isSpooled: true,
      confirms: "stored",

      write: (parcels, signal) =>
        writeInParts(parcels, (part, type) => writeSideBySide(part, itemsInBody, (items) => send(type, items, signal))),

      async close() {
        agents.httpAgent.destroy();
        agents.httpsAgent.destroy();
      },
    };
  },
});

async function createClient(defaults: object): Promise<AxiosInstance> {
  const { default: axios } = await import("axios");
  return axios.create({
    ...defaults,
    maxRedirects: 0,
    maxContentLength: longestAnswerBytes,
    validateStatus: () => true,
  });
}

/** Receivers that know only the guide ignore `metas`. */
function toBody(type: ItemType, parcels: readonly Parcel[]): string {
  const items = parcels.map(({ json }) => json).join(",");
  if (type !== "metric") return `{"${type}s":[${items}]}`;
  return `{"metrics":[${items}],"metas":[${parcels.map(({ metaJson }) => metaJson).join(",")}]}`;
}

async function packed(text: string, isCompressed: boolean): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const body = Buffer.from(text);
  if (!isCompressed || body.length < compressedFromBytes) return { body, headers: {} };
  return { body: await promisify(gzip)(body), headers: { "content-encoding": "gzip" } };
}

/** The same parcels sent again have the same key: draft-ietf-httpapi-idempotency-key-header. */
function toIdempotencyKey(parcels: readonly Parcel[]): string {
  const hash = createHash("sha256");
  for (const { id } of parcels) hash.update(id).update("\n");
  return `"${hash.digest("base64url").slice(0, 22)}"`;
}

/** The cause is the one below axios's own error, which carries the request and so the key. */
function toUnreachableError({ message, cause }: Error, label: string): SinkError {
  const reason = message === "" ? String((cause as NodeJS.ErrnoException | undefined)?.code) : message;
  return new SinkError(`${label} could not be reached: ${reason}`, {
    retryable: true,
    cause,
    hint: "Check the address, and that the receiver runs.",
  });
}

/** Part of the answer of a receiver that speaks our dialect; others answer what they like. */
const bulkAnswer = z.object({
  rejected: z.array(z.object({ index: z.int(), errors: z.array(z.object({ path: z.string(), msg: z.string() })) })),
});

function readAnswer({ status, data, headers }: AxiosResponse, endpoint: string): WriteResult {
  if (status < 200 || status >= 300) throw toStatusError(status, endpoint, headers["retry-after"]);

  const answer = bulkAnswer.safeParse(data);
  const rejected = answer.success ? answer.data.rejected : [];
  return {
    rejected: rejected.map(({ index, errors }) => ({
      index,
      reason: errors.map(({ path, msg }) => `${path} ${msg}`.trim()).join("; "),
    })),
  };
}
