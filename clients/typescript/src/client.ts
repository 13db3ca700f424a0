/** The client of the service: typed from its OpenAPI document, standing on `fetch` alone. */

import { type Following, follow, type Told } from "./feed.js";
import type {
  Answer,
  Asked,
  Body,
  Command,
  Optional,
  Outcome,
  PagePath,
  ReadPath,
  ReadWithoutWaiting,
  Row,
  Schema,
  Seen,
} from "./shapes.js";
import { type Line, send } from "./wire.js";

export type { Following, Told } from "./feed.js";
export { Problem, UnexpectedAnswer } from "./problem.js";
export type * from "./shapes.js";
export type { Line } from "./wire.js";

/** How a command is to be done. */
export interface Manner {
  /** The object as it was last seen; left out when there is none yet. If it has changed since, the act is refused. */
  readonly on?: Seen;
  /** Only try: judge, and tell what would be recorded. */
  readonly dryRun?: boolean;
  /** The key of the act; give the one of an earlier call to ask for the same act again, else a new one is made. */
  readonly key?: string;
}

/** One command of a bundle. */
export type Part = Schema["Part"];

const WITHOUT_WAITING: Readonly<Record<ReadWithoutWaiting, true>> = {
  "/api/v1/audit-accesses": true,
  "/api/v1/audit-timeline": true,
  "/api/v1/contacts/{contact_id}": true,
  "/api/v1/emission-warnings": true,
  "/api/v1/labels": true,
  "/api/v1/mail-outlook": true,
  "/api/v1/objects/{object_id}/actions": true,
  "/api/v1/position": true,
  "/api/v1/public/checkpoint-keys": true,
  "/api/v1/public/checkpoints": true,
  "/api/v1/public/minutes": true,
  "/api/v1/public/proofs/consistency": true,
  "/api/v1/public/proofs/inclusion": true,
  "/api/v1/public/reports": true,
  "/api/v1/public/reports/{fiscal_year}": true,
  "/api/v1/public/reports/{fiscal_year}/editions/{edition}": true,
  "/api/v1/public/reports/{fiscal_year}/editions/{edition}/charts/{chart}": true,
  "/api/v1/public/reports/{fiscal_year}/editions/{edition}/files/{file}": true,
  "/api/v1/public/reports/{fiscal_year}/files/{file}": true,
  "/api/v1/publications/{fiscal_year}/story": true,
};

/** 利用者: one person's way to the service. */
export class Shinchoku {
  /** The newest position of the record that is known here; reads wait for it, so that one reads one's own writes. */
  position = 0;

  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Read something. */
  async get<P extends ReadPath>(path: P, ...[asked]: Optional<Asked<P>>): Promise<Answer<P>> {
    const given: { path?: object; query?: object } = asked ?? {};
    const waiting = this.position > 0 && !(path in WITHOUT_WAITING) ? { after_position: this.position } : {};
    const query = { ...waiting, ...given.query };
    const answer = await send(this.#line, { method: "GET", path: addressed(path, given.path), query });
    return (await answer.json()) as Answer<P>;
  }

  /** Read a list row by row, page after page. */
  async *every<P extends PagePath>(path: P, ...[asked]: Optional<Asked<P>>): AsyncGenerator<Row<P>, void, undefined> {
    let cursor: string | null = null;
    do {
      const given: { query?: object } = asked ?? {};
      const query: object = cursor === null ? { ...given.query } : { ...given.query, cursor };
      const page = (await this.get(path, ...([{ ...given, query }] as unknown as Optional<Asked<P>>))) as Page<Row<P>>;
      yield* page.items;
      cursor = page.next;
    } while (cursor !== null);
  }

  /** Do something. */
  async perform<C extends Command>(command: C, body: Body<C>, manner: Manner = {}): Promise<Outcome<C>> {
    const outcome = (await this.#post(`/api/v1/commands/${command}`, body, manner)) as Outcome<C> & Schema["Performed"];
    this.#know(outcome);
    return outcome;
  }

  /** Do several things in one step, all of them or none. */
  async bundle(parts: readonly Part[], manner: Omit<Manner, "on"> = {}): Promise<Schema["Performed"][]> {
    const { outcomes } = (await this.#post("/api/v1/bundles", { commands: parts }, manner)) as Schema["BundlePerformed"];
    outcomes.forEach((outcome) => this.#know(outcome));
    return outcomes;
  }

  /** Give the words of every code. */
  async labels(): Promise<Schema["Labels"]> {
    return this.get("/api/v1/labels");
  }

  /** Follow the record as it is written. */
  feed(following: Following = {}): AsyncGenerator<Told, void, undefined> {
    return follow(this.#line, following);
  }

  async #post(path: string, body: unknown, { on, dryRun, key }: Manner): Promise<unknown> {
    const headers = {
      "Idempotency-Key": key ?? (this.#line.newKey ?? (() => crypto.randomUUID()))(),
      ...(on === undefined ? {} : { "If-Match": tagOf(on) }),
    };
    const query = dryRun ? { dry_run: true } : {};
    return (await send(this.#line, { method: "POST", path, query, headers, body })).json();
  }

  #know(outcome: Schema["Performed"]): void {
    this.position = Math.max(this.position, outcome.position);
  }
}

/** Write one command of a bundle; `on` is the object as it was seen before the bundle. */
export function part<C extends Command>(command: C, body: Body<C>, on?: Seen): Part {
  return { command, body: body as Part["body"], if_match: on === undefined ? null : tagOf(on) };
}

interface Page<R> {
  readonly items: readonly R[];
  readonly next: string | null;
}

function tagOf(seen: Seen): string {
  return `"${seen.version}"`;
}

function addressed(path: string, places: object = {}): string {
  const values = new Map<string, unknown>(Object.entries(places));
  return path.replace(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(String(values.get(name))));
}
