// Builds the package twice: ES modules for bundlers and `import`, CommonJS for `require` and Jest.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = path => fileURLToPath(new URL(path, import.meta.url));
const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace("package.json", "bin/tsc");
const compile = project => execFileSync(process.execPath, [tsc, "--project", here(project)], { stdio: "inherit" });

// A file whose source is gone must not be packed.
rmSync(here("dist"), { recursive: true, force: true });
compile("tsconfig.build.json");
compile("tsconfig.commonjs.json");
// Node and TypeScript tell the two kinds of module apart by the nearest package.json.
writeFileSync(here("dist/commonjs/package.json"), '{ "type": "commonjs" }\n');
// npm packs a licence only from the package's own folder.
copyFileSync(here("../../LICENSE"), here("LICENSE"));
