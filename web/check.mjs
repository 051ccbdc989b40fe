// The API serves the committed build of a page, so it must be the build of these sources and no older one.
//   node ../check.mjs FOLDER     in the workspace of the page; the folder of its committed build, from the root of the repository
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const workspace = basename(process.cwd());
const [folder] = process.argv.slice(2);
const committed = fileURLToPath(new URL(`../${folder}`, import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), `${workspace}-`));

const read = root => new Map(readdirSync(root, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name))
  .map(file => [relative(root, file), readFileSync(file)]));

try {
  const vite = fileURLToPath(import.meta.resolve("vite/package.json")).replace("package.json", "bin/vite.js");
  execFileSync(process.execPath, [vite, "build", "--outDir", fresh, "--logLevel", "warn"], { stdio: "inherit" });
  const [is, should] = [read(committed), read(fresh)];
  const stale = [...new Set([...is.keys(), ...should.keys()])].filter(name => !is.get(name)?.equals(should.get(name) ?? Buffer.alloc(0)));
  if (stale.length > 0) {
    console.error(
      `${folder} is not the build of web/${workspace} (${stale.join(", ")}). ` +
        `Run: npm run build --prefix web --workspace ${workspace}`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true });
}
