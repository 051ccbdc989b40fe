import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "./tests/support/page.ts",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["./tests/support/setup.ts"],
    testTimeout: 5_000,
  },
});
