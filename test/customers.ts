/** Customers for tests, and how they are looked for. */
import { expect } from "vitest"
import type { Answer, Api } from "./world.ts"

export type Customer = {
  id: string
  externalId: string
  name: string
  version: number
  classId: string
  areaId: string
} & Record<string, unknown>

let number = 0

/** Adds one, called Anna Kowalska unless told. */
export async function addCustomer(api: Api, more: Record<string, unknown> = {}): Promise<Customer> {
  const answer = await api("POST /v1/customers", { externalId: `C-${++number}`, name: "Anna Kowalska", ...more })
  expect(answer.status, answer.text).toBe(201)
  const { warnings: _, ...customer } = answer.body
  return customer as unknown as Customer
}

export const idOf = async (answer: Promise<Answer>) => String((await answer).body.id)

export const itemsOf = ({ body }: Answer) => body.items as unknown as Customer[]

/** The names a list shows, in its order. */
export const found = async (api: Api, query: string) =>
  itemsOf(await api(`GET /v1/customers?${query}`)).map(({ name }) => name)

/** How many customers each class is said to have. */
export const sizes = async (api: Api): Promise<Record<string, number>> =>
  Object.fromEntries(
    itemsOf(await api("GET /v1/customer-classes?limit=200")).map(({ name, customers }) => [name, Number(customers)]),
  )

/** An id that nothing has. */
export const missing = "00000000-0000-4000-8000-000000000000"
