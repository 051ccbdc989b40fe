import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

const web = fileURLToPath(new URL("../..", import.meta.url));
const exported = "OrleansUsersError OrleansUsersProvider useCurrentUser useMessages useStoreUserEffect useUsers";

/** The apps of web/consumers with their npm packages and the package as npm packs it, where no other package can be found. */
let apps: string;
let packed: { filename: string; files: { path: string }[] };

beforeAll(async () => {
  apps = await mkdtemp(join(tmpdir(), "consumers-"));
  await cp(join(web, "consumers"), apps, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  const packing = run("npm", ["pack", "--json", "--workspace", "react", "--prefix", web, "--pack-destination", apps]);
  await run("npm", ["ci", "--prefix", apps, "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]);
  const answer = JSON.parse(await lastJson(packing)) as (typeof packed)[] | Record<string, typeof packed>;
  packed = Object.values(answer)[0]!;
  await run("npm", ["install", "--prefix", apps, "--no-save", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball()]);
});

afterAll(() => rm(apps, { recursive: true, force: true, maxRetries: 3 }));

test("The tarball has the licence and the built files, and neither sources nor tests", async () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json", "dist/index.js", "dist/commonjs/index.js"]));
  expect(paths.filter((path) => !/^(LICENSE|README\.md|package\.json|dist\/.*)$/.test(path))).toEqual([]);
  expect(await readFile(join(apps, "node_modules/@orleans-users/react/LICENSE"), "utf8")).toBe(await readFile(join(web, "../LICENSE"), "utf8"));
});

test.each(["dist/index.js", "dist/commonjs/index.js"])("%s says that it is for clients", async (file) => {
  const directives = /^("use strict";\n)?"use client";/;
  expect(await readFile(join(apps, "node_modules/@orleans-users/react", file), "utf8")).toMatch(directives);
});

test("publint finds nothing wrong", async () => {
  await run(bin("publint"), ["run", tarball(), "--strict"]);
});

test("The types are found by all kinds of resolution (attw)", async () => {
  await run(bin("attw"), [tarball()]);
});

test.each(["require.cjs", "import.mjs"])("Node renders an app on a server (%s)", async (file) => {
  expect(await run(process.execPath, [join("node", file)])).toBe("signed-out\n");
});

test("Node finds the package.json", async () => {
  expect(await run(process.execPath, ["-p", "require('@orleans-users/react/package.json').license"])).toBe("MIT\n");
});

test("Jest tests a component", async () => {
  await run(bin("jest"), ["--rootDir", "jest", "--ci"]);
});

test("Vite builds a page, without a warning", async () => {
  const output = await run(bin("vite"), ["build", "vite", "--logLevel", "warn"]);
  expect(output).toBe("");
  expect(await textOf("vite/dist/assets")).toContain("/users/current/live");
});

test("Metro bundles for React Native, and the bundle runs", async () => {
  await run(process.execPath, ["metro/build.mjs"]);
  expect(await run(process.execPath, ["metro/bundle.js"])).toBe(`${exported}\n`);
});

test("Next.js builds a server layout around a client wrapper, and renders it", async () => {
  await run(bin("next"), ["build", "next"]);
  const page = (await readFile(join(apps, "next/.next/server/app/index.html"), "utf8")).replaceAll("<!-- -->", "");
  expect(page).toContain("The user is signed-out");
  expect(page).toContain("The provider is a function");
});

test.each([
  ["commonjs", "node16", "node16"],
  ["module", "node16", "node16"],
  ["module", "esnext", "bundler"],
])("TypeScript compiles a file of type %s with module %s and moduleResolution %s", async (type, module, resolution) => {
  await writeFile(join(apps, "typescript/package.json"), JSON.stringify({ type }));
  const options = ["--noEmit", "--strict", "--skipDefaultLibCheck", "--target", "es2022", "--jsx", "react-jsx", "--types", ""];
  await run(bin("tsc"), [...options, "--module", module, "--moduleResolution", resolution, "typescript/app.tsx"]);
});

test("Without React it is less than 10 kB, minified and compressed", async () => {
  const external = ["--external", "react", "--external", "react/jsx-runtime"];
  await run(bin("rolldown"), ["size/index.js", "--minify", "--format", "esm", ...external, "--file", "size/bundle.js"]);
  const size = gzipSync(await readFile(join(apps, "size/bundle.js"))).length;
  expect(size).toBeLessThan(10_000);
});

const bin = (name: string): string => join(apps, "node_modules/.bin", name);
const tarball = (): string => join(apps, packed.filename);

/** What the program writes. Rejects with all of it when the program fails. */
async function run(program: string, parameters: string[]): Promise<string> {
  // What npm and Vitest tell the programs that they start is not for these.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|vite|node_env$|node_options$|init_cwd$|test_?)/i.test(name));
  const env = { ...Object.fromEntries(inherited), CI: "true", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1" };
  const running = promisify(execFile)(program, parameters, { cwd: apps, env, maxBuffer: 2 ** 24 });
  const { stdout, stderr } = await running.catch((error: { message: string; stdout: string; stderr: string }) => {
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`);
  });
  return program.endsWith("npm") ? stdout : stdout + stderr;
}

/** The JSON that `npm pack` writes after what the build did. */
async function lastJson(output: Promise<string>): Promise<string> {
  const text = await output;
  return text.slice(text.search(/^[[{]/m));
}

async function textOf(folder: string): Promise<string> {
  const names = await readdir(join(apps, folder));
  const texts = await Promise.all(names.map((name) => readFile(join(apps, folder, name), "utf8")));
  return texts.join("\n");
}
