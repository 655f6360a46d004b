// Every body that the Go side keeps as an example goes through the editor and
// comes back as it was (architecture.md, invariant 4).
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import assert from "node:assert/strict";
import { schema, docIn, docOut, canonical, newId } from "./built/model.mjs";

const root = fileURLToPath(new URL("../../../body/testdata/", import.meta.url));

function back(doc) {
  const { order, blocks } = docOut(docIn(doc.content ?? []));
  return order.map((id) => JSON.parse(blocks.get(id)));
}

function same(doc, name) {
  const want = (doc.content ?? []).map(canonical);
  if (new Set(want.map((n) => n.attrs?.id)).size !== want.length || want.some((n) => !n.attrs?.id)) return; // named on the server first
  assert.deepEqual(back(doc), want, name);
  assert.equal(JSON.stringify(back(doc)), JSON.stringify(want), name);
}

test("examples of every block go through the editor unchanged", () => {
  for (const file of readdirSync(root).filter((f) => f.endsWith(".json"))) {
    const doc = JSON.parse(readFileSync(root + file, "utf8"));
    same(doc, file);
    const locked = new Set();
    docIn(doc.content ?? []).descendants((n) => void (n.type.name === "locked" && locked.add(n.attrs.json.type)));
    for (const type of locked) assert.ok(!schema.nodes[type], `${file}: a ${type} is locked although the schema knows it`);
  }
});

test("every text of the merge cases goes through the editor unchanged", () => {
  for (const file of readdirSync(root + "merge")) {
    const c = JSON.parse(readFileSync(root + "merge/" + file, "utf8"));
    for (const side of ["base", "head", "mine", "want"]) same(c[side], file + " " + side);
  }
});

test("bodies handed in go through the editor unchanged", (t) => {
  const more = process.env.WARTA_BODIES;
  if (!more) return t.skip("the Go test hands in what imports make");
  for (const [i, line] of readFileSync(more, "utf8").split("\n").entries()) if (line) same(JSON.parse(line), "line " + (i + 1));
});

const odd = {
  "an unknown block": { type: "kolase", attrs: { id: "aaaaaaaaaaaa", x: [1, { b: null }] }, content: [{ type: "paragraph" }] },
  "an unknown attribute": { type: "paragraph", attrs: { id: "aaaaaaaaaaaa", indent: 2 }, content: [{ type: "text", text: "a" }] },
  "an unknown member": { type: "paragraph", attrs: { id: "aaaaaaaaaaaa" }, content: [{ type: "text", text: "a" }], x: { y: 1 } },
  "an unknown mark": { type: "paragraph", attrs: { id: "aaaaaaaaaaaa" }, content: [{ type: "text", marks: [{ type: "strong" }, { type: "warna", attrs: { v: "red" } }], text: "a" }] },
  "an unknown inline node": { type: "paragraph", attrs: { id: "aaaaaaaaaaaa" }, content: [{ type: "text", text: "a " }, { type: "sebut", attrs: { user: 3 } }] },
  "an attribute of the wrong type": { type: "heading", attrs: { id: "aaaaaaaaaaaa", level: "2" }, content: [{ type: "text", text: "a" }] },
  "content in the wrong place": { type: "list", attrs: { id: "aaaaaaaaaaaa" }, content: [{ type: "paragraph" }] },
  "narrow and no-break spaces": { type: "paragraph", attrs: { id: "aaaaaaaaaaaa" }, content: [{ type: "text", text: "Rp\u00a010\u202f000\u00a0 \u2009x" }] },
  "an empty gallery": { type: "gallery", attrs: { id: "aaaaaaaaaaaa" } },
  "marks in a caption": { type: "image", attrs: { id: "aaaaaaaaaaaa", asset: 7, caption: [{ type: "text", marks: [{ type: "em" }], text: "Kompas" }] } },
};

for (const [name, node] of Object.entries(odd)) {
  test(name + " comes back as it was", () => {
    const doc = docIn([node]);
    assert.equal(JSON.stringify(back({ content: [node] })), JSON.stringify([canonical(node)]));
    doc.check();
  });
}

test("an empty text is shown with a paragraph that is not stored", () => {
  const doc = docIn([]);
  assert.equal(doc.childCount, 1);
  assert.deepEqual(docOut(doc).order, []);
});

test("ids are twelve characters of the alphabet", () => {
  const ids = new Set(Array.from({ length: 500 }, newId));
  assert.equal(ids.size, 500);
  for (const id of ids) assert.match(id, /^[0-9abcdefghjkmnpqrstvwxyz]{12}$/);
});
