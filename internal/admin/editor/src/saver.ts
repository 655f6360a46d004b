// One serial queue for everything a tab saves (SAVE-5): first the journal, then
// the network, one save in flight, later ones joined. No DOM: time, network and
// editor are handed in.

import type { Journal, Row } from "./journal";
import { chains } from "./journal";
import { apply, diff, rebase, sameText, without, type Lacks, type Patch, type Refused, type Text } from "./patch";

/** The words of the chip (G-11). */
export type State = "saved" | "saving" | "offline" | "conflict" | "login" | "reload" | "refused";

export interface Answer extends Lacks {
  article: number;
  revision: number;
  side?: number;
  work?: string;
  repeat?: boolean;
  reids?: unknown[];
  merged?: string[];
  kept?: string[];
  conflicts?: Clash[];
  refused?: Refused[];
  at: string;
}

export interface Clash {
  number: number;
  field: string;
  block?: string;
  part?: string;
  base?: unknown;
  theirs?: unknown;
  mine?: unknown;
  theirs_by?: string;
  mine_by?: string;
}

/** What became of a request. */
export type Sent =
  | { kind: "answer"; answer: Answer }
  | { kind: "offline" }
  | { kind: "login" }
  | { kind: "reload" }
  | { kind: "stale" }
  | { kind: "later"; after?: number }
  | { kind: "refused"; why: string };

export interface Head {
  text: Text;
  revision: number;
  conflicts?: Clash[];
  work?: string;
}

export interface Host {
  /** What the editor holds at this moment. */
  text(): Text;
  /** Puts another text under the caret; what is alike stays untouched. */
  adopt(text: Text): void;
  /** Sends one save. quick: the page may go away before the answer. */
  send(row: Row, quick: boolean, named: boolean): Promise<Sent>;
  /** Reads what stands; nothing when it cannot be had now. */
  head(article: number): Promise<Head | undefined>;
  show(state: State, detail: { at?: Date; why?: string; waiting: number }): void;
  conflicts(list: Clash[]): void;
  refused(list: Refused[]): void;
  /** After each save that the server confirmed. */
  saved(answer: Answer): void;
}

export interface Clock {
  now(): number;
  set(fn: () => void, ms: number): number;
  clear(id: number): void;
  random(): number;
}

export const pause = { journal: 150, network: 2000, longest: 8000, noJournal: 1000, first: 1000, most: 60_000 };

/** What a closing page may still send (SAVE-6). */
export const lastWords = 60 * 1024;

interface Flight {
  row: Row;
  /** What the editor held when the row was frozen. */
  text: Text;
}

export class Saver {
  base: Text;
  revision: number;
  article: number;
  private seq = 0;
  private flight?: Flight;
  private busy = false;
  private queued = false;
  private written?: Text;
  private timers: { journal?: number; network?: number; retry?: number } = {};
  private firstUnsent = 0;
  private failures = 0;
  private halted?: State;
  private held = new Map<string, string>();
  private open: Clash[] = [];
  private behind?: Head;
  private naming = false;
  private writing: Promise<void> = Promise.resolve();
  lastSaved?: Date;

  constructor(
    private host: Host,
    private journal: Journal,
    private clock: Clock,
    private who: { client: string; user: number; article: number; ulid?: string; edition?: number },
    head: Head,
  ) {
    this.base = head.text;
    this.revision = head.revision;
    this.article = who.article;
    this.open = head.conflicts ?? [];
  }

  /** Something was typed. */
  changed() {
    const now = this.clock.now();
    if (!this.firstUnsent) this.firstUnsent = now;
    this.timers.journal ??= this.clock.set(() => {
      this.timers.journal = undefined;
      this.writing = this.writing.then(() => this.write()).catch(() => this.unkept());
    }, pause.journal);
    if (this.halted === "refused") return this.plan(pause.longest);
    if (this.halted || this.busy) return;
    const rest = this.journal.lasting ? pause.network : pause.noJournal;
    this.plan(Math.max(0, Math.min(rest, this.firstUnsent + pause.longest - now)));
  }

  private plan(ms: number) {
    if (this.timers.network !== undefined) this.clock.clear(this.timers.network);
    this.timers.network = this.clock.set(() => {
      this.timers.network = undefined;
      void this.flush();
    }, ms);
  }

  private unkept() {
    if (!this.journal.lasting) return;
    this.journal.lasting = false;
    this.host.show("saving", { why: "journal", waiting: this.waiting() });
    if (!this.halted) this.plan(0);
  }

  /** Saves that the server has not confirmed. */
  waiting(): number {
    return (this.flight ? 1 : 0) + (this.pending() ? 1 : 0);
  }

  private pending(): Patch | undefined {
    return diff(this.flight?.text ?? this.base, this.host.text(), this.held);
  }

  /** Whether everything typed is on the server. */
  settled(): boolean {
    return !this.flight && !this.pending();
  }

  private row(patch: Patch, seq: number): Row {
    return {
      client: this.who.client, seq, user: this.who.user, article: this.article, ulid: this.who.ulid, edition: this.who.edition,
      base: this.revision, after: this.flight ? true : undefined, patch, title: String(this.host.text().fields.headline ?? ""),
      at: this.clock.now(), state: "queued",
    };
  }

  /** Writes what is not yet sent into the journal. */
  async write(): Promise<void> {
    const text = this.host.text();
    if (this.written === text) return;
    const seq = this.seq + 1;
    const patch = diff(this.flight?.text ?? this.base, text);
    this.written = text;
    if (patch) {
      this.queued = true;
      await this.journal.put(this.row(patch, seq));
    } else if (this.queued) {
      this.queued = false;
      await this.journal.drop(this.who.client, seq);
    }
  }

  /** Sends what is there, one save after the other, until nothing is left or
   * something is in the way. */
  async flush(o: { quick?: boolean; named?: boolean; all?: boolean } = {}): Promise<void> {
    if (o.named) this.naming = true;
    if (this.busy) return;
    if (this.halted === "reload" || (this.halted === "login" && !o.named)) return;
    this.busy = true;
    if (this.timers.network !== undefined) this.clock.clear(this.timers.network);
    this.timers.network = undefined;
    try {
      for (;;) {
        if (!this.flight && !(await this.freeze(o.quick))) break;
        const flight = this.flight!;
        if (o.quick && JSON.stringify(flight.row.patch).length > lastWords) break;
        this.host.show("saving", { waiting: this.waiting() });
        const named = this.naming;
        const sent = await this.host.send(flight.row, !!o.quick, named);
        if (named && sent.kind === "answer") this.naming = false;
        if (!(await this.settle(flight, sent))) return;
        // Whoever types on is saved at the next pause: what a head brings under
        // the caret comes then, too.
        if (!o.all && !this.naming) break;
        o = { all: o.all };
      }
      this.tell();
    } finally {
      this.busy = false;
      if (!this.halted && this.pending()) this.changed();
    }
  }

  /** Takes what is pending and makes it a save that does not change any more. */
  private async freeze(quick = false): Promise<boolean> {
    const text = this.host.text();
    const patch = diff(this.base, text, this.held);
    if (!patch && !this.naming) {
      if (this.queued) {
        this.queued = false;
        await this.writing;
        await this.journal.drop(this.who.client, this.seq + 1).catch(() => undefined);
      }
      return false;
    }
    this.seq++;
    const row: Row = { ...this.row(patch ?? {}, this.seq), after: undefined, state: "sent" };
    this.flight = { row, text };
    this.queued = false;
    this.written = text;
    this.firstUnsent = 0;
    // The order matters (SAVE-13): the device first. A page that goes away starts both.
    const write = this.writing.then(() => this.journal.put(row)).catch(() => this.unkept());
    this.writing = write.then(() => undefined);
    if (!quick) await write;
    return true;
  }

  /** Works an answer in; false stops the queue for now. */
  private async settle(flight: Flight, sent: Sent): Promise<boolean> {
    switch (sent.kind) {
      case "answer":
        this.failures = 0;
        this.halted = undefined;
        await this.confirm(flight, sent.answer);
        return true;
      case "login":
      case "reload":
        this.halt(sent.kind);
        return false;
      case "stale": {
        // The base is not there any more: what stands becomes the base.
        const head = await this.host.head(this.article);
        if (!head) return this.again("offline");
        this.flight = undefined;
        await this.journal.drop(flight.row.client, flight.row.seq).catch(() => undefined);
        this.take(this.base, head, true);
        return true;
      }
      case "refused":
        // Kept on the device with the reason. The server knows nothing of this
        // number: what is typed next takes it, and all of this along.
        await this.journal.put({ ...flight.row, state: "queued", why: sent.why }).catch(() => undefined);
        this.flight = undefined;
        this.seq--;
        this.queued = true;
        this.halt("refused", sent.why);
        return false;
      case "later":
        return this.again("saving", sent.after);
      default:
        return this.again("offline");
    }
  }

  private halt(state: State, why?: string) {
    this.halted = state;
    this.host.show(state, { why, waiting: this.waiting() });
  }

  private again(state: "offline" | "saving", after?: number): false {
    this.halted = "offline";
    this.host.show(state === "offline" ? "offline" : "saving", { waiting: this.waiting() });
    const rest = Math.min(pause.most, pause.first * 2 ** this.failures++) * (0.75 + this.clock.random() / 2);
    if (this.timers.retry !== undefined) this.clock.clear(this.timers.retry);
    this.timers.retry = this.clock.set(() => this.resume(), Math.max(rest, (after ?? 0) * 1000));
    return false;
  }

  /** The way is free again: signed in, back online, or time to try. */
  resume() {
    if (this.halted === "reload") return;
    if (this.timers.retry !== undefined) this.clock.clear(this.timers.retry);
    this.timers.retry = undefined;
    this.halted = undefined;
    void this.flush();
  }

  private async confirm(flight: Flight, a: Answer) {
    this.article = a.article;
    this.who.article = a.article;
    const refused = a.refused ?? [];
    this.held.clear();
    for (const r of refused) {
      const top = r.field.split(".")[0];
      if (top === "body") {
        const home = r.block ? this.home(flight.text, r.block) : "";
        for (const id of home ? [home] : flight.text.order) {
          const raw = flight.text.blocks.get(id);
          if (raw && raw !== this.base.blocks.get(id)) this.held.set("#" + id, raw);
        }
      } else {
        for (const name of Object.keys(flight.row.patch.fields ?? {})) {
          if (name === r.field || name === top || name.startsWith(top + ".")) this.held.set(name, JSON.stringify(flight.text.fields[name] ?? null));
        }
      }
    }
    const kept = without(flight.row.patch, refused, (b) => this.home(flight.text, b));
    const sent = apply(this.base, kept);
    const head = apply(sent, a);
    const was = this.flight;
    this.flight = undefined;
    await this.journal.acked(flight.row.client, flight.row.seq, a.side ?? a.revision).catch(() => undefined);
    if (a.conflicts) this.open = a.conflicts;
    else this.open = [];
    if (a.reids?.length) {
      // Rare: ids were taken. What stands is asked for.
      const now = await this.host.head(a.article);
      if (now) {
        this.take(was!.text, now, true);
        this.after(a);
        return;
      }
    }
    if (!a.fields && !a.blocks && !a.order && !a.body) {
      this.base = head;
      this.revision = a.revision;
      this.behind = undefined;
    } else {
      // What was refused stays in the editor: the head goes under it.
      const from = sent;
      const cur = this.host.text();
      const joined = rebase(from, head, cur);
      const clashes = joined.conflicts.length > 0 && !sameText(flight.text, cur);
      if (clashes && a.side) {
        this.base = sent;
        this.revision = a.side;
        this.behind = { text: head, revision: a.revision };
      } else if (!clashes) {
        this.base = head;
        this.revision = a.revision;
        this.behind = undefined;
        this.put(keeping(joined, cur), cur);
      }
    }
    this.after(a);
  }

  private after(a: Answer) {
    this.lastSaved = new Date(a.at);
    this.written = undefined;
    this.host.conflicts(this.open);
    this.host.refused(a.refused ?? []);
    this.host.saved(a);
  }

  private home(t: Text, block: string): string {
    if (t.blocks.has(block)) return block;
    for (const [id, raw] of t.blocks) if (raw.includes(`"id":"${block}"`)) return id;
    return block;
  }

  private put(next: Text, cur: Text) {
    if (!sameText(next, cur)) this.host.adopt(next);
  }

  /** A head that came by itself: put under what is typed, unless the two clash;
   * then the next save lets the server join them. */
  private take(from: Text, head: Head, force = false): boolean {
    const cur = this.host.text();
    const joined = rebase(from, head.text, cur);
    if (joined.conflicts.length && !force) {
      this.behind = head;
      return false;
    }
    this.base = head.text;
    this.revision = head.revision;
    this.behind = undefined;
    // Forced: mine stays in the editor, and is sent as a change of the head.
    this.put(keeping(joined, cur), cur);
    this.written = undefined;
    if (head.conflicts) {
      this.open = head.conflicts;
      this.host.conflicts(this.open);
    }
    return true;
  }

  /** Somebody else has saved: looks at what stands. */
  async pull(revision?: number): Promise<boolean> {
    if (this.busy || !this.article || (revision !== undefined && revision <= Math.max(this.revision, this.behind?.revision ?? 0) && !this.behind)) return false;
    this.busy = true;
    try {
      const head = await this.host.head(this.article);
      if (!head || head.revision < this.revision) return false;
      const ok = this.take(this.base, head);
      this.tell();
      return ok;
    } finally {
      this.busy = false;
      if (this.pending()) this.changed();
    }
  }

  /** Sends everything and says whether all of it is on the server. */
  async everything(): Promise<boolean> {
    for (let i = 0; i < 200 && this.busy; i++) await new Promise<void>((go) => void this.clock.set(go, 25));
    if (this.halted === "offline" || this.halted === "refused") this.halted = undefined;
    await this.flush({ all: true });
    return this.settled();
  }

  /** A command of this page, such as a restore, made another head. */
  async moved(): Promise<void> {
    while (this.busy) await new Promise<void>((go) => void this.clock.set(go, 20));
    await this.pull();
  }

  private tell() {
    if (this.halted && this.halted !== "offline") return this.host.show(this.halted, { waiting: this.waiting() });
    if (this.pending()) return this.host.show("saving", { waiting: this.waiting() });
    if (this.held.size) return this.host.show("refused", { waiting: this.held.size });
    if (this.open.length) return this.host.show("conflict", { waiting: this.open.length, at: this.lastSaved });
    this.host.show("saved", { at: this.lastSaved, waiting: 0 });
  }

  /** The page is hidden or goes: what is there goes out now. */
  hide() {
    this.writing = this.writing.then(() => this.write()).catch(() => this.unkept());
    void this.flush({ quick: true });
  }

  get conflictsOpen(): Clash[] {
    return this.open;
  }
}

/** What was joined, with mine where the two clash. */
function keeping(joined: { text: Text; conflicts: string[] }, mine: Text): Text {
  if (!joined.conflicts.length) return joined.text;
  const fields = { ...joined.text.fields };
  const blocks = new Map(joined.text.blocks);
  for (const place of joined.conflicts) {
    const id = place.slice(1);
    if (place[0] !== "#") fields[place] = mine.fields[place];
    else if (mine.blocks.has(id) && blocks.has(id)) blocks.set(id, mine.blocks.get(id)!);
  }
  return { fields, blocks, order: joined.text.order };
}

export interface Recovered {
  sent: number;
  left: number;
  titles: string[];
}

/** Sends what former lives of this article left behind, each on top of what its
 * text was made from. Nothing is removed that no server confirmed. */
export async function recover(rows: Row[], journal: Journal, send: (row: Row) => Promise<Sent>): Promise<Recovered> {
  const out: Recovered = { sent: 0, left: 0, titles: [] };
  for (const chain of chains(rows)) {
    let base: number | undefined;
    for (let i = 0; i < chain.length; i++) {
      const row = chain[i];
      if (row.state === "stuck") {
        out.left++;
        continue;
      }
      if (row.after && base === undefined) base = (await journal.find(row.client, row.seq - 1))?.made;
      const sent = await send(row.after && base !== undefined ? { ...row, base } : row);
      if (sent.kind === "answer") {
        base = sent.answer.side ?? sent.answer.revision;
        await journal.acked(row.client, row.seq, base);
        out.sent++;
        if (row.title) out.titles.push(row.title);
        continue;
      }
      if (sent.kind === "refused") {
        await journal.put({ ...row, state: "stuck", why: sent.why });
        out.left++;
        continue;
      }
      out.left += chain.length - i;
      return out;
    }
  }
  return out;
}
