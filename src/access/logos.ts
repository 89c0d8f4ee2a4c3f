/** An organisation's logo: shown in the console and in its e-mails, where it is fetched by anybody's mail program. */
import type { Readable } from "node:stream"
import { z } from "zod"
import { record } from "../audit/audit.ts"
import type { OrgSql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { FileAnswer, file, found, id, openRoute, route, streamRoute, WithHeaders } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"
import { cleanImage, type ImageType, imageTypes } from "./images.ts"

const largest = 512 * 1024

/** Where a logo is served; another logo has another address. */
export const logoUrl = (orgId: string, hash: string): string => `/v1/logos/${orgId}/${hash}`

const LogoAnswer = z
  .object({
    url: z.string().meta({ examples: [logoUrl("019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f", "5f".repeat(32))] }),
    contentType: z.enum(imageTypes),
    size: z.int().meta({ description: "Bytes, after cleaning.", examples: [20480] }),
  })
  .meta({ id: "Logo" })

type Logo = { contentType: ImageType; bytes: Buffer; hash: string }

const read = async (tx: OrgSql): Promise<Logo> =>
  found(
    (
      await tx<Logo>`
      select l.content_type, l.bytes, l.hash from logos l join organisations o on o.id = l.org_id
       where l.org_id = ${tx.orgId} and o.state <> 'deleted'`
    )[0],
  )

/** @throws Problem too_large as soon as more has come than may */
async function readAll(content: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) throw tooLarge(`A logo has at most ${largest / 1024} kB.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (detail: string) => new Problem("too_large", detail)

export const logoRoutes = [
  streamRoute("PUT /v1/organisation/logo", {
    name: "organisation logo put",
    summary: "Set the logo: PNG, JPEG or WebP, at most 512 kB and 4000 pixels a side. Only its pixels are kept.",
    needs: "settings:edit",
    answer: LogoAnswer,
    run: async ({ content, org, caller, now, requestId }) => {
      const { contentType, bytes } = await cleanImage(await readAll(content))
      if (bytes.length > largest)
        throw tooLarge(`Cleaned, the image has ${Math.ceil(bytes.length / 1024)} kB; ${largest / 1024} kB are allowed.`)
      const hash = sha256(bytes)
      return await org(async (tx) => {
        const [former] = await tx<{ hash: string }>`select hash from logos where org_id = ${tx.orgId} for update`
        await tx`
          insert into logos (org_id, content_type, bytes, hash) values (${tx.orgId}, ${contentType}, ${bytes}, ${hash})
          on conflict (org_id) do update
             set content_type = excluded.content_type, bytes = excluded.bytes, hash = excluded.hash`
        await record(
          { tx, caller, now, requestId },
          {
            action: "logo.changed",
            subject: { kind: "organisation", id: tx.orgId },
            before: { hash: former?.hash ?? null },
            after: { hash },
          },
        )
        return { url: logoUrl(tx.orgId, hash), contentType, size: bytes.length }
      })
    },
  }),
  route("GET /v1/organisation/logo", {
    name: "organisation logo get",
    summary: "The logo itself.",
    needs: "settings:see",
    answer: file(...imageTypes),
    run: async ({ tx }) => {
      const { contentType, bytes } = await read(tx)
      return new FileAnswer(contentType, null, [bytes])
    },
  }),
  route("DELETE /v1/organisation/logo", {
    name: "organisation logo delete",
    summary: "Take the logo away.",
    needs: "settings:edit",
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx } = call
      const [gone] = await tx<{ hash: string }>`delete from logos where org_id = ${tx.orgId} returning hash`
      await record(call, {
        action: "logo.deleted",
        subject: { kind: "organisation", id: tx.orgId },
        before: { hash: found(gone).hash },
      })
    },
  }),
  openRoute("GET /v1/logos/{orgId}/{hash}", {
    name: "logos get",
    summary: "A logo as e-mails show it. Its address changes with it, so it may be kept for good.",
    params: z.object({ orgId: id, hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    answer: file(...imageTypes),
    run: async ({ install, params }) => {
      const { contentType, bytes, hash } = await install.db.org(params.orgId, read)
      // An e-mail sent before the logo was changed shows the present one, which isn't kept under the old address.
      const isItself = hash === params.hash
      return new WithHeaders(new FileAnswer(contentType, null, [bytes]), {
        "cache-control": `public, max-age=${isItself ? "31536000, immutable" : "3600"}`,
        "cross-origin-resource-policy": "cross-origin", // mail programs in the browser show it on their own pages
      })
    },
  }),
]
