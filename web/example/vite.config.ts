import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.API_URL ?? "http://localhost:5080";

export default defineConfig({
  // The page may be under a prefix.
  base: "./",
  plugins: [react()],
  resolve: {
    // The hooks are read from their source, so that an edit there shows here without a build between.
    alias: { "@orleans-users/react": here("../react/src/index.ts") },
    dedupe: ["react", "react-dom"],
  },
  server: { proxy: { "/users": api, "/messages": api, "/dev": api } },
  build: {
    // The result is committed where the API serves it from: a machine without Node shows the page, too.
    outDir: here("../../Api/Development/Example"),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // No hashes: the API answers with ETags, and a new build changes files instead of adding some.
      output: { entryFileNames: "app.js", chunkFileNames: "[name].js", assetFileNames: "app[extname]" },
    },
  },
});
