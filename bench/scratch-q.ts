import { openDb, type OrgSql } from "../src/base/db.ts"
import { filterQuery, readRows } from "../src/customers/list.ts"
const orgId = "01a212d2-e09e-7853-b2bb-351e9351de88"
const db = openDb({ url: "postgresql://tidings@/tidings?host=%2Fvar%2Ftmp%2Fcustbench%2Fdata%2Fsocket&port=5432" })
async function run(query: string, show: boolean) {
  return await db.org(orgId, async (tx) => {
    const out: string[] = []
    const timed = async (text: TemplateStringsArray, ...values: unknown[]) => {
      if (show) {
        const strings = [`explain (analyze, buffers, costs off) ${text[0]}`, ...text.slice(1)]
        const lines = await tx<{ "QUERY PLAN": string }>(Object.assign(strings, { raw: text.raw }), ...values)
        out.push(lines.map((line) => line["QUERY PLAN"].replaceAll(/'[^']{30,}'/g, "'…'")).join("\n"))
      }
      const began = performance.now()
      const answer = await tx(text, ...values)
      out.push(`   ${(performance.now() - began).toFixed(1)} ms: ${answer.length} rows`)
      return answer
    }
    const call = {
      tx: Object.assign(timed, { orgId }) as OrgSql,
      caller: { orgId, memberId: null, areaIds: [] },
      extent: "all" as const,
    }
    const began = performance.now()
    const rows = await readRows(call, filterQuery.parse(Object.fromEntries(new URLSearchParams(query))), {
      limit: 50,
      at: null,
      back: false,
      cursor: () => "",
    })
    return `${query}: ${rows.length} rows, ${(performance.now() - began).toFixed(1)} ms\n${out.join("\n")}`
  })
}
const show = process.env.SHOW === "1"
for (const q of process.argv.slice(2)) {
  await run(q, false)
  console.log(await run(q, show))
}
await db.close()
