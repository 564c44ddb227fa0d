import { defineConfig } from "vitest/config";
import { embeddedInTests } from "./scripts/build/embedded.ts";

export default defineConfig({
  plugins: [embeddedInTests],
  test: {
    setupFiles: ["test/seed.ts"],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "validation/**/*.ts"],
      exclude: ["**/*.d.ts"],
      reporter: ["text-summary", "html"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/bed/**", "test/nodes/**"],
          // Longer than the longest wait in a test, whose own words say what did not come.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // Each has a pool and a network of its own and mostly waits for daemons; more of them would be late for what they wait for.
          maxWorkers: 3,
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
