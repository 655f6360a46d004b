// The journal and the queue, with a real IndexedDB of Node's and a server that
// keeps the protocol of newsroom.md 4.1: answers by client and number, base and
// side revisions, three-way merge, conflicts.
import { test } from "node:test";
import assert from "node:assert/strict";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { openJournal, over, live, chains } from "./built/journal.mjs";
import { Saver, recover, pause } from "./built/saver.mjs";
import { apply, diff, rebase, textOf, without } from "./built/patch.mjs";

globalThis.IDBKeyRange = IDBKeyRange;

const names = ["headline", "kicker", "tags"];
const p = (id, text) => ({ type: "paragraph", attrs: { id }, ...(text ? { content: [{ type: "text", text }] } : {}) });
const content = (headline, ...blocks) => ({ headline, body: { type: "doc", version: 1, content: blocks } });
const start = () => textOf(content("Banjir", p("aaaaaaaaaaaa", "Air naik sejak pagi."), p("bbbbbbbbbbbb", "Warga mengungsi.")), names);
const words = (t, id) => (JSON.parse(t.blocks.get(id)).content ?? []).map((c) => c.text).join("");
const write = (t, id, text) => apply(t, { blocks: [p(id, text)] });

class Server {
  constructor(text) {
    this.revisions = [undefined, text];
    this.answers = new Map();
    this.conflicts = [];
  }
  get head() {
    return this.revisions.at(-1);
  }
  get revision() {
    return this.revisions.length - 1;
  }
  save(row) {
    const key = row.client + " " + row.seq;
    if (this.answers.has(key)) return { ...this.answers.get(key), repeat: true };
    const base = this.revisions[row.base];
    assert.ok(base, "a save names a base that never was: " + row.base);
    const a = { article: 1, at: new Date(0).toISOString() };
    const refused = Object.entries(row.patch.fields ?? {}).filter(([, v]) => typeof v === "string" && v.length > 200).map(([field]) => ({ field, code: "too_long", limit: 200 }));
    if (refused.length) a.refused = refused;
    const mine = apply(base, without(row.patch, refused, (b) => b));
    const head = this.head;
    if (row.base === this.revision) {
      if (diff(base, mine)) this.revisions.push(mine);
    } else {
      const joined = rebase(base, head, mine);
      for (const place of joined.conflicts) if (place[0] !== "#") joined.text.fields[place] = head.fields[place];
      if (diff(head, joined.text) || joined.conflicts.length) {
        this.revisions.push(mine);
        a.side = this.revision;
        for (const place of joined.conflicts) this.conflicts.push({ number: this.conflicts.length + 1, field: place[0] === "#" ? "body" : place, block: place[0] === "#" ? place.slice(1) : "", mine: place[0] === "#" ? mine.blocks.get(place.slice(1)) : mine.fields[place] });
        this.revisions.push(joined.text);
      }
      Object.assign(a, diff(mine, joined.text));
    }
    a.revision = this.revision;
    a.conflicts = [...this.conflicts];
    this.answers.set(key, structuredClone(a));
    return a;
  }
}

// One clock for all tabs: time passes when told to.
class Time {
  at = 0;
  jobs = [];
  n = 0;
  clock(of = {}) {
    return {
      now: () => this.at,
      set: (fn, ms) => (this.jobs.push({ id: ++this.n, at: this.at + ms, fn: () => of.dead || fn() }), this.n),
      clear: (id) => void (this.jobs = this.jobs.filter((j) => j.id !== id)),
      random: () => 0.5,
    };
  }
  async pass(ms) {
    const end = this.at + ms;
    for (;;) {
      await quiet();
      const next = this.jobs.filter((j) => j.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.jobs = this.jobs.filter((j) => j !== next);
      this.at = Math.max(this.at, next.at);
      next.fn();
    }
    this.at = end;
    await quiet();
  }
}
const quiet = async () => {
  for (let i = 0; i < 12; i++) await new Promise((go) => setImmediate(go));
};

let lives = 0;
function tab(server, journal, time, o = {}) {
  const t = { text: o.text ?? server.head, states: [], refused: [], clashes: [], up: true, answer: undefined, sent: [] };
  const host = {
    text: () => t.text,
    adopt: (next) => void (t.text = next),
    async send(row) {
      t.sent.push(row);
      if (!t.up) return { kind: "offline" };
      if (t.reply) return t.reply(row);
      const answer = structuredClone(server.save(structuredClone(row)));
      if (t.between) await t.between();
      if (t.lost) return (t.lost--, { kind: "offline" });
      return { kind: "answer", answer };
    },
    head: async () => (t.up ? { text: server.head, revision: server.revision, conflicts: server.conflicts } : undefined),
    show: (state, d) => void t.states.push([state, d]),
    conflicts: (list) => void (t.clashes = list),
    refused: (list) => void (t.refused = list),
    saved: () => {},
  };
  t.client = o.client ?? "tab" + ++lives;
  t.saver = new Saver(host, journal, time.clock(t), { client: t.client, user: 1, article: 1 }, { text: o.text ?? server.head, revision: o.revision ?? server.revision });
  t.type = (id, text) => {
    t.text = write(t.text, id, text);
    t.saver.changed();
  };
  t.state = () => t.states.at(-1)?.[0];
  return t;
}

async function scene(text = start()) {
  return { server: new Server(text), journal: await openJournal(new IDBFactory()), time: new Time() };
}

test("what was typed is in the journal within 300 ms, before any request", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.type("aaaaaaaaaaaa", "Air naik sejak malam.");
  await time.pass(300);
  assert.equal(t.sent.length, 0);
  const [row] = await journal.unsent(1, 1);
  assert.equal(row.state, "queued");
  assert.match(JSON.stringify(row.patch), /sejak malam/);
  await time.pass(2000);
  assert.equal(server.head.blocks.get("aaaaaaaaaaaa"), t.text.blocks.get("aaaaaaaaaaaa"));
  assert.deepEqual(await journal.unsent(1, 1), []);
  assert.equal(t.state(), "saved");
});

test("whoever types without a pause is saved every eight seconds", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  for (let i = 0; i < 90; i++) {
    t.type("aaaaaaaaaaaa", "Air naik " + i);
    await time.pass(100);
  }
  assert.ok(t.sent.length >= 1 && t.sent.length <= 2, "saves: " + t.sent.length);
});

test("typing while a save is under way makes one more, never two at once", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  let flying = 0;
  t.between = async () => {
    assert.equal(++flying, 1, "two saves in flight");
    t.type("aaaaaaaaaaaa", "Air naik lagi");
    await quiet();
    flying--;
    t.between = undefined;
  };
  t.type("aaaaaaaaaaaa", "Air naik");
  await time.pass(20_000);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Air naik lagi");
  assert.deepEqual(t.sent.map((r) => r.seq), [1, 2]);
});

test("an answer that is lost is asked for again and changes nothing twice", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.lost = 3;
  t.type("aaaaaaaaaaaa", "Air surut");
  await time.pass(60_000);
  assert.equal(server.revision, 2);
  assert.equal(new Set(t.sent.map((r) => r.seq)).size, 1);
  assert.ok(t.states.some(([s]) => s === "offline"));
  assert.equal(t.state(), "saved");
});

test("offline hours are journalled and go out in one save", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.up = false;
  for (let i = 0; i < 50; i++) {
    t.type("aaaaaaaaaaaa", "Kalimat " + i);
    await time.pass(5000);
  }
  assert.equal(t.state(), "offline");
  assert.ok((await journal.unsent(1, 1)).length >= 1);
  t.up = true;
  t.saver.resume();
  await time.pass(20_000);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Kalimat 49");
  assert.ok(server.revision <= 3);
  assert.equal(t.state(), "saved");
});

test("an ended session asks to sign in and loses nothing", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.reply = () => ({ kind: "login" });
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(5000);
  assert.equal(t.state(), "login");
  t.type("bbbbbbbbbbbb", "Dua");
  await time.pass(5000);
  const sent = t.sent.length;
  await time.pass(60_000);
  assert.equal(t.sent.length, sent, "it hammers while nobody is signed in");
  t.reply = undefined;
  t.saver.resume();
  await time.pass(20_000);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Satu");
  assert.equal(words(server.head, "bbbbbbbbbbbb"), "Dua");
});

test("a newer build stops saving, not the journal", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.reply = () => ({ kind: "reload" });
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(5000);
  t.type("aaaaaaaaaaaa", "Satu dua");
  await time.pass(5000);
  assert.equal(t.state(), "reload");
  const rows = await journal.unsent(1, 1);
  assert.match(JSON.stringify(rows), /Satu dua/);
});

test("a field that the server refuses stays as typed, is told, and holds nothing else up", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  const long = "x".repeat(201);
  t.text = apply(t.text, { fields: { headline: long } });
  t.type("bbbbbbbbbbbb", "Warga pulang.");
  await time.pass(5000);
  assert.equal(t.text.fields.headline, long);
  assert.equal(server.head.fields.headline, "Banjir");
  assert.equal(words(server.head, "bbbbbbbbbbbb"), "Warga pulang.");
  assert.equal(t.refused[0].field, "headline");
  assert.equal(t.state(), "refused");
  const n = t.sent.length;
  await time.pass(60_000);
  assert.equal(t.sent.length, n, "it sends again what was refused");
  t.text = apply(t.text, { fields: { headline: "Banjir surut" } });
  t.saver.changed();
  await time.pass(5000);
  assert.equal(server.head.fields.headline, "Banjir surut");
  assert.equal(t.state(), "saved");
});

test("two people in different words of a paragraph are joined under the caret", async () => {
  const { server, journal, time } = await scene();
  const [a, b] = [tab(server, journal, time), tab(server, journal, time)];
  a.type("aaaaaaaaaaaa", "Air naik deras sejak pagi.");
  b.type("aaaaaaaaaaaa", "Air naik sejak pagi buta.");
  await time.pass(5000);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Air naik deras sejak pagi buta.");
  await a.saver.pull();
  assert.equal(words(a.text, "aaaaaaaaaaaa"), "Air naik deras sejak pagi buta.");
  assert.equal(server.conflicts.length, 0);
});

test("the same word changed by two is a conflict with both sides kept", async () => {
  const { server, journal, time } = await scene();
  const [a, b] = [tab(server, journal, time), tab(server, journal, time)];
  a.type("aaaaaaaaaaaa", "Air surut sejak pagi.");
  await time.pass(3000);
  b.type("aaaaaaaaaaaa", "Air bah sejak pagi.");
  await time.pass(3000);
  assert.equal(b.clashes.length, 1);
  assert.match(String(b.clashes[0].mine), /bah/);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Air surut sejak pagi.");
  assert.equal(b.state(), "conflict");
});

test("whoever types on in a paragraph that clashes keeps every word", async () => {
  const { server, journal, time } = await scene();
  const [a, b] = [tab(server, journal, time), tab(server, journal, time)];
  a.type("aaaaaaaaaaaa", "Air surut sejak pagi.");
  await time.pass(3000);
  b.between = async () => {
    b.between = undefined;
    b.text = write(b.text, "aaaaaaaaaaaa", "Air bah besar sejak pagi.");
    b.saver.changed();
  };
  b.type("aaaaaaaaaaaa", "Air bah sejak pagi.");
  await time.pass(2100);
  // What came after goes into the text, what clashed waits as a conflict.
  await time.pass(20_000);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Air surut besar sejak pagi.");
  assert.equal(words(b.text, "aaaaaaaaaaaa"), "Air surut besar sejak pagi.");
  assert.match(String(b.clashes[0].mine), /bah/);
});

test("whoever changes the very words that clash goes on from their own side", async () => {
  const { server, journal, time } = await scene();
  const [a, b] = [tab(server, journal, time), tab(server, journal, time)];
  a.type("aaaaaaaaaaaa", "Air surut sejak pagi.");
  await time.pass(3000);
  b.between = async () => {
    b.between = undefined;
    b.type("aaaaaaaaaaaa", "Air bandang sejak pagi.");
  };
  b.type("aaaaaaaaaaaa", "Air bah sejak pagi.");
  await time.pass(2100);
  b.type("aaaaaaaaaaaa", "Air bandang besar sejak pagi.");
  await time.pass(500);
  assert.equal(words(b.text, "aaaaaaaaaaaa"), "Air bandang besar sejak pagi.", "the text under the caret was taken away");
  await time.pass(20_000);
  const everywhere = JSON.stringify([...server.head.blocks.values(), server.conflicts]);
  assert.match(everywhere, /bandang besar/);
  assert.match(everywhere, /surut/);
});

test("a closed tab's work is sent by the next one, each save on its own base", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.lost = 99;
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(2500); // the server has it, the tab does not know
  t.type("aaaaaaaaaaaa", "Satu dua");
  await time.pass(300);
  const rows = await journal.unsent(1, 1);
  assert.deepEqual(rows.map((r) => [r.seq, r.state]), [[1, "sent"], [2, "queued"]]);
  const got = await recover(rows, journal, async (row) => ({ kind: "answer", answer: server.save(row) }));
  assert.deepEqual([got.sent, got.left], [2, 0]);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Satu dua");
  assert.equal(server.conflicts.length, 0);
  assert.deepEqual(await journal.unsent(1, 1), []);
});

test("a tab that dies between an answer and its next line in the journal causes no conflict", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.between = async () => {
    t.between = undefined;
    t.type("aaaaaaaaaaaa", "Satu dua");
    await time.pass(pause.journal + 10);
  };
  t.type("aaaaaaaaaaaa", "Satu");
  await t.saver.flush();
  // Dead here: row 2 still says "after row 1".
  const rows = await journal.unsent(1, 1);
  const got = await recover(rows, journal, async (row) => ({ kind: "answer", answer: server.save(row) }));
  assert.equal(got.left, 0);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Satu dua");
  assert.equal(server.conflicts.length, 0);
});

test("what cannot be recovered stays, with the reason", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.up = false;
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(3000);
  const got = await recover(await journal.unsent(1, 1), journal, async () => ({ kind: "refused", why: "Artikel ini sudah di meja." }));
  assert.equal(got.left, 1);
  const [row] = await journal.unsent(1, 1);
  assert.deepEqual([row.state, row.why], ["stuck", "Artikel ini sudah di meja."]);
});

test("confirmed rows go after a day, others never", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(3000);
  t.up = false;
  t.type("aaaaaaaaaaaa", "Dua");
  await time.pass(3000);
  await journal.tidy(Infinity);
  assert.equal((await journal.unsent()).length, 1);
  assert.equal(await journal.find(t.client, 1), undefined);
});

test("what was typed and taken back leaves no row", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  const was = t.text;
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(200);
  t.text = was;
  t.saver.changed();
  await time.pass(5000);
  assert.deepEqual(await journal.unsent(), []);
  assert.equal(t.sent.length, 0);
});

test("without IndexedDB the pause before saving is a second", async () => {
  const { server, time } = await scene();
  const journal = await openJournal(undefined);
  assert.equal(journal.lasting, false);
  const t = tab(server, journal, time);
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(1100);
  assert.equal(t.sent.length, 1);
});

test("a device that is full is said so, and saving goes on", async () => {
  const { server, journal, time } = await scene();
  const t = tab(server, journal, time);
  journal.put = async () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  t.type("aaaaaaaaaaaa", "Satu");
  await time.pass(3000);
  assert.equal(words(server.head, "aaaaaaaaaaaa"), "Satu");
  assert.ok(t.states.some(([, d]) => d.why === "journal"));
});

test("a tab that lives is told from one that is over", async () => {
  const held = new Map();
  const locks = {
    request(name, o, fn) {
      if (typeof o === "function") return (held.set(name, true), o({}));
      return Promise.resolve(fn(held.has(name) ? null : {}));
    },
  };
  await live("hidup", locks);
  assert.equal(await over({ client: "hidup" }, locks, 0), false);
  assert.equal(await over({ client: "mati" }, locks, 0), true);
  assert.equal(await over({ client: "x", at: 0 }, undefined, 1000), false);
  assert.equal(await over({ client: "x", at: 0 }, undefined, 61_000), true);
});

test("rows of several lives are taken life by life", () => {
  const row = (client, seq, at) => ({ client, seq, at });
  assert.deepEqual(chains([row("b", 2, 5), row("a", 1, 3), row("b", 1, 1)]).map((c) => c.map((r) => r.client + r.seq)), [["b1", "b2"], ["a1"]]);
});

// Three editors, each in words of their own, with lost answers, offline hours and
// tabs that die: every word stands in the end, and there is no conflict.
test("random sessions of three editors lose no word", async () => {
  const sessions = process.env.WARTA_NIGHTLY ? 10_000 : 20;
  for (let s = 0; s < sessions; s++) {
    let seed = s * 7919 + 17;
    const rnd = (n) => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 8) % n;
    const blocks = ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"].map((id) => p(id, "Awal."));
    const { server, time } = await scene(textOf(content("Banjir", ...blocks), names));
    const people = await Promise.all([0, 1, 2].map(async (i) => ({ i, journal: await openJournal(new IDBFactory()), typed: [], id: blocks[i].attrs.id })));
    for (const who of people) who.tab = tab(server, who.journal, time);
    let n = 0;
    for (let step = 0; step < 25; step++) {
      const who = people[rnd(3)];
      switch (rnd(8)) {
        case 0:
          who.tab.up = !who.tab.up;
          if (who.tab.up) who.tab.saver.resume();
          break;
        case 1:
          who.tab.lost = 1 + rnd(2);
          break;
        case 2: {
          // The tab dies; 300 ms after the last key its words are safe.
          await time.pass(300);
          who.tab.dead = true;
          const rows = await who.journal.unsent(1, 1);
          await recover(rows, who.journal, async (row) => ({ kind: "answer", answer: structuredClone(server.save(row)) }));
          who.tab = tab(server, who.journal, time);
          break;
        }
        case 3:
          if (who.tab.up) await who.tab.saver.pull();
          break;
        default: {
          const word = "kata" + s + "x" + n++;
          who.typed.push(word);
          who.tab.type(who.id, words(who.tab.text, who.id) + " " + word);
        }
      }
      await time.pass(rnd(3000));
    }
    for (const who of people) {
      who.tab.up = true;
      who.tab.lost = 0;
      who.tab.saver.resume();
    }
    await time.pass(200_000);
    for (const who of people) {
      const stands = words(server.head, who.id);
      for (const word of who.typed) assert.ok(stands.split(" ").filter((w) => w === word).length === 1, `session ${s}: ${word} is not once in “${stands}”`);
      assert.deepEqual(await who.journal.unsent(), [], "session " + s);
    }
    assert.equal(server.conflicts.length, 0, "session " + s);
  }
});
