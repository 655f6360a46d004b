// The journal: what a tab has to send, kept on the device before any network
// call (SAVE-13), so that neither a closed tab nor a dead battery loses a word.
// IndexedDB is handed in, so that the tests run in Node.

import type { Patch } from "./patch";

export interface Row {
  /** Random per tab and life, and the number of its save. */
  client: string;
  seq: number;
  user: number;
  article: number;
  ulid?: string;
  edition?: number;
  /** The revision that the patch was made from; after: what save seq-1 made. */
  base: number;
  after?: boolean;
  patch: Patch;
  /** Words for a list: the headline as typed. */
  title: string;
  at: number;
  state: "queued" | "sent" | "acked" | "stuck";
  /** Why the server would not have it. */
  why?: string;
  /** Of a confirmed one: the revision that holds exactly what was sent. */
  made?: number;
}

export interface Journal {
  /** False where the browser keeps nothing (SAVE-16). */
  lasting: boolean;
  put(row: Row): Promise<void>;
  /** Rows that no server has confirmed, in the order they were typed. */
  unsent(user?: number, article?: number, ulid?: string): Promise<Row[]>;
  acked(client: string, seq: number, made?: number): Promise<void>;
  find(client: string, seq: number): Promise<Row | undefined>;
  drop(client: string, seq: number): Promise<void>;
  /** Removes what was confirmed before a moment. Nothing else is ever removed. */
  tidy(before: number): Promise<void>;
}

export const kept = 24 * 3600 * 1000;

export async function openJournal(idb: IDBFactory | undefined): Promise<Journal> {
  try {
    if (!idb) throw new Error("no IndexedDB");
    return new Kept(await open(idb));
  } catch {
    return new Memory();
  }
}

function open(idb: IDBFactory): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const ask = idb.open("warta", 1);
    ask.onupgradeneeded = () => {
      const store = ask.result.createObjectStore("journal", { keyPath: ["client", "seq"] });
      store.createIndex("article", ["user", "article"]);
      store.createIndex("state", "state");
    };
    ask.onsuccess = () => {
      ask.result.onversionchange = () => ask.result.close();
      done(ask.result);
    };
    ask.onerror = () => fail(ask.error);
    ask.onblocked = () => fail(new Error("blocked"));
  });
}

const inOrder = (a: Row, b: Row) => (a.client === b.client ? a.seq - b.seq : a.at - b.at || (a.client < b.client ? -1 : 1));

/** Keeps the saves of one life together, lives by when they last wrote. */
export function chains(rows: Row[]): Row[][] {
  const by = new Map<string, Row[]>();
  for (const r of rows) by.set(r.client, [...(by.get(r.client) ?? []), r]);
  return [...by.values()].map((c) => c.sort(inOrder)).sort((a, b) => a[0].at - b[0].at);
}

class Kept implements Journal {
  lasting = true;
  constructor(private db: IDBDatabase) {}

  private run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T> | void): Promise<T | undefined> {
    return new Promise((done, fail) => {
      const tx = this.db.transaction("journal", mode);
      const ask = work(tx.objectStore("journal"));
      tx.oncomplete = () => done(ask ? ask.result : undefined);
      tx.onerror = tx.onabort = () => fail(tx.error ?? new Error("journal"));
    });
  }

  async put(row: Row) {
    await this.run("readwrite", (s) => s.put(row));
  }

  async unsent(user?: number, article?: number, ulid?: string) {
    const all = (await this.run("readonly", (s) => (user === undefined ? s.getAll() : s.index("article").getAll(IDBKey(user, article))))) as Row[];
    return all.filter((r) => r.state !== "acked" && (!ulid || r.ulid === ulid)).sort(inOrder);
  }

  async acked(client: string, seq: number, made?: number) {
    const row = await this.find(client, seq);
    if (row) await this.put({ ...row, patch: {}, title: "", state: "acked", made });
  }

  async find(client: string, seq: number) {
    return (await this.run("readonly", (s) => s.get([client, seq]))) as Row | undefined;
  }

  async drop(client: string, seq: number) {
    await this.run("readwrite", (s) => s.delete([client, seq]));
  }

  async tidy(before: number) {
    const old = ((await this.run("readonly", (s) => s.index("state").getAll("acked"))) as Row[]).filter((r) => r.at < before);
    await this.run("readwrite", (s) => old.forEach((r) => void s.delete([r.client, r.seq])));
  }
}

/** The index's key; a range over all articles of a person where none is given. */
function IDBKey(user: number, article?: number): IDBValidKey | IDBKeyRange {
  return article === undefined ? IDBKeyRange.bound([user], [user, []]) : [user, article];
}

/** For browsers that keep nothing: lost with the tab, and said so. */
class Memory implements Journal {
  lasting = false;
  private rows = new Map<string, Row>();
  async put(row: Row) {
    this.rows.set(row.client + " " + row.seq, row);
  }
  async unsent(user?: number, article?: number) {
    return [...this.rows.values()].filter((r) => r.state !== "acked" && (user === undefined || r.user === user) && (article === undefined || r.article === article)).sort(inOrder);
  }
  async acked(client: string, seq: number) {
    this.rows.delete(client + " " + seq);
  }
  async find(client: string, seq: number) {
    return this.rows.get(client + " " + seq);
  }
  async drop(client: string, seq: number) {
    this.rows.delete(client + " " + seq);
  }
  async tidy() {}
}

/** Says whether a life is over. A tab that lives holds a lock named after it;
 * where there are no locks, one that has not written for a minute is over. */
export async function over(row: Row, locks: LockManager | undefined, now: number): Promise<boolean> {
  if (!locks) return now - row.at > 60_000;
  return locks.request("warta " + row.client, { ifAvailable: true }, async (lock) => lock !== null);
}

/** Holds the lock of a life until the page ends. */
export function live(client: string, locks: LockManager | undefined): Promise<void> {
  return new Promise((ready) => {
    if (!locks) return ready();
    void locks.request("warta " + client, () => {
      ready();
      return new Promise<never>(() => {});
    });
  });
}
