// The API serves the committed build, so it must be the build of these sources and no older one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const committed = join(here, "../../Api/Development/Example");
const fresh = mkdtempSync(join(tmpdir(), "example-"));

const read = folder => new Map(readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => [entry.name, readFileSync(join(entry.parentPath, entry.name))]));

try {
  const vite = fileURLToPath(import.meta.resolve("vite/package.json")).replace("package.json", "bin/vite.js");
  execFileSync(process.execPath, [vite, "build", "--outDir", fresh, "--logLevel", "warn"], { cwd: here, stdio: "inherit" });
  const [is, should] = [read(committed), read(fresh)];
  const stale = [...new Set([...is.keys(), ...should.keys()])].filter(name => !is.get(name)?.equals(should.get(name) ?? Buffer.alloc(0)));
  if (stale.length > 0) {
    console.error(
      `Api/Development/Example is not the build of web/example (${stale.join(", ")}). ` +
        "Run: npm run build --prefix web --workspace example",
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true });
}
