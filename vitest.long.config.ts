import { defineConfig } from "vitest/config"

/** Campaigns of minutes, one after the other: npm run long. LONG=10 makes each ten times as long. */
export default defineConfig({
  test: {
    include: ["test/long/*.test.ts"],
    globalSetup: ["test/setup.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
})
