/**
 * Switches: what is told to whom on which channel. All switches of one owner are one document, its sheet, saved whole.
 * Only e-mail and SMS are switched; push and what is shown in the system always are, and so is a mandatory type.
 */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { type Fault, Problem, type ProblemCode, problems } from "../base/problem.ts"
import { checkVersion, id } from "../base/route.ts"
import { audiences, type Channel, channels } from "../base/words.ts"
import type { TypeDefinition } from "./definition.ts"
import { type NotificationType, typeColumns } from "./types.ts"

/** Whose sheet: the organisation's one, or a class's for one of the template sets it has or had. */
export type SheetOwner = { owner: "organisation" } | { owner: "class"; classId: string; setId: string }

export const switchInput = z.strictObject({ typeId: id, audience: z.enum(audiences), channel: z.enum(channels) })
export type Switch = z.output<typeof switchInput>

export type Sheet = {
  /** Null for one that was never saved: everything is off. */
  id: string | null
  version: number
  /** Raised by each save that turns something off; a delivery planned under another number is withheld. */
  stops: bigint
  changedAt: Temporal.Instant | null
  changedBy: string | null
  on: (Switch & { onSince: Temporal.Instant })[]
}

/** One line of a sheet as screens show it. */
export type SwitchRow = Switch & {
  on: boolean
  onSince: Temporal.Instant | null
  /** False where there is nothing to switch: push, in the system, mandatory types. */
  switchable: boolean
}

const switched = (channel: Channel): boolean => channel === "email" || channel === "sms"
const keyOf = ({ typeId, audience, channel }: Switch): string => `${typeId} ${audience} ${channel}`

const isOf = (owner: SheetOwner) =>
  owner.owner === "organisation"
    ? sql`owner = 'organisation'`
    : sql`class_id = ${owner.classId} and set_id = ${owner.setId}`

const neverSaved = { id: null, version: 1, stops: 0n, changedAt: null, changedBy: null }

async function load(tx: OrgSql, owner: SheetOwner, locking = sql``): Promise<Sheet> {
  const [sheet = neverSaved] = await tx<Omit<Sheet, "on">>`
    select id, version, stops, changed_at, changed_by
      from switch_sheets where org_id = ${tx.orgId} and ${isOf(owner)} ${locking}`
  const on = await tx<Sheet["on"][number]>`
    select type_id, audience, channel, on_since from switches
     where org_id = ${tx.orgId} and sheet_id = ${sheet.id} and is_on order by type_id, audience, channel`
  return { ...sheet, on: [...on] }
}

/** The sheet of this owner. One that was never saved has version 1 and everything off (a set assigned for the first time). */
export const readSheet = (tx: OrgSql, owner: SheetOwner): Promise<Sheet> => load(tx, owner)

/** The lines of a sheet: every audience and channel of each of `types` that this owner switches and that is in use. Pure. */
export function sheetRows(
  types: readonly NotificationType[],
  owner: SheetOwner["owner"],
  on: Sheet["on"],
): (SwitchRow & { type: NotificationType })[] {
  const since = new Map(on.map((each) => [keyOf(each), each.onSince]))
  return types
    .filter((type) => type.switchOwner === owner && type.retiredAt === null)
    .flatMap((type) =>
      switchesOf(type).map((each) => {
        const switchable = switched(each.channel) && !type.mandatory
        const onSince = switchable ? (since.get(keyOf(each)) ?? null) : type.createdAt
        return { type, ...each, on: onSince !== null, onSince, switchable }
      }),
    )
}

/** Everything a type could be switched for, in the order screens show it. */
const switchesOf = (type: NotificationType): Switch[] =>
  audiences.flatMap((audience) =>
    channels
      .filter((channel) => type.audiences[audience]?.includes(channel))
      .map((channel) => ({ typeId: type.id, audience, channel })),
  )

/** Why these switches can't be on, each with a pointer such as `/on/3/channel`. Pure. */
function refusals(
  types: readonly NotificationType[],
  owner: SheetOwner["owner"],
  on: readonly Switch[],
  hasMessage: (one: Switch) => boolean,
): Fault[] {
  const byId = new Map(types.map((type) => [type.id, type]))
  const seen = new Set<string>()
  return on.flatMap((each, index): Fault[] => {
    const fault = seen.has(keyOf(each))
      ? { pointer: "", code: "duplicate" as const, detail: "This switch stands here twice." }
      : refusal(byId.get(each.typeId), owner, each, hasMessage)
    seen.add(keyOf(each))
    return fault ? [{ ...fault, pointer: `/on/${index}${fault.pointer}` }] : []
  })
}

function refusal(
  type: NotificationType | undefined,
  owner: SheetOwner["owner"],
  one: Switch,
  hasMessage: (one: Switch) => boolean,
): (Fault & { pointer: string }) | null {
  const { audience, channel } = one
  if (!type) return { pointer: "/typeId", code: "unknown", detail: "There is no such notification type." }
  if (type.switchOwner !== owner)
    return { pointer: "/typeId", code: "other_owner", detail: `${type.key} isn't switched here.` }
  if (type.retiredAt) return { pointer: "/typeId", code: "retired", detail: `${type.key} is retired.` }
  if (channel === "push")
    return {
      pointer: "/channel",
      code: "switch_fixed",
      detail: "Push can't be switched off here; people turn it off on their phone.",
    }
  if (channel === "inbox")
    return { pointer: "/channel", code: "switch_fixed", detail: "What is shown in the system has no switch." }
  if (!type.audiences[audience])
    return { pointer: "/audience", code: "audience_unsupported", detail: `${type.key} isn't written for ${audience}.` }
  if (!type.audiences[audience].includes(channel))
    return { pointer: "/channel", code: "channel_unsupported", detail: `${type.key} doesn't go out by ${channel}.` }
  if (!type.mandatory && !hasMessage(one))
    return {
      pointer: "",
      code: "message_missing",
      detail: `The template set has no ${channel} message of ${type.key} for ${audience}. Write one first.`,
    }
  return null
}

/** One problem for all faults: by the code they share where the catalogue of problems has it, else `invalid`. */
function problemOf(faults: readonly Fault[]): Problem {
  const [first, ...others] = new Set(faults.map(({ code }) => code))
  const known = first !== undefined && others.length === 0 && first in problems
  return new Problem(known ? (first as ProblemCode) : "invalid", faults.length === 1 ? faults[0]?.detail : undefined, {
    faults: faults.slice(0, 100),
  })
}

/**
 * Saves a sheet whole: what could be switched and isn't in `on` is off. Turning something off raises the sheet's `stops`;
 * what was on stays on since when it was. What a retired type had on is kept for its return. The same again changes
 * nothing.
 * @param ifMatch the version read, null for any
 * @param hasMessage is there a message in the owner's set, in any language? Asked of what is newly turned on.
 * @throws Problem version_conflict, or what `refusals` says: channel_unsupported, message_missing, switch_fixed, invalid
 */
export async function saveSheet(
  call: Actor,
  owner: SheetOwner,
  on: readonly Switch[],
  ifMatch: number | null,
  hasMessage: (one: Switch) => boolean,
): Promise<Sheet> {
  const { tx } = call
  // Types first, then the sheet: a type that loses a channel takes them in the same order.
  const types = await tx<NotificationType>`
    select ${typeColumns} from notification_types t
     where t.org_id = ${tx.orgId} and (t.switch_owner = ${owner.owner} or t.id = any (${on.map(({ typeId }) => typeId)}))
     order by t.id for share`
  await makeSheet(call, owner)
  const before = await load(tx, owner, sql`for update`)
  checkVersion(ifMatch, before.version)
  const wasOn = new Set(before.on.map(keyOf))
  const faults = refusals(types, owner.owner, on, (one) => wasOn.has(keyOf(one)) || hasMessage(one))
  if (faults.length) throw problemOf(faults)

  const rows = sheetRows(types, owner.owner, before.on).filter(({ switchable }) => switchable)
  const wanted = new Set(on.map(keyOf))
  const turnedOn = rows.filter((row) => !row.on && wanted.has(keyOf(row)))
  const turnedOff = rows.filter((row) => row.on && !wanted.has(keyOf(row)))
  if (turnedOn.length + turnedOff.length === 0) return before
  if (turnedOff.length)
    await tx`
      update switches set is_on = false, stops = stops + 1
       where org_id = ${tx.orgId} and sheet_id = ${before.id} and is_on
         and (type_id, audience, channel) in (${sql.join(turnedOff.map((row) => sql`(${row.typeId}, ${row.audience}, ${row.channel})`))})`
  await turnOn(call, before.id as string, turnedOn)
  await tx`
    update switch_sheets
       set version = version + 1, stops = stops + ${turnedOff.length ? 1 : 0},
           changed_at = ${call.now}, changed_by = ${call.caller.name}
     where org_id = ${tx.orgId} and id = ${before.id}`
  const told = (isOn: (row: SwitchRow) => boolean) =>
    Object.fromEntries(
      [...turnedOn, ...turnedOff].map((row) => [`${row.type.key} ${row.audience} ${row.channel}`, isOn(row)]),
    )
  await record(call, {
    action: "switches.saved",
    // A class's boxes are part of it to whoever looks what was changed about it.
    subject:
      owner.owner === "class" ? { kind: "customer_class", id: owner.classId } : { kind: "switch_sheet", id: before.id },
    before: told((row) => row.on),
    after: told((row) => !row.on),
  })
  return await load(tx, owner)
}

/** @returns false if it is there already */
async function makeSheet({ tx, caller, now }: Actor, owner: SheetOwner): Promise<boolean> {
  const [classId, setId] = owner.owner === "class" ? [owner.classId, owner.setId] : [null, null]
  const made = await tx`
    insert into switch_sheets (org_id, id, owner, class_id, set_id, changed_at, changed_by)
    values (${tx.orgId}, ${newId()}, ${owner.owner}, ${classId}, ${setId}, ${now}, ${caller.name})
    on conflict do nothing`
  return made.count === 1
}

async function turnOn({ tx, now }: Actor, sheetId: string, on: readonly Switch[]): Promise<void> {
  if (on.length === 0) return
  await tx`
    insert into switches (org_id, sheet_id, type_id, audience, channel, on_since)
    values ${sql.join(on.map((each) => sql`(${tx.orgId}, ${sheetId}, ${each.typeId}, ${each.audience}, ${each.channel}, ${now}::timestamptz)`))}
    on conflict (org_id, sheet_id, type_id, audience, channel)
      do update set is_on = excluded.is_on, on_since = excluded.on_since where not switches.is_on`
}

/** Makes the organisation's sheet with every e-mail of these types on and every SMS off. Done again it changes nothing. */
export async function installSwitches(call: Actor, types: readonly NotificationType[]): Promise<void> {
  const owner = { owner: "organisation" } as const
  if (!(await makeSheet(call, owner))) return
  const sheet = await load(call.tx, owner)
  const on = sheetRows(types, "organisation", []).filter((row) => row.switchable && row.channel === "email")
  await turnOn(call, sheet.id as string, on)
  await record(call, {
    action: "switches.installed",
    subject: { kind: "switch_sheet", id: sheet.id },
    after: Object.fromEntries(on.map((row) => [`${row.type.key} ${row.audience} ${row.channel}`, true])),
  })
}

/** Switches a type off, on every sheet, where it no longer has the audience or channel. The caller raises its `stops`. */
export async function dropSwitches(tx: OrgSql, typeId: string, remaining: TypeDefinition["audiences"]): Promise<void> {
  const lost = sql`s.org_id = ${tx.orgId} and s.type_id = ${typeId}
    and not coalesce(${json(remaining)} -> s.audience @> to_jsonb(s.channel), false)`
  // In one order, so that two types that change at once don't wait for each other's sheets.
  const sheets = await tx<{ id: string }>`
    select id from switch_sheets
     where org_id = ${tx.orgId} and id in (select s.sheet_id from switches s where ${lost}) order by id for update`
  await tx`delete from switches s where ${lost}`
  await tx`
    update switch_sheets set version = version + 1
     where org_id = ${tx.orgId} and id = any (${sheets.map((sheet) => sheet.id)})`
}
