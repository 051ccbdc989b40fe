import { builtinEnvironments, type Environment } from "vitest/runtime";

// The tests are about real connections: those of the DOM imitation know no streams of bytes and have a same-origin policy.
const real = ["fetch", "Request", "Response", "Headers", "AbortController", "AbortSignal", "URL", "URLSearchParams"] as const;

export default {
  name: "page",
  viteEnvironment: "client",
  async setup(global, options) {
    const kept = real.map((key) => [key, global[key]] as const);
    const dom = await builtinEnvironments["happy-dom"].setup(global, options);
    for (const [key, value] of kept) Object.defineProperty(global, key, { value, configurable: true, writable: true });
    return dom;
  },
} satisfies Environment;
