import { defineConfig } from "vitest/config"
import { canWalk } from "./test/world/chromium.ts"

const walks = canWalk()
if (!walks)
  process.stderr.write(
    "The walks in the browser are left out: there is no Chromium. On Debian: apt-get install --no-install-recommends chromium\n",
  )

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["test/long/**", ...(walks ? [] : ["test/journeys/**"])], // npm run long
    globalSetup: ["test/setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
