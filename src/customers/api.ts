/** The routes of customers. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { newId } from "../base/ids.ts"
import { toPage } from "../base/page.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, file, found, id, listRoute, route } from "../base/route.ts"
import { bulk, BulkAnswer, bulkInput } from "./bulk.ts"
import * as customers from "./customers.ts"
import { exportCustomers } from "./export.ts"
import { filterQuery, readRows } from "./list.ts"
import * as points from "./points.ts"
import { areaFault, classFault, findPlaces, placeProblem, within } from "./scope.ts"
import { lineInput, startOf, upsert } from "./upsert.ts"

const byId = z.object({ id })
const byExternalId = z.object({ externalId: customers.fields.externalId })
const { fields, CustomerAnswer, personal } = customers
const pointersOf = { class: "/classId", area: "/areaId" }

const newCustomer = z
  .strictObject({
    externalId: fields.externalId,
    name: fields.name,
    salutation: fields.salutation.default(""),
    language: fields.language.default(null),
    timeZone: fields.timeZone.default(null),
    classId: fields.classId.optional().meta({ description: "The default class unless told." }),
    areaId: fields.areaId.optional().meta({ description: "The main area unless told." }),
    bcc: fields.bcc.default([]),
    sendEmail: fields.sendEmail.default(true),
    sendSms: fields.sendSms.optional().meta({ description: "As the organisation's settings say unless told." }),
    emails: points.emailList.default([]),
    numbers: points.numberList.default([]),
  })
  .meta({ id: "NewCustomer" })

const changes = z.strictObject(fields).partial().meta({ id: "CustomerChanges" })

const SavedCustomerAnswer = CustomerAnswer.extend({ warnings: points.warnings }).meta({ id: "SavedCustomer" })

const subject = (customerId: string) => ({ kind: "customer", id: customerId })

export const customerRoutes = [
  listRoute("GET /v1/customers", {
    name: "customers list",
    summary: "Customers by name, filtered and searched.",
    needs: "customers:see",
    query: filterQuery,
    item: CustomerAnswer,
    run: async (call) => {
      const page = toPage(call.paging, await readRows(call, call.query, call.paging), ({ at }) => at)
      return { ...page, items: page.items.map(({ at: _, ...customer }) => customer) }
    },
  }),
  route("GET /v1/customers/export", {
    name: "customers export",
    summary: "The filtered list as a CSV file, in columns that an import understands.",
    needs: "customers:see",
    query: filterQuery,
    answer: file("text/csv"),
    run: exportCustomers,
  }),
  route("GET /v1/customers/{id}", {
    name: "customers get",
    summary: "One customer.",
    needs: "customers:see",
    params: byId,
    answer: CustomerAnswer,
    run: (call) => customers.readCustomer(call, call.params.id),
  }),
  route("GET /v1/customers/by-external-id/{externalId}", {
    name: "customers find",
    summary: "One customer, by your own number.",
    needs: "customers:see",
    params: byExternalId,
    answer: CustomerAnswer,
    run: async (call) => {
      const [row] = await call.tx<customers.Customer>`
        select ${customers.columns} from customers c
         where c.org_id = ${call.tx.orgId} and c.external_id = ${call.params.externalId} and ${within(call)}`
      return found(row)
    },
  }),
  route("POST /v1/customers", {
    name: "customers create",
    summary: "Add a customer.",
    needs: "customers:edit",
    body: newCustomer,
    example: { externalId: "LX-1001", name: "Anna Kowalska", emails: [{ address: "anna@example.com" }] },
    status: 201,
    answer: SavedCustomerAnswer,
    run: async (call) => {
      const { tx, body, now } = call
      const { emails, numbers, classId, areaId, sendSms, ...rest } = body
      const given = points.distinctPoints({ emails, numbers })
      const places = await findPlaces(tx, { classes: classId ? [classId] : [], areas: areaId ? [areaId] : [] })
      const place = { class: places.classOf(classId), area: places.areaOf(areaId) }
      const fault = classFault(call, places, null, place.class) ?? areaFault(call, place.area)
      if (fault) throw placeProblem(fault, pointersOf)
      const customer = {
        id: newId(),
        fields: {
          ...rest,
          sendSms: sendSms ?? (await startOf(tx)).sendSms,
          classId: found(place.class).id,
          areaId: found(place.area).id,
        },
        points: points.settle([], given.points),
      }
      const added = await customers.insertCustomers(tx, now, [customer])
      if (!added.size)
        throw fieldProblem("name_taken", "/externalId", "taken", "There is a customer with this number already.")
      const after = { ...customer.fields, ...points.shown(customer.points) }
      await record(call, { action: "customer.created", subject: subject(customer.id), after, personal })
      return { ...(await customers.readCustomer(call, customer.id)), warnings: given.warnings }
    },
  }),
  route("PUT /v1/customers/by-external-id/{externalId}", {
    name: "customers put",
    summary:
      "Add a customer, or change the one with this number; what isn't named stays as it is. As a line of an import.",
    needs: "customers:edit",
    params: byExternalId,
    body: lineInput.omit({ externalId: true }).meta({ id: "CustomerByExternalId" }),
    example: { name: "Anna Kowalska", class: "Small business", numbers: [{ country: "PL", national: "601 234 567" }] },
    answer: SavedCustomerAnswer,
    run: async (call) => {
      const { tx, params, body } = call
      const [result] = await upsert(call, [{ ...body, externalId: params.externalId }], await startOf(tx), false)
      if (result?.outcome === "refused") {
        const [fault] = result.faults
        const code = fault?.code === "outside" ? "forbidden" : fault?.code === "taken" ? "name_taken" : "invalid"
        throw new Problem(code, fault?.detail, { faults: result.faults })
      }
      const { customerId, before, after, outcome, warnings } = found(result)
      if (outcome !== "unchanged")
        await record(call, {
          action: `customer.${outcome}`,
          subject: subject(customerId),
          ...(before ? { before } : {}),
          after,
          personal,
        })
      return { ...(await customers.readCustomer(call, customerId)), warnings }
    },
  }),
  route("PATCH /v1/customers/{id}", {
    name: "customers update",
    summary: "Change a customer. A switch turned off stops what waits on that channel.",
    needs: "customers:edit",
    params: byId,
    body: changes,
    example: { salutation: "Pani Anno", sendSms: false },
    version: "optional",
    answer: CustomerAnswer,
    run: async (call) => {
      const { tx, params, body, now } = call
      const held = await customers.holdWithPoints(call, params.id)
      const { before } = held
      checkVersion(call.ifMatch, before.version)
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
      const after: customers.Fields = { ...customers.fieldsOf(before), ...given }
      const places = await findPlaces(tx, { classes: [before.classId, after.classId], areas: [after.areaId] })
      const fault =
        (after.classId !== before.classId && classFault(call, places, before, places.classOf(after.classId))) ||
        (after.areaId !== before.areaId && areaFault(call, places.areaOf(after.areaId)))
      if (fault) throw placeProblem(fault, pointersOf)
      const change = { before, after, points: { before: held.points, after: held.points } }
      if (!customers.isChange(change)) return before
      await customers.updateCustomers(tx, now, [change])
      await record(call, {
        action: "customer.updated",
        subject: subject(before.id),
        before: customers.fieldsOf(before),
        after,
        personal,
      })
      return await customers.readCustomer(call, before.id)
    },
  }),
  ...(["archive", "restore"] as const).map((verb) =>
    route(`POST /v1/customers/{id}/${verb}`, {
      name: `customers ${verb}`,
      summary:
        verb === "archive"
          ? "Archive a customer: nothing more is sent, and what waits is stopped. Nothing is lost."
          : "Bring a customer back from the archive. Nothing that was missed is sent.",
      needs: "customers:edit",
      params: byId,
      version: "optional",
      answer: CustomerAnswer,
      run: async (call) => {
        const before = await customers.holdCustomer(call, call.params.id)
        checkVersion(call.ifMatch, before.version)
        const state = verb === "archive" ? "archived" : "active"
        if (before.state === state) return before
        const after = await customers.setState(call.tx, call.now, before, state)
        await record(call, {
          action: `customer.${verb}d`,
          subject: subject(before.id),
          before: { state: before.state },
          after: { state },
        })
        return after
      },
    }),
  ),
  route("POST /v1/customers/bulk", {
    name: "customers bulk",
    summary: "Change class, area, switches or state of many customers, by their ids or by the list's filter.",
    needs: "customers:edit",
    body: bulkInput,
    example: { filter: { q: "kowalska" }, set: { sendSms: true } },
    answer: BulkAnswer,
    run: bulk,
  }),
  route("GET /v1/customers/{id}/contact-points", {
    name: "customers contact-points get",
    summary: "Where a customer is reached: addresses and numbers, in order.",
    needs: "customers:see",
    params: byId,
    answer: points.PointsAnswer,
    run: async (call) => {
      const { version } = await customers.readCustomer(call, call.params.id)
      const stored = await points.readPoints(call.tx, [call.params.id])
      return { ...points.shown(stored.get(call.params.id) ?? []), version }
    },
  }),
  route("PUT /v1/customers/{id}/contact-points", {
    name: "customers contact-points save",
    summary: "Save all of a customer's addresses and numbers. Numbers are kept in E.164.",
    needs: "customers:edit",
    params: byId,
    body: points.pointsInput,
    example: {
      emails: [{ address: "anna@example.com", label: "office" }],
      numbers: [{ country: "PL", national: "601 234 567" }, { number: "+4915123456789" }],
    },
    version: "required",
    answer: points.SavedPointsAnswer,
    run: async (call) => {
      const { tx, params, body, now } = call
      const { points: given, warnings } = points.distinctPoints(body)
      const { before, points: present } = await customers.holdWithPoints(call, params.id)
      checkVersion(call.ifMatch, before.version)
      const after = points.settle(present, given)
      const change = { before, after: customers.fieldsOf(before), points: { before: present, after } }
      if (!customers.isChange(change)) return { ...points.shown(present), version: before.version, warnings }
      await customers.updateCustomers(tx, now, [change])
      await record(call, {
        action: "customer.updated",
        subject: subject(before.id),
        before: points.shown(present),
        after: points.shown(after),
        personal,
      })
      return { ...points.shown(after), version: before.version + 1, warnings }
    },
  }),
]
