// Runs the cases that Go and the browser share. The Go test bundles
// src/merge.ts and hands its path over; without it this file says how.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL, fileURLToPath } from "node:url";
import { test } from "node:test";
import assert from "node:assert/strict";

const built = process.env.WARTA_MERGE_JS;
if (!built) throw new Error("set WARTA_MERGE_JS to src/merge.ts as built by esbuild; `go test ./internal/body -run Browser` does");
const { merger } = await import(pathToFileURL(built).href);

const root = fileURLToPath(new URL("../../../body/", import.meta.url));
const schema = JSON.parse(readFileSync(root + "schema.json", "utf8"));
const { merge } = merger(schema);

for (const file of readdirSync(root + "testdata/merge").sort()) {
  test(file, () => {
    const c = JSON.parse(readFileSync(root + "testdata/merge/" + file, "utf8"));
    const frozen = JSON.stringify(c);
    const { doc, report } = merge(c.base, c.head, c.mine);
    assert.deepEqual(doc, c.want);
    assert.deepEqual(report.merged, c.merged);
    assert.deepEqual(report.kept, c.kept);
    assert.deepEqual(report.conflicts.map(({ block, part }) => ({ block, part })), c.conflicts);
    assert.equal(JSON.stringify(c), frozen, "the inputs were changed");
  });
}
