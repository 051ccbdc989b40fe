import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.API_URL ?? "http://localhost:5080";

export default defineConfig({
  // The page may be under a prefix.
  base: "./",
  plugins: [react()],
  // Type, colours and controls are those of the example.
  resolve: { alias: { "@example": here("../example/src") }, dedupe: ["react", "react-dom"] },
  server: { proxy: { "/admin/": api } },
  build: {
    // The result is committed where the API serves it from: a machine without Node shows the page, too.
    outDir: here("../../Api/Admin/Page"),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // The page is at /admin, so that its files are below it. No hashes: the API answers with ETags.
      output: { entryFileNames: "admin/app.js", chunkFileNames: "admin/[name].js", assetFileNames: "admin/app[extname]" },
    },
  },
});
