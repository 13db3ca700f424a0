// 進捗の記録の検証（ブラウザー版）: the same checks as verify.py, by the browser's own WebCrypto. Nothing is sent anywhere.
"use strict";

(() => {
  const FORMAT = "shinchoku-export-1";
  const LONGEST_PROOF = 64; // hashes; a record of 2^64 events needs no more
  const HASH = 32;
  const KEY_ID = 4;
  const LINE_FEED = 10;
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const bytesOf = (text) => new TextEncoder().encode(text);

  class Unreadable extends Error {}

  function concat(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
  const leafHash = (line) => sha256(Uint8Array.of(0), line);
  const joined = (left, right) => sha256(Uint8Array.of(1), left, right);

  async function rootOf(peaks) {
    if (peaks.length === 0) return sha256();
    let root = peaks[peaks.length - 1];
    for (let at = peaks.length - 2; at >= 0; at -= 1) root = await joined(peaks[at], root);
    return root;
  }

  // Numbers of leaves stay below 2^53; halving is division here, for the bit operators of the language end at 2^32.
  const odd = (number) => number % 2 === 1;
  const half = (number) => Math.floor(number / 2);
  const powerOfTwo = (number) => {
    let left = number;
    while (!odd(left)) left = half(left);
    return left === 1;
  };

  async function includes(root, size, leaf, nth, proof) {
    if (!(nth >= 0 && nth < size) || proof.length > LONGEST_PROOF) return false;
    let [at, last, reckoned] = [nth, size - 1, leaf];
    for (const other of proof) {
      if (last === 0) return false;
      if (odd(at) || at === last) {
        reckoned = await joined(other, reckoned);
        while (!odd(at) && at > 0) [at, last] = [half(at), half(last)];
      } else {
        reckoned = await joined(reckoned, other);
      }
      [at, last] = [half(at), half(last)];
    }
    return last === 0 && same(reckoned, root);
  }

  async function extendsTree(oldRoot, old, newRoot, size, proof) {
    if (old > size || old <= 0 || proof.length > LONGEST_PROOF + 1) return false;
    if (old === size) return proof.length === 0 && same(oldRoot, newRoot);
    const path = powerOfTwo(old) ? [oldRoot, ...proof] : proof;
    if (path.length === 0) return false;
    let [at, last] = [old - 1, size - 1];
    while (odd(at)) [at, last] = [half(at), half(last)];
    let [before, after] = [path[0], path[0]];
    for (const other of path.slice(1)) {
      if (last === 0) return false;
      if (odd(at) || at === last) {
        [before, after] = [await joined(other, before), await joined(other, after)];
        while (!odd(at) && at > 0) [at, last] = [half(at), half(last)];
      } else {
        after = await joined(after, other);
      }
      [at, last] = [half(at), half(last)];
    }
    return last === 0 && same(before, oldRoot) && same(after, newRoot);
  }

  async function signatureHolds(publicKey, signature, message) {
    try {
      const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
    } catch (error) {
      if (error.name === "NotSupportedError") throw error; // an old browser is not a forgery
      return false;
    }
  }

  function unwritten(encoded) {
    if (typeof encoded !== "string" || encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) {
      return new Uint8Array();
    }
    return Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const cut = (text, mark) => {
    const at = text.indexOf(mark);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
  };

  async function readKey(written) {
    const [name, rest] = cut(written.trim(), "+");
    const [id, encoded] = cut(rest, "+");
    const body = unwritten(encoded);
    const keyId = (await sha256(bytesOf(`${name}\n`), body)).slice(0, KEY_ID);
    if (body[0] !== 1 || body.length !== HASH + 1 || hex(keyId) !== id) throw new Unreadable(`key: ${written}`);
    return { name, id, publicKey: body.slice(1) };
  }

  function readNote(written) {
    const end = written.lastIndexOf("\n\n");
    if (end < 0 || written.includes("\r")) throw new Unreadable("checkpoint");
    const text = written.slice(0, end + 1);
    const [, size = "", root = ""] = text.split("\n");
    if (!/^[0-9]+$/.test(size) || unwritten(root).length !== HASH) throw new Unreadable("checkpoint");
    const lines = written.slice(end + 2).split("\n");
    if (lines[lines.length - 1] === "") lines.pop();
    const signatures = lines.map((line) => {
      const [dash, name, encoded, ...more] = line.split(" ");
      const body = unwritten(encoded);
      if (dash !== "—" || !name || more.some(Boolean) || body.length <= KEY_ID) throw new Unreadable("signature");
      return { name, id: hex(body.slice(0, KEY_ID)), signature: body.slice(KEY_ID) };
    });
    return { text, size: Number(size), root: unwritten(root), signatures };
  }

  function readRoot(written) {
    const [size, root] = cut(written.trim(), ":");
    if (!/^[0-9]+$/.test(size) || unwritten(root).length !== HASH) throw new Unreadable(`root: ${written}`);
    return { size: Number(size), root: unwritten(root) };
  }

  // A zip as our export and ordinary programs write it: one disk, no encryption, stored or deflated.
  async function unpacked(buffer) {
    const view = new DataView(buffer);
    let end = buffer.byteLength - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw new Unreadable("zip");
    const files = new Map();
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new Unreadable("zip");
      const [method, packedSize] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
      const [nameSize, extra, note] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const name = utf8.decode(new Uint8Array(buffer, at + 46, nameSize));
      const local = view.getUint32(at + 42, true);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      files.set(name, await inflated(new Uint8Array(buffer, start, packedSize), method));
      at += 46 + nameSize + extra + note;
    }
    return files;
  }

  async function inflated(packed, method) {
    if (method === 0) return packed;
    if (method !== 8) throw new Unreadable("zip");
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function* linesOf(content) {
    let start = 0;
    while (start < content.length) {
      const end = content.indexOf(LINE_FEED, start);
      yield content.subarray(start, end < 0 ? content.length : end);
      start = end < 0 ? content.length : end + 1;
    }
  }

  class Verifier {
    constructor(files, keys, given) {
      Object.assign(this, { files, keys, given, faults: [], said: [], roots: new Map(), compared: new Set() });
    }

    async run(progress) {
      const manifest = JSON.parse(this.text("manifest.json"));
      if (manifest.format !== FORMAT) throw new Unreadable(`format: ${manifest.format}`);
      const size = Number(manifest.size);
      await this.checkCheckpoints(manifest);
      const root = this.roots.get(size);
      if (root === undefined) {
        this.fault("checkpoint", size, "書き出しの件数に署名済みのチェックポイントがありません。");
        return;
      }
      if (manifest.scope === "whole") await this.checkWhole(size, root, progress);
      else await this.checkPart(size, root, Number(manifest.events), progress);
      for (const [known, itsRoot] of this.roots) this.checkGiven(known, itsRoot);
      for (const each of this.given) {
        if (!this.compared.has(each.size)) {
          this.fault("outside", each.size, "手元の検証値の件数が、この書き出しにありません。");
        }
      }
    }

    async checkCheckpoints(manifest) {
      const keys = this.keys.length > 0 ? this.keys : await Promise.all(manifest.keys.map(readKey));
      const names = [...this.files.keys()].filter((name) => name.startsWith("checkpoints/")).sort();
      for (const name of names) {
        const note = readNote(this.text(name));
        const held = [];
        for (const each of note.signatures) {
          const key = keys.find((known) => known.name === each.name && known.id === each.id);
          if (key) held.push(await signatureHolds(key.publicKey, each.signature, bytesOf(note.text)));
        }
        if (held.length === 0 || !held.every(Boolean)) {
          this.fault("signature", note.size, "チェックポイントの署名が正しくありません。");
        } else if (this.roots.has(note.size)) {
          this.fault("checkpoint", note.size, "同じ件数のチェックポイントが二つあります。");
        } else {
          this.roots.set(note.size, note.root);
        }
      }
      this.said.push(`チェックポイント ${this.roots.size}件の署名`);
      await this.checkConsistency();
    }

    async checkConsistency() {
      const proofs = new Map();
      for (const each of this.lines("consistency.jsonl")) proofs.set(`${each.old}-${each.new}`, each.proof);
      const sizes = [...this.roots.keys()].sort((one, two) => one - two);
      for (let at = 1; at < sizes.length; at += 1) {
        const [old, size] = [sizes[at - 1], sizes[at]];
        const proof = proofs.get(`${old}-${size}`);
        const holds =
          proof && (await extendsTree(this.roots.get(old), old, this.roots.get(size), size, proof.map(unwritten)));
        if (!holds) this.fault("consistency", size, `${old}件の記録が${size}件の記録に続いていません。`);
      }
      this.said.push(`チェックポイント間の一貫性 ${Math.max(sizes.length - 1, 0)}組`);
    }

    async checkWhole(size, root, progress) {
      const peaks = [];
      let count = 0;
      for (const line of linesOf(this.content("events.jsonl"))) {
        count += 1;
        this.checkPosition(line, count);
        let leaf = await leafHash(line);
        for (let at = count - 1; odd(at); at = half(at)) leaf = await joined(peaks.pop(), leaf);
        peaks.push(leaf);
        if (!this.roots.has(count) && this.given.some((each) => each.size === count)) {
          this.checkGiven(count, await rootOf(peaks));
        }
        if (this.roots.has(count) && !same(this.roots.get(count), await rootOf(peaks))) {
          this.fault("root", count, "ここまでの記録が、署名済みのものと一致しません。");
          return;
        }
        progress?.(count, size);
      }
      if (count !== size) {
        this.fault("events", Math.min(count, size) + 1, `記録が${count}件で、署名済みの${size}件と一致しません。`);
      } else if (!same(await rootOf(peaks), root)) {
        this.fault("root", size, "記録全体が署名済みのものと一致しません。");
      }
      this.said.push(`記録 ${count}件すべて`);
    }

    async checkPart(size, root, events, progress) {
      const proofs = this.lines("proofs.jsonl");
      let [count, before] = [0, 0];
      for (const line of linesOf(this.content("events.jsonl"))) {
        count += 1;
        const told = proofs.next().value;
        const position = told ? told.position : 0;
        this.checkPosition(line, position);
        if (position <= before) this.fault("position", position, "記録の順序が正しくありません。");
        before = Math.max(before, position);
        const leaf = await leafHash(line);
        if (!told || !(await includes(root, size, leaf, position - 1, told.proof.map(unwritten)))) {
          this.fault("inclusion", position, "この記録は、署名済みの記録の中にありません。");
        }
        progress?.(count, events);
      }
      if (count !== events || !proofs.next().done) {
        this.fault("events", before, `記録が${count}件で、目録の${events}件と一致しません。`);
      }
      this.said.push(`記録 ${count}件（${size}件のうち）`);
    }

    checkPosition(line, position) {
      let said;
      try {
        said = JSON.parse(utf8.decode(line)).position;
      } catch {
        said = undefined;
      }
      if (said !== position) this.fault("position", position, "記録が自分の位置と異なる位置にあります。");
    }

    checkGiven(size, root) {
      for (const each of this.given.filter((one) => one.size === size)) {
        this.compared.add(size);
        if (same(each.root, root)) this.said.push(`手元の検証値（${size}件）との一致`);
        else this.fault("outside", size, "手元の検証値と一致しません。記録が作り直されています。");
      }
    }

    fault(fault, position, japanese) {
      this.faults.push({ fault, position, japanese });
    }

    content(name) {
      const found = this.files.get(name);
      if (found === undefined) throw new Unreadable(name);
      return found;
    }

    text(name) {
      return utf8.decode(this.content(name));
    }

    *lines(name) {
      for (const line of linesOf(this.content(name))) yield JSON.parse(utf8.decode(line));
    }
  }

  /** Check an export (an ArrayBuffer); throws when it cannot be read at all. */
  async function check(buffer, { keys = [], checkpoints = [], roots = [], progress } = {}) {
    const given = [...checkpoints.map(readNote), ...roots.map(readRoot)];
    const verifier = new Verifier(await unpacked(buffer), await Promise.all(keys.map(readKey)), given);
    await verifier.run(progress);
    return { checked: verifier.said, faults: verifier.faults };
  }

  globalThis.shinchokuVerifier = { check, Unreadable };
})();
