/** The filtered list as a CSV file, in the columns that an import understands. */
import { record } from "../audit/audit.ts"
import { csvFile, type CsvPage } from "../base/csv.ts"
import type { Paging } from "../base/page.ts"
import { type Call, FileAnswer } from "../base/route.ts"
import { type Filter, readRows } from "./list.ts"
import { readPoints, shown } from "./points.ts"

const header =
  "externalId name salutation language timeZone class area bcc sendEmail sendSms emails numbers state".split(" ")

const rowsAtOnce = 1000

/** Audited once, when it is asked for; read page by page, each in a transaction of its own, as the file is sent. */
export async function exportCustomers(call: Call<unknown, Filter>): Promise<FileAnswer> {
  const { q, ...filter } = call.query
  await record(call, {
    action: "customers.exported",
    subject: { kind: "customers", id: null },
    after: { filter, searched: Boolean(q) },
  })
  return new FileAnswer(
    "text/csv; charset=utf-8",
    "customers.csv",
    csvFile(header, (at) => readPage(call, at)),
  )
}

/** A page of the file, in a transaction of its own. */
async function readPage(call: Call<unknown, Filter>, at: readonly string[] | null): Promise<CsvPage> {
  const paging: Paging = { limit: rowsAtOnce, at, back: false, cursor: () => "" }
  const { page, points, names } = await call.install.db.org(call.caller.orgId, async (tx) => {
    const read = (await readRows({ ...call, tx }, call.query, paging)).slice(0, rowsAtOnce)
    const places = await tx<{ id: string; name: string }>`
      select id, name from customer_classes
       where org_id = ${tx.orgId} and id = any (${[...new Set(read.map(({ classId }) => classId))]}::uuid[])
      union all
      select id, name from areas
       where org_id = ${tx.orgId} and id = any (${[...new Set(read.map(({ areaId }) => areaId))]}::uuid[])`
    return {
      page: read,
      points: await readPoints(
        tx,
        read.map(({ id }) => id),
      ),
      names: new Map(places.map(({ id, name }) => [id, name])),
    }
  })
  const last = page.at(-1)
  return {
    lines: page.map((row) => {
      const { emails, numbers } = shown(points.get(row.id) ?? [])
      return [
        row.externalId,
        row.name,
        row.salutation,
        row.language ?? "",
        row.timeZone ?? "",
        names.get(row.classId) ?? "",
        names.get(row.areaId) ?? "",
        row.bcc.join("; "),
        String(row.sendEmail),
        String(row.sendSms),
        emails.map(({ address }) => address).join("; "),
        numbers.map(({ number }) => number).join("; "),
        row.state,
      ]
    }),
    next: page.length === rowsAtOnce && last ? last.at : null,
  }
}
