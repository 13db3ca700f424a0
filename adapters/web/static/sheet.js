// Sheets that fill in like a spreadsheet: a block pasted from one, Enter to the next row, and a draft kept on this device.
// Everything works without this file too; nothing is sent anywhere by it.
"use strict";
(() => {
  const form = document.querySelector("form.sheet-form");
  const rows = form ? [...form.querySelectorAll("tbody tr")].map(cellsOf) : [];
  const all = rows.flatMap((row) => [...row.values()]);
  if (!all.length) return;
  const columns = form.dataset.columns.split(" "); // as in the workbook, also those that no row here asks for
  const version = form.elements.namedItem("version");
  const place = `draft:${location.pathname}`;
  const told = document.createElement("p");
  told.className = "draft";
  told.setAttribute("aria-live", "polite");
  form.querySelector(".bar").append(told);
  const refused = new Set(); // what was sent and not taken: it stands in the page as if it were issued
  let waiting = 0;

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  });
  form.addEventListener("submit", keep);
  form.addEventListener("keydown", step);
  form.addEventListener("paste", paste);
  begin();

  // The controls of a row by their column: what stands behind the last point of their name.
  function cellsOf(row) {
    const found = row.querySelectorAll("select, textarea, input:not([type=hidden])");
    return new Map([...found].map((each) => [each.name.slice(each.name.lastIndexOf(".") + 1), each]));
  }

  function spotOf(control) {
    const row = rows.findIndex((each) => [...each.values()].includes(control));
    return row < 0 ? null : { row, column: columns.findIndex((each) => rows[row].get(each) === control) };
  }

  // Enter goes down as in a spreadsheet, with Shift up; in a text of several lines with Ctrl.
  function step(event) {
    const control = event.target;
    const lines = control.tagName === "TEXTAREA";
    const spot = event.key === "Enter" && !event.isComposing ? spotOf(control) : null;
    if (!spot || control.tagName === "SELECT" || lines !== event.ctrlKey) return;
    event.preventDefault();
    const way = event.shiftKey ? -1 : 1;
    for (let at = spot.row + way; at >= 0 && at < rows.length; at += way) {
      const next = rows[at].get(columns[spot.column]);
      if (next) {
        next.focus();
        return;
      }
    }
  }

  function paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    const block = parsed(text);
    const spot = spotOf(event.target);
    if (!spot || (block.length < 2 && block[0].length < 2)) return; // one cell: as the browser does it
    event.preventDefault();
    const before = all.map(valueOf);
    const unread = [];
    let filled = 0;
    block.forEach((cells, down) =>
      cells.forEach((cell, right) => {
        const control = rows[spot.row + down]?.get(columns[spot.column + right]);
        if (control && put(control, cell.trim())) filled += 1;
        else if (cell.trim()) unread.push(cell.trim().slice(0, 20));
      }),
    );
    keep();
    const left = unread.length ? `　入れられなかったもの：${unread.slice(0, 5).join("、")}${unread.length > 5 ? " ほか" : ""}` : "";
    say(`${filled}欄に貼り付けました。${left}`, ["貼り付けを元に戻す", () => { all.forEach((each, at) => restore(each, before[at])); keep(); }]);
  }

  // Cells by tabs, rows by line ends; quoted ones may hold both, and a quote twice.
  function parsed(text) {
    const block = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const row = block[block.length - 1];
      if (quoted && sign === '"' && text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
      else if (sign === '"' && (quoted || row[row.length - 1] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") block.push([""]);
      else row[row.length - 1] += sign;
    }
    if (block.length > 1 && block[block.length - 1].join("") === "") block.pop();
    return block;
  }

  function put(control, text) {
    if (control.type === "checkbox") {
      if (text && !/^[○◯〇レ✓✔1１]$|^true$|^はい$/i.test(text)) return false;
      control.checked = text !== "";
    } else if (control.tagName === "SELECT") {
      const plain = text.normalize("NFKC");
      const option = [...control.options].find((each) => text === "" ? each.value === "" :
        [each.value, each.text.trim(), each.text.trim().split(" ")[0]].some((word) => word.normalize("NFKC") === plain));
      if (!option) return false;
      control.value = option.value;
    } else control.value = text;
    return true;
  }

  function valueOf(control) { return control.type === "checkbox" ? String(control.checked) : control.value; }
  function restore(control, value) { if (control.type === "checkbox") control.checked = value === "true"; else control.value = value; }
  function issued(control) {
    if (control.type === "checkbox") return String(control.defaultChecked);
    if (control.tagName !== "SELECT") return control.defaultValue;
    return ([...control.options].find((each) => each.defaultSelected) || control.options[0]).value;
  }

  function changed() { return all.filter((each) => refused.has(each.name) || valueOf(each) !== issued(each)); }

  function keep() {
    clearTimeout(waiting);
    const differing = changed();
    try {
      if (!differing.length) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify({ version: version.value, at: Date.now(), cells: Object.fromEntries(differing.map((each) => [each.name, valueOf(each)])) }));
      say(differing.length ? `未保存の変更 ${differing.length}欄　下書きをこの端末に保存しました（${clock(Date.now())}）。` : "");
    } catch {
      say(`未保存の変更 ${differing.length}欄　この端末には下書きを保存できません。「保存する」を押してください。`);
    }
  }

  function begin() {
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(place)); } catch { return; }
    if (!draft) return;
    if (new URLSearchParams(location.search).has("saved")) { localStorage.removeItem(place); return; }
    if (document.querySelector(".notice.bad")) Object.keys(draft.cells).forEach((each) => refused.add(each));
    const cells = all.filter((each) => each.name in draft.cells && draft.cells[each.name] !== valueOf(each));
    if (!cells.length) return;
    const drop = ["下書きを破棄する", () => { localStorage.removeItem(place); location.reload(); }];
    const back = () => { cells.forEach((each) => restore(each, draft.cells[each.name])); version.value = draft.version; };
    const when = `下書き（${clock(draft.at)}、${cells.length}欄）`;
    if (draft.version === version.value) {
      back();
      say(`この端末の${when}を戻しました。まだ保存されていません。`, drop);
    } else say(`この端末に${when}があります。その後、記録が変わっています。`, ["下書きを戻す", () => { back(); keep(); }], drop);
  }

  function clock(instant) {
    return new Date(instant).toLocaleString("ja-JP", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  }

  function say(words, ...acts) {
    told.textContent = words;
    acts.forEach(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = label;
      button.addEventListener("click", act);
      told.append(" ", button);
    });
  }
})();
