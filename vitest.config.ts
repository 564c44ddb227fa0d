import { defineConfig } from "vitest/config";
import { embeddedInTests } from "./scripts/build/embedded.ts";

export default defineConfig({
  plugins: [embeddedInTests],
  test: {
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
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // They share one pool and one machine, and time what they see.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 1_200_000,
        },
      },
    ],
  },
});
