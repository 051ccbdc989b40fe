import { defineConfig } from "vitest/config";

const hooks = {
  test: {
    name: "hooks",
    environment: "./tests/support/page.ts",
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/packed.test.ts"],
    setupFiles: ["./tests/support/setup.ts"],
    testTimeout: 5_000,
    sequence: { groupOrder: 0 },
  },
};

// Starts builds that keep all cores busy, so it waits for the tests that measure time.
const packed = {
  test: { name: "packed", include: ["tests/packed.test.ts"], testTimeout: 180_000, hookTimeout: 300_000, sequence: { groupOrder: 1 } },
};

export default defineConfig({ test: { projects: process.env.TEST_QUICK ? [hooks] : [hooks, packed] } });
