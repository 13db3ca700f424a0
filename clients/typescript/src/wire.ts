/** The wire: one request with its key, sent again unchanged while the service is busy or the line breaks. */

import { refusalIn } from "./problem.js";

/** How to reach the service. */
export interface Line {
  /** Where it serves, e.g. `http://127.0.0.1:8118`; empty for a page that the service's own host serves. */
  readonly address: string;
  /** The API key of the person who asks. */
  readonly key: string;
  /** How often one request is sent at most; 5 when left out. */
  readonly attempts?: number;
  /** How to send; the platform's own when left out. */
  readonly fetch?: typeof fetch;
  /** How to make the key of an act; the platform's UUID when left out, but pages without TLS and Node.js 18 have none. */
  readonly newKey?: () => string;
}

/** One request. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The answer has no foreseeable end: it is handed on as it comes, while others are read whole or asked for again. */
  readonly streamed?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const ATTEMPTS = 5;
const BROKEN_LINE_PAUSE = 1_000;

/**
 * Send a request until it is answered; throws the refusal. Sending twice does no harm: reads change nothing, and the
 * service performs a command once per `Idempotency-Key`, which is among the headers and so the same every time.
 */
export async function send(line: Line, call: Call): Promise<Response> {
  const attempts = line.attempts ?? ATTEMPTS;
  for (let left = attempts - 1; ; left -= 1) {
    const tried = await attempt(line, call);
    if (tried instanceof Response && tried.ok) return tried;
    const pause = tried instanceof Response ? pauseAskedBy(tried) : BROKEN_LINE_PAUSE;
    if (left <= 0 || pause === null || call.signal?.aborted) {
      throw tried instanceof Response ? await refusalIn(tried) : tried.broken;
    }
    if (tried instanceof Response) await tried.body?.cancel();
    await sleep(pause, call.signal);
  }
}

/** Wait; an abort ends the wait early, and whoever waits looks at the signal. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener("abort", wake);
    if (signal?.aborted) wake();
  });
}

async function attempt(line: Line, call: Call): Promise<Response | { readonly broken: unknown }> {
  const headers = new Headers({ ...call.headers, Authorization: `Bearer ${line.key}` });
  const init: RequestInit = { method: call.method, headers, signal: call.signal ?? null };
  if (call.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(call.body);
  }
  try {
    const answer = await (line.fetch ?? fetch)(line.address + call.path + written(call.query), init);
    return call.streamed ? answer : new Response(await answer.arrayBuffer(), answer);
  } catch (broken) {
    return { broken };
  }
}

function pauseAskedBy(answer: Response): number | null {
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  return answer.status === 503 && Number.isFinite(seconds) ? seconds * 1_000 : null;
}

function written(query: Call["query"]): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? "" : `?${search}`;
}
