/** API keys: programs that act for an organisation, each with the permissions it was given. Shown once. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { keyset, toPage } from "../base/page.ts"
import { found, id, instant, line, listRoute, route, shownOnce } from "../base/route.ts"
import { newCredential } from "./callers.ts"
import { type Permission, scopes } from "./permissions.ts"

const key = z.object({
  id,
  name: z.string().meta({ examples: ["CRM"] }),
  hint: z.string().meta({ description: "The first characters of the secret.", examples: ["k3Fp"] }),
  scopes: z.array(z.string()).meta({ examples: [["customers:edit"]] }),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export const ApiKeyAnswer = key.meta({ id: "ApiKey" })
type ApiKey = z.output<typeof ApiKeyAnswer>
const NewApiKeyAnswer = key
  .extend({ key: shownOnce("The key itself. It is shown now and never again.") })
  .meta({ id: "NewApiKey" })

const columns = sql`id, name, hint, scopes, created_at, expires_at, last_used_at, revoked_at`

export async function createKey(
  call: Actor,
  input: { name: string; scopes: readonly string[]; expiresAt?: Temporal.Instant | undefined },
): Promise<z.output<typeof NewApiKeyAnswer>> {
  const { tx, caller, now } = call
  const { text, secretHash, hint } = newCredential("key", tx.orgId)
  const [made] = await tx<ApiKey>`
    insert into api_keys (org_id, id, name, hint, secret_hash, scopes, created_by, created_at, expires_at)
    values (${tx.orgId}, ${newId()}, ${input.name}, ${hint}, ${secretHash}, ${[...new Set(input.scopes)].toSorted()},
            ${caller.memberId}, ${now}, ${input.expiresAt ?? null})
    returning ${columns}`
  const { id: keyId, name, scopes: given, expiresAt } = found(made)
  await record(call, {
    action: "api_key.created",
    subject: { kind: "api_key", id: keyId },
    after: { name, scopes: given, expiresAt },
  })
  return { ...found(made), key: text }
}

export const keyRoutes = [
  listRoute("GET /v1/api-keys", {
    name: "api-keys list",
    summary: "API keys, newest first; never their secrets.",
    needs: "api_keys:manage",
    item: ApiKeyAnswer,
    run: async ({ tx, paging }) => {
      const { after, order } = keyset(paging, [sql`id`], "desc")
      const rows = await tx<ApiKey>`select ${columns} from api_keys where org_id = ${tx.orgId} ${after} ${order}`
      return toPage(paging, rows, (row) => [row.id])
    },
  }),
  route("POST /v1/api-keys", {
    name: "api-keys create",
    summary: "Make an API key. Its secret is in this answer only.",
    needs: "api_keys:manage",
    body: z
      .strictObject({
        name: line(100),
        scopes: z
          .array(z.enum(scopes as [Permission, ...Permission[]]))
          .min(1)
          .max(50),
        expiresAt: z.iso
          .datetime({ offset: true })
          .transform((text) => Temporal.Instant.from(text))
          .optional(),
      })
      .meta({ id: "ApiKeyInput" }),
    example: { name: "CRM", scopes: ["customers:see", "customers:edit"] },
    status: 201,
    answer: NewApiKeyAnswer,
    run: (call) => createKey(call, call.body),
  }),
  route("DELETE /v1/api-keys/{id}", {
    name: "api-keys revoke",
    summary: "Revoke a key. It stops working at once and stays in the list.",
    needs: "api_keys:manage",
    params: z.object({ id }),
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params, now } = call
      const [before] =
        await tx<ApiKey>`select ${columns} from api_keys where org_id = ${tx.orgId} and id = ${params.id} for update`
      const { revokedAt } = found(before)
      if (revokedAt) return
      await tx`update api_keys set revoked_at = ${now} where org_id = ${tx.orgId} and id = ${params.id}`
      await record(call, {
        action: "api_key.revoked",
        subject: { kind: "api_key", id: params.id },
        before: { revokedAt: null },
        after: { revokedAt: now },
      })
    },
  }),
]
