// The page around the verifier: takes the file that was chosen and shows what was found.
"use strict";

(() => {
  const place = (id) => document.getElementById(id);
  const lines = (id) => place(id).value.split("\n").map((line) => line.trim()).filter(Boolean);
  const OFTEN = 500; // events between two signs of life
  const SHOWN = 20;

  function list(id, sentences) {
    place(id).replaceChildren(
      ...sentences.map((sentence) => {
        const row = document.createElement("li");
        row.textContent = sentence;
        return row;
      }),
    );
  }

  function show(verdict, holds, checked, faults) {
    place("progress").textContent = "";
    place("verdict").textContent = verdict;
    place("verdict").className = holds ? "holds" : "broken";
    list("checked", checked.map((each) => `調べたもの: ${each}`));
    list("faults", faults.slice(0, SHOWN).map((each) => `${each.position}件目　${each.japanese}`));
    place("result").hidden = false;
  }

  place("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    place("result").hidden = true;
    place("progress").textContent = "検証しています…";
    try {
      const progress = (done, all) => {
        if (done % OFTEN === 0) place("progress").textContent = `検証しています…　${done}／${all}件`;
      };
      const buffer = await place("file").files[0].arrayBuffer();
      const asked = { keys: lines("key"), roots: lines("root"), progress };
      const { checked, faults } = await globalThis.shinchokuVerifier.check(buffer, asked);
      const holds = faults.length === 0;
      show(holds ? "すべて一致しました。" : "不一致があります。", holds, checked, faults);
    } catch (error) {
      const old = error.name === "NotSupportedError";
      show(old ? "このブラウザーでは署名を検証できません。新しい版をお使いください。" : "ファイルを読み取れません。", false, [], []);
    }
  });
})();
