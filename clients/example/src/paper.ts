/** 帳面: what is shown to the people of the office, in the words of the service's own labels. */

import { Problem, type Schema } from "shinchoku-client";

/** Where a pointer leads in the form: which line of it, and which of its fields. */
export interface FormPlace {
  readonly line: string;
  readonly field: string;
}

const FIELDS: Readonly<Record<string, string>> = {
  status: "取組状況",
  narrative: "取組内容",
  reduction: "削減量",
  indicator_actual: "実績値",
  grade: "評定",
};

/** 帳面. */
export class Paper {
  readonly #labels: Schema["Labels"];

  constructor(labels: Schema["Labels"]) {
    this.#labels = labels;
  }

  heading(title: string): void {
    console.log(`\n■ ${title}`);
  }

  line(text: string): void {
    console.log(`  ${text}`);
  }

  /** Give the word of a code; a code that is newer than the labels stands for itself. */
  word(kind: string, code: string): string {
    return this.#labels.codes[kind]?.[code]?.japanese ?? code;
  }

  /** Show an obligation as one line. */
  square({ obligation, missing, returned_times: returned }: Schema["Square"]): void {
    const marks = [
      obligation.overdue ? "期限経過" : "",
      obligation.late ? "遅延" : "",
      missing.length > 0 ? `未記入 ${missing.length}件` : "",
      returned > 0 ? `差戻し ${returned}回` : "",
    ].filter((mark) => mark !== "");
    const state = this.word("obligation-state", obligation.state);
    const noted = marks.length > 0 ? `（${marks.join("・")}）` : "";
    this.line(`${this.word("step", obligation.step)}: ${state}、期限 ${day(obligation.due_on)}${noted}`);
  }

  /** Show what somebody may do with an object, and what stands against it. */
  actions(shown: Schema["ObjectShown"]): void {
    this.line(`${shown.kind_label}: ${shown.state.japanese}（第${shown.version}版）`);
    for (const action of shown.available_actions) {
      const against = action.blockers.map((blocker) => blocker.label).join("");
      const proxy = action.acting_for ? "（代行）" : "";
      this.line(`${action.open ? "○" : "×"} ${action.label}${proxy}${against === "" ? "" : ` ― ${against}`}`);
    }
  }

  /** Show a refusal, field by field. */
  problem(problem: Problem, placeOf: (pointer: string) => FormPlace): void {
    const word = this.#labels.problems[problem.code]?.japanese ?? problem.message;
    this.line(`断られました: ${word}［${problem.code}］`);
    for (const { pointer, parameter, detail } of problem.fields) {
      this.line(`→ ${pointer ? fieldName(placeOf(pointer)) : (parameter ?? "全体")}: ${detail}`);
    }
  }

  /** Show one recorded fact. */
  event(topic: string, actor: string, capacity: string): void {
    const sentence = this.#labels.events[topic]?.japanese ?? topic;
    this.line(`${sentence}［${this.word("capacity", capacity)} ${actor}］`);
  }
}

/** Write a day as people do. */
export function day(iso: string): string {
  const [year, month, date] = iso.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

function fieldName({ line, field }: FormPlace): string {
  return field === "" ? line : `${line}の「${FIELDS[field] ?? field}」`;
}
