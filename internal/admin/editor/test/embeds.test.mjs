// The browser takes the same addresses for embeds as the server.
import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { embedOf } from "./built/embeds.mjs";
import { fuzzy, slugOf, wordCount } from "./built/words.mjs";

test("addresses of posts, as package body knows them", (t) => {
  if (!process.env.WARTA_EMBEDS) return t.skip("the Go test hands the answers in");
  for (const { Address, Provider, URL } of JSON.parse(readFileSync(process.env.WARTA_EMBEDS, "utf8"))) {
    assert.deepEqual(embedOf(Address), Provider ? { provider: Provider, url: URL } : null, Address);
  }
});

test("the block menu finds by beginnings in both languages", () => {
  assert.ok(fuzzy("fo", "Foto gambar image picture") > fuzzy("fo", "Kotak fakta info"));
  assert.ok(fuzzy("pict", "Foto gambar image picture") > 0);
  assert.ok(fuzzy("tbl", "Tabel table") > 0);
  assert.equal(fuzzy("xyz", "Tabel table"), 0);
});

test("a headline becomes a slug", () => {
  assert.equal(slugOf("Banjir “Rob” di Café, 3 Tewas!"), "banjir-rob-di-cafe-3-tewas");
});

test("words are counted as readers do", () => assert.equal(wordCount("Anak-anak di SD 3 – pulang."), 5));

test("what waits on the device is shown in words", async () => {
  const { plainWords } = await import("./built/plain.mjs");
  const patch = { fields: { headline: "Banjir", tags: [1], kicker: null }, blocks: [{ type: "list", content: [{ type: "list_item", content: [{ type: "paragraph", content: [{ type: "text", text: "satu" }] }] }] }, { type: "paragraph", attrs: { id: "x" }, content: [{ type: "text", text: "dua" }, { type: "hard_break" }, { type: "text", text: "tiga" }] }] };
  assert.equal(plainWords(patch), "Banjir\n\nsatu\n\ndua\ntiga");
});
