/** What can be asked and what is answered, deduced from the generated document so that nothing is written twice. */

import type { components, paths } from "./schema.js";

/** The schemas of the document by name, e.g. `Schema["Board"]`. */
export type Schema = components["schemas"];

type Answered<O> = O extends { responses: { 200: { content: { "application/json": infer B } } } } ? B : never;
type Sent<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : never;
type Parameters<O> = O extends { parameters: infer Q } ? Pick<Q, keyof Q & ("path" | "query")> : never;

/** Addresses under `/api/v1` that are read and answer with JSON. */
export type ReadPath = {
  [P in keyof paths & `/api/v1/${string}`]: [Answered<paths[P]["get"]>] extends [never] ? never : P;
}[keyof paths & `/api/v1/${string}`];

/** What is answered at an address. */
export type Answer<P extends ReadPath> = Answered<paths[P]["get"]>;

/** The parameters of an address. */
export type Asked<P extends ReadPath> = Parameters<paths[P]["get"]>;

/** An argument that may be left out when nothing in it is required. */
export type Optional<A> = Record<never, never> extends A ? [asked?: A] : [asked: A];

/** Addresses that answer page by page. */
export type PagePath = {
  [P in ReadPath]: Answer<P> extends { items: readonly unknown[]; next: string | null } ? P : never;
}[ReadPath];

/** One row of a list. */
export type Row<P extends PagePath> = Answer<P> extends { items: readonly (infer R)[] } ? R : never;

/** The names of the parameters in a query; an address without a query has none, though `keyof never` is everything. */
type NamesIn<Q> = [Q] extends [never] ? never : keyof Q;

/** Reads that come from the record itself, or never change: they know no `after_position`. */
export type ReadWithoutWaiting = {
  [P in ReadPath]: "after_position" extends NamesIn<NonNullable<Asked<P>["query"]>> ? never : P;
}[ReadPath];

type Commands = {
  [P in keyof paths as P extends `/api/v1/commands/${infer C}` ? C : never]: paths[P]["post"];
};

/** The name of a command as it stands in its address, e.g. `submit-progress-report`. */
export type Command = keyof Commands;

/** The body of a command. */
export type Body<C extends Command> = Sent<Commands[C]>;

/** What a command came to. */
export type Outcome<C extends Command> = Answered<Commands[C]>;

/** Whatever tells at which version somebody saw an object: the object itself, a row of a list, a command's outcome. */
export interface Seen {
  readonly version: number;
}
