/** Erasing a person: who a customer was goes from everything this room and those before it write. */
import type { Call } from "../base/route.ts"
import { found } from "../base/route.ts"
import { sql } from "../base/db.ts"
import { eraseAttachments } from "../channels/email/attachments.ts"
import { columns, type Customer, holdCustomer } from "./customers.ts"
import { readPoints } from "./points.ts"
import { SizeChanges } from "./sizes.ts"

/** Who a customer was. */
export type Person = { before: Customer; addresses: string[] }

/**
 * A stub stays, in the main area and the default class so that it holds neither back, and with its own id for a number:
 * what was sent is still counted, and the old number is free. The audit's records stay and its chain holds; the values
 * they refer to are gone.
 * @throws Problem not_found, erased
 */
export async function eraseCustomer(call: Call<{ id: string }>): Promise<Person & { stub: Customer }> {
  const { tx, now } = call
  const before = await holdCustomer(call, call.params.id)
  const points = (await readPoints(tx, [before.id])).get(before.id) ?? []
  const addresses = [...points.map(({ address }) => address), ...before.bcc]
  await tx`delete from contact_points where org_id = ${tx.orgId} and customer_id = ${before.id}`
  await tx`delete from customer_terms where org_id = ${tx.orgId} and customer_id = ${before.id}`
  await eraseAttachments(tx, before.id)
  await tx`delete from audit_values where org_id = ${tx.orgId} and subject_id = ${before.id}`
  // A line whose number could not be read may name them all the same.
  const named = [before.name, ...addresses].filter((text) => text.length > 2).map((text) => text.toLowerCase())
  await tx`
    delete from import_errors e
     where org_id = ${tx.orgId}
       and (external_id = ${before.externalId}
            or exists (select from unnest(${named}::text[]) n where position(n in lower(e.value || ' ' || e.detail)) > 0))`
  // An answer kept for a repeated request says no more than whose it was.
  await tx`
    update idempotency_keys k set answer = ${sql`jsonb_strip_nulls(jsonb_build_object('id', answer -> 'id'))`}
     where org_id = ${tx.orgId}
       and (answer ->> 'id' = ${before.id}
            or exists (select from unnest(${named}::text[]) n where position(n in lower(k.answer::text)) > 0))`
  const [stub] = await tx<Customer>`
    update customers c
       set external_id = c.id::text, name = 'Erased', name_key = '', salutation = '', language = null, time_zone = null,
           bcc = '{}', send_email = false, send_sms = false, state = 'erased', archived_at = coalesce(archived_at, ${now}),
           erased_at = ${now},
           class_id = (select id from customer_classes where org_id = ${tx.orgId} and is_default),
           area_id = (select id from areas where org_id = ${tx.orgId} and is_main),
           stops = stops + 1, version = version + 1
     where c.org_id = ${tx.orgId} and c.id = ${before.id}
    returning ${columns}`
  const sizes = new SizeChanges()
  if (before.state === "active") sizes.add(before.classId, -1)
  await sizes.write(tx)
  return { before, addresses, stub: found(stub) }
}
