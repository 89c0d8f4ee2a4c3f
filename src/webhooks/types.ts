/** What can be told by webhook: the catalogue of types, each with an example of its data, and how one subscribes to them. */
import { didYouMean } from "../base/config.ts"
import type { Channel } from "../base/words.ts"

/** What is told of a delivery: ids and its state, no address and no words. */
export type DeliveryData = {
  id: string
  eventId: string
  /** The key of the notification type. */
  type: string
  customerId: string | null
  audience: string
  channel: Channel
  state: string
  /** Why it was withheld, failed or is unclear. */
  reason: string | null
}

/** What is told of an event. `source` and `externalId` are what it was sent with. */
export type EventData = {
  id: string
  source: string
  externalId: string
  type: string
  state: string
  reason: string | null
}

const delivery = (state: string, reason: string | null = null): DeliveryData => ({
  id: "019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f",
  eventId: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f",
  type: "balance.near_limit",
  customerId: "019c4f2e-0001-7c3a-9c55-0a1b2c3d4e5f",
  audience: "customer",
  channel: "sms",
  state,
  reason,
})
const event = (state: string, reason: string | null = null): EventData => ({
  id: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f",
  source: "/billing",
  externalId: "invoice-17",
  type: "balance.near_limit",
  state,
  reason,
})

/** Every type, with what it says and an example of its data. */
export const webhookTypes = {
  "delivery.sent": { summary: "A message was handed over to its provider.", data: delivery("sent") },
  "delivery.delivered": { summary: "The provider confirmed that it arrived.", data: delivery("delivered") },
  "delivery.failed": { summary: "A message could not be delivered.", data: delivery("failed", "refused") },
  "delivery.withheld": { summary: "A message is not sent, and why.", data: delivery("withheld", "switched_off") },
  "delivery.unclear": {
    summary: "A message may or may not have been sent; nobody can say yet.",
    data: delivery("ambiguous", "connection_lost"),
  },
  "delivery.cancelled": { summary: "A message was stopped before it was sent.", data: delivery("cancelled") },
  "delivery.expired": { summary: "A message waited until it was too late to send it.", data: delivery("expired") },
  "event.planned": { summary: "It was decided who is told of an event.", data: event("planned") },
  "event.failed": {
    summary: "An event could not be planned, or its files could not be had.",
    data: event("failed", "unplannable"),
  },
  "event.cancelled": { summary: "An event was called off.", data: event("cancelled") },
  "webhook.test": { summary: "Somebody tries out a webhook.", data: { text: "It works." } },
} as const satisfies Record<string, { summary: string; data: DeliveryData | EventData | { text: string } }>

export type WebhookType = keyof typeof webhookTypes

/** The data of a type, as they are announced. */
export type DataOf<T extends WebhookType> = T extends `delivery.${string}`
  ? DeliveryData
  : T extends `event.${string}`
    ? EventData
    : { text: string }

const typeNames = Object.keys(webhookTypes)
const families = [...new Set(typeNames.map((name) => `${name.slice(0, name.indexOf("."))}.*`))]

/** All that an endpoint can subscribe to: types, families of them, and everything. */
export const subscribable: readonly string[] = ["*", ...families, ...typeNames]

/** The word that was perhaps meant by one that is none of them. */
export const nearestType = (word: string): string | null => didYouMean(word, subscribable)

/** Does somebody who subscribed to these hear of `type`? */
export const hears = (subscribed: readonly string[], type: string): boolean =>
  subscribed.some(
    (word) => word === "*" || word === type || (word.endsWith(".*") && type.startsWith(word.slice(0, -1))),
  )
