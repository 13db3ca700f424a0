/** Ask the service, and a broken neighbour of it, what is seldom asked, and tell what came of it as one JSON document. */

import { randomUUID } from "node:crypto";
import { Problem, Shinchoku, UnexpectedAnswer, part } from "shinchoku-client";

const { SHINCHOKU_URL: address, NEIGHBOUR_URL: neighbour, SHINCHOKU_CLERK_KEY: key, SHINCHOKU_AUDITOR_KEY } = process.env;
const newKey = () => "one-key";
const of = { lg_code: "43100", fiscal_year: 2025 };
const stating = (measure_id, status) => part("report-measure", { ...of, statement: { measure_id, status, narrative: "サンプル" } });

const clerk = new Shinchoku({ address, key, newKey: randomUUID });
const said = {};

await clerk.perform("begin-progress-report", of, { dryRun: true });
said.positionAfterTrial = clerk.position;
const act = { key: "begin-once" };
const begun = await clerk.perform("begin-progress-report", of, act);
said.repeated = [begun.repeated, (await clerk.perform("begin-progress-report", of, act)).repeated];
said.positionAfterAct = clerk.position === begun.position;

const wrong = [stating("measure:43100-0001", "under-way"), stating("measure:43100-0002", "finished")];
const slip = await clerk.bundle(wrong).catch((error) => error);
said.slip = [slip instanceof Problem, slip.code, slip.at("/commands/0").length, slip.at("/commands/1").map((f) => f.pointer)];

const stale = await clerk.perform("submit-progress-report", of, { on: { version: 7 } }).catch((error) => error);
said.stale = [stale.status, stale.code];

const auditor = new Shinchoku({ address, key: SHINCHOKU_AUDITOR_KEY });
auditor.position = clerk.position; // the timeline knows no such wait, and must not be asked for it
said.timeline = (await auditor.get("/api/v1/audit-timeline", { query: { limit: 1 } })).items.map((entry) => entry.topic);
said.measures = [];
for await (const row of clerk.every("/api/v1/measures", { query: { limit: 1 } })) said.measures.push(row.object_id);

const busy = new Shinchoku({ address: `${neighbour}/busy`, key, attempts: 3, newKey });
const tired = await busy.perform("begin-progress-report", of).catch((error) => error);
said.busy = [tired instanceof Problem, tired.code];
const lost = new Shinchoku({ address: `${neighbour}/elsewhere`, key });
const strange = await lost.labels().catch((error) => error);
said.elsewhere = [strange instanceof UnexpectedAnswer, strange.status];

console.log(JSON.stringify(said));
