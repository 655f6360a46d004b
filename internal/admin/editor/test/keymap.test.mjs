// The keyboard map without a browser: what a key press is called, and what it
// does where.
import { test } from "node:test";
import assert from "node:assert/strict";
import { chord, lookup, single, typing } from "./built/shell/keymap.mjs";

const press = (key, mods = "") => ({ key, ctrlKey: mods.includes("c"), metaKey: mods.includes("m"), altKey: mods.includes("a"), shiftKey: mods.includes("s") });

test("chords", () => {
  for (const [e, want] of [
    [press("k", "c"), "Mod+k"], [press("k", "m"), "Mod+k"], [press("C", "s"), "Shift+C"], [press("?", "s"), "?"], [press("#", "s"), "#"],
    [press("ArrowDown", "s"), "Shift+ArrowDown"], [press("Enter", "c"), "Mod+Enter"], [press("1", "ca"), "Mod+Alt+1"], [press("V", "cs"), "Mod+Shift+V"], [press("J"), "j"],
  ]) assert.equal(chord(e), want);
});

test("what a key does depends on where", () => {
  assert.equal(lookup("j", ["list", "global"]), "next");
  assert.equal(lookup("j", ["global"]), undefined);
  assert.equal(lookup("b", ["sheet", "global"]), "banner");
  assert.equal(lookup("Mod+Enter", ["editor", "global"]), "publish");
  assert.equal(lookup("Mod+Enter", ["sheet", "global"]), "confirm");
  assert.equal(lookup("/", ["list", "global"]), "find");
});

test("keys of one's own, and none", () => {
  assert.equal(lookup("ö", ["list"], { next: "ö" }), "next");
  assert.equal(lookup("j", ["list"], { next: "ö" }), undefined);
  assert.equal(lookup("j", ["list"], { "*": "off" }), undefined);
  assert.equal(lookup("Mod+k", ["global"], { "*": "off" }), "palette");
  assert.ok(single("x") && single("Shift+C") && !single("Mod+k") && !single("Escape"));
});

test("writing is not commanding", () => {
  assert.ok(typing({ tagName: "INPUT", type: "text" }) && typing({ tagName: "TEXTAREA" }) && typing({ tagName: "DIV", isContentEditable: true }));
  assert.ok(!typing({ tagName: "INPUT", type: "checkbox" }) && !typing({ tagName: "A" }) && !typing(null));
});
