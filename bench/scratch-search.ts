import { startEmbedded } from "../src/base/embedded.ts"
const e = await startEmbedded({
  dataDir: "/var/tmp/custbench/data",
  log: () => {},
  settings: { shared_buffers: "1GB", max_wal_size: "8GB" },
})
console.log(e.url, e.adminUrl)
process.on("SIGTERM", async () => {
  await e.stop()
  process.exit(0)
})
setInterval(() => {}, 1e9)
