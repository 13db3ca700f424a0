/**
 * ある市の春: one office confirms its measures in spring, from what it owes to what the board shows of it afterwards.
 *
 * Two people act: a clerk who writes and submits, and a manager who approves. Each has a key of their own.
 */

import { randomUUID } from "node:crypto";
import { Problem, type Schema, type Seen, Shinchoku, type Told } from "shinchoku-client";
import { Form, type Of } from "./form.js";
import { day, Paper } from "./paper.js";

const STEP = "progress-confirmation";
const PATH = "/api/v1/objects/{object_id}";

/** 担当部局: the people of one office, and what they work on. */
class Office {
  constructor(
    readonly of: Of,
    readonly clerk: Shinchoku,
    readonly manager: Shinchoku,
    readonly paper: Paper,
  ) {}

  get reportId(): string {
    return `progress-report:${this.of.lg_code}:${this.of.fiscal_year}`;
  }

  async spring(): Promise<void> {
    await this.#lookAtWhatIsOwed();
    const begun = await this.#begin();
    const hangUp = new AbortController();
    const both = Promise.all([this.#listen(hangUp.signal), this.#act(begun)]);
    const [heard] = await both.finally(() => hangUp.abort());
    await this.#readTheRecord(heard);
  }

  async #act(begun: Seen): Promise<void> {
    await this.#state(begun);
    await this.#approve();
    await this.#submit();
    await this.#lookAtTheBoard();
  }

  async #lookAtWhatIsOwed(): Promise<void> {
    const { lg_code, fiscal_year } = this.of;
    const { owed, coming, today } = await this.clerk.get("/api/v1/rounds/{fiscal_year}/obligations", {
      path: { fiscal_year },
      query: { lg_code },
    });
    this.paper.heading(`${day(today)}現在、団体コード ${lg_code} が提出するもの`);
    owed.forEach((square) => this.paper.square(square));
    this.paper.heading("これから始まるもの");
    coming.forEach((square) => this.paper.square(square));
    this.paper.heading("年度点検");
    for await (const round of this.clerk.every("/api/v1/rounds", { query: { fiscal_year } })) {
      const due = round.measures.filter((measure) => measure.lg_codes.includes(lg_code));
      const state = this.paper.word("round-state", round.state);
      this.paper.line(`${fiscal_year}年度: ${state}、構成 ${round.members.length}団体、本市町村の対象施策 ${due.length}件`);
    }
  }

  async #begin(): Promise<Seen> {
    this.paper.heading("施策の取組状況の確認を始める");
    const begun = await this.clerk.perform("begin-progress-report", this.of);
    this.paper.line(`${begun.object_id} 第${begun.version}版`);
    return begun;
  }

  /** Follow the record from one's own first act on, until the submission is told. */
  async #listen(signal: AbortSignal): Promise<Told[]> {
    const heard: Told[] = [];
    for await (const told of this.clerk.feed({ after: this.clerk.position, signal })) {
      heard.push(told);
      if (told.topic === "progress-report.submitted" && told.entry.object_id === this.reportId) break;
    }
    return heard;
  }

  async #state(seen: Seen): Promise<void> {
    const { lg_code, fiscal_year } = this.of;
    const asked = { path: { fiscal_year }, query: { lg_code } };
    const sheet = await this.clerk.get("/api/v1/rounds/{fiscal_year}/measure-sheet", asked);
    this.paper.heading(`施策点検票（${sheet.measures_fiscal_year}年度の取組）`);
    for (const line of sheet.lines) {
      const last = line.last === null ? "前年度の記入なし" : `前年度 ${this.paper.word("measure-status", line.last.status)}`;
      this.paper.line(`${line.title}（${line.measure_id}）: ${last}`);
    }
    const form = new Form(sheet);
    this.paper.heading("記入を試す（記録されない）");
    await this.#try(form, form.commands(seen, (statement) => ({ ...statement, reduction: "百トン" })));
    await this.#try(form, form.commands(seen, ({ narrative: _, ...statement }) => statement));
    this.paper.heading("すべての施策をまとめて記入する");
    for (const outcome of await this.clerk.bundle(form.commands(seen))) this.#show(outcome);
  }

  async #try(form: Form, parts: ReturnType<Form["commands"]>): Promise<void> {
    try {
      await this.clerk.bundle(parts, { dryRun: true });
      this.paper.line("このまま記入できます。");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.paper.problem(error, (pointer) => form.placeOf(pointer));
    }
  }

  async #approve(): Promise<void> {
    this.manager.position = this.clerk.position;
    const shown = await this.manager.get(PATH, { path: { object_id: this.reportId } });
    this.paper.heading("課長が内容を見て決裁する");
    this.paper.actions(shown);
    const decision = { ...this.of, rank: "manager", decision_number: "サンプル決裁第1号" } as const;
    this.#show(await this.manager.perform("approve-progress-report", decision, { on: shown }));
  }

  async #submit(): Promise<void> {
    this.clerk.position = this.manager.position;
    const shown = await this.clerk.get(PATH, { path: { object_id: this.reportId } });
    this.paper.heading("担当者が提出する");
    this.paper.actions(shown);
    this.#show(await this.clerk.perform("submit-progress-report", this.of, { on: shown }));
  }

  async #lookAtTheBoard(): Promise<void> {
    const { lg_code, fiscal_year } = this.of;
    const board = await this.clerk.get("/api/v1/rounds/{fiscal_year}/board", { path: { fiscal_year } });
    this.paper.heading("進捗状況一覧");
    for (const square of board.squares) {
      if (square.obligation.lg_code === lg_code && square.obligation.step === STEP) this.paper.square(square);
    }
  }

  async #readTheRecord(heard: readonly Told[]): Promise<void> {
    this.paper.heading("生中継で届いた出来事");
    heard.forEach(({ topic, entry }) => this.paper.event(topic, entry.actor, entry.capacity));
    this.paper.heading("記録に残ったこと");
    const asked = { path: { object_id: this.reportId }, query: { limit: 2 } };
    for await (const fact of this.clerk.every(`${PATH}/events`, asked)) {
      this.paper.event(fact.topic, fact.actor, fact.capacity);
    }
  }

  #show(outcome: Schema["Performed"]): void {
    const again = outcome.repeated ? "（送り直したが、記録は一度だけ）" : "";
    outcome.events.forEach((topic) => this.paper.line(`記録: ${topic} 第${outcome.version}版${again}`));
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`環境変数 ${name} を設定してください。`);
  return value;
}

async function main([lgCode, fiscalYear]: readonly string[]): Promise<void> {
  if (lgCode === undefined || fiscalYear === undefined) throw new Error("団体コードと点検年度を指定してください。");
  const line = { address: required("SHINCHOKU_URL"), newKey: randomUUID };
  const clerk = new Shinchoku({ ...line, key: required("SHINCHOKU_CLERK_KEY") });
  const manager = new Shinchoku({ ...line, key: required("SHINCHOKU_MANAGER_KEY") });
  const paper = new Paper(await clerk.labels());
  await new Office({ lg_code: lgCode, fiscal_year: Number(fiscalYear) }, clerk, manager, paper).spring();
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`${error.message}［${error.code}］ ${error.detail}（受付番号 ${error.requestId}）`);
  process.exitCode = 1;
}
