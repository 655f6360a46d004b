// The way to /api/v1: the session's cookie, JSON both ways, and errors as the
// sentences that the server sends.

import type { Row } from "../journal";
import type { Sent } from "../saver";

export interface Problem {
  status: number;
  kind: string;
  code?: string;
  title: string;
  fields?: { path: string; block?: string; code: string; limit?: number; message?: string }[];
  revision?: number;
  request_id?: string;
  retry_after?: number;
}

/** An answer that is an error; status 0 means that there was no answer. */
export class Refusal extends Error {
  constructor(public problem: Problem) {
    super([problem.title, ...(problem.fields ?? []).map((f) => f.message ?? f.code)].filter(Boolean).join(" "));
  }
}

export const root = "/api/v1";
let lang = "id";
let version = 1;
/** The person's language, and the version of the body that this page knows. */
export function speak(tag: string, body: number) {
  lang = tag;
  version = body;
}

export interface Call {
  method?: string;
  body?: unknown;
  raw?: BodyInit;
  etag?: number;
  headers?: Record<string, string>;
  keepalive?: boolean;
  signal?: AbortSignal;
  timeout?: number;
}

export async function call<T = unknown>(path: string, o: Call = {}): Promise<{ body: T; revision: number }> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": lang, ...o.headers };
  if (o.body !== undefined) headers["Content-Type"] = "application/json";
  if (o.etag !== undefined) headers["If-Match"] = `"r${o.etag}"`;
  const method = o.method ?? (o.body === undefined ? "GET" : "POST");
  if (method === "POST") headers["Idempotency-Key"] ??= crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  let res: Response;
  try {
    const limit = AbortSignal.timeout(o.timeout ?? 30_000);
    res = await fetch(root + path, {
      method, headers, credentials: "same-origin", cache: "no-store", keepalive: o.keepalive,
      body: o.raw ?? (o.body === undefined ? undefined : JSON.stringify(o.body)),
      signal: o.signal && "any" in AbortSignal ? AbortSignal.any([o.signal, limit]) : (o.signal ?? limit),
    });
  } catch (e) {
    if (o.signal?.aborted) throw e;
    throw new Refusal({ status: 0, kind: "offline", title: "" });
  }
  const type = res.headers.get("Content-Type") ?? "";
  if (!res.ok) {
    let p: Problem = { status: res.status, kind: "internal", title: "" };
    if (type.includes("json")) p = { ...p, ...((await res.json().catch(() => ({}))) as Partial<Problem>), status: res.status };
    throw new Refusal(p);
  }
  const body = (type.includes("json") ? await res.json().catch(() => undefined) : undefined) as T;
  if (body === undefined && res.status !== 204) throw new Refusal({ status: 0, kind: "offline", title: "" });
  return { body, revision: Number(/r(\d+)/.exec(res.headers.get("ETag") ?? "")?.[1] ?? 0) };
}

/** Sends one save of the journal (SAVE-7). */
export async function save(row: Row, o: { quick?: boolean; named?: boolean } = {}): Promise<Sent> {
  const body = { client: row.client, seq: row.seq, schema: version, ...row.patch, named: o.named || undefined, edition: row.article ? undefined : row.edition };
  const path = row.article ? `/articles/${row.article}` : `/drafts/${row.ulid}?base=${row.base}`;
  try {
    const { body: answer } = await call<never>(path, {
      method: "PATCH", body, etag: row.article ? row.base : undefined, headers: row.article ? { Prefer: "handling=lenient" } : {}, keepalive: o.quick,
    });
    return { kind: "answer", answer };
  } catch (e) {
    if (!(e instanceof Refusal)) return { kind: "offline" };
    const p = e.problem;
    switch (true) {
      case p.status === 0:
        return { kind: "offline" };
      case p.status === 401:
        return { kind: "login" };
      case p.status === 426 || p.code === "client_old":
        return { kind: "reload" };
      case p.status === 412:
        return { kind: "stale" };
      case p.status === 429 || p.status >= 500 || p.status === 408 || p.status === 425:
        return { kind: "later", after: p.retry_after };
      // A proxy that lets no PATCH through, or a sign-in page in between.
      case p.kind === "internal":
        return { kind: "later" };
      default:
        return { kind: "refused", why: e.message };
    }
  }
}
