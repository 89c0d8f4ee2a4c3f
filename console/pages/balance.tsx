/** What a customer owes: the last value, the thresholds that are watched, the invoices, and what would be told next. */
import { Anchor, Button, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay, useSession } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { Facts, When } from "../ui/text.tsx"
import { useTypeNames } from "./activity.tsx"
import { fromRow, ThresholdsField, toRow, useThresholdWords } from "./thresholds.tsx"

type Customer = Schemas["Customer"]
type BalanceRead = Schemas["Balance"]
type Invoice = Schemas["CustomerInvoice"]
type Ahead = Schemas["NextNotices"]

/** Today, as a date field has it. */
const today = () => new Date().toISOString().slice(0, 10)

/** An amount of the organisation's currency, and a local date. */
function useAmounts() {
  const { formatNumber, formatDate } = useIntl()
  const currency = useSession().organisation.currency ?? "EUR"
  return {
    currency,
    money: (amount: string) => formatNumber(Number(amount), { style: "currency", currency }),
    day: (date: string) =>
      formatDate(`${date}T00:00:00Z`, {
        weekday: "short",
        day: "numeric",
        month: "short",
        year: "numeric",
        timeZone: "UTC",
      }),
  }
}

export function Balance({ customer }: { customer: Customer }) {
  const t = useWords()
  const may = useMay()
  const { id } = customer
  const params = { path: { id } }
  const { data, error, refetch } = useQuery({
    queryKey: ["customers", id, "balance"],
    queryFn: () => ask(api.GET("/v1/customers/{id}/balance", { params })),
  })
  const isEditable = may("balances:edit") && customer.state === "active"
  if (!data) return error ? <Failure error={error} retry={() => void refetch()} /> : <Waiting rows={8} />
  return (
    <>
      <div className="beside">
        <section className="panel" aria-labelledby="balance-now">
          <Title order={2} id="balance-now">
            {t("balance.title")}
          </Title>
          <Known balance={data} />
          {isEditable && <EnterBalance id={id} />}
        </section>
        <section className="panel" aria-labelledby="balance-next">
          <Title order={2} id="balance-next">
            {t("balance.next")}
          </Title>
          <Next customer={customer} />
        </section>
      </div>
      <section className="panel" aria-labelledby="balance-thresholds">
        <Title order={2} id="balance-thresholds">
          {t("thresholds.title")}
        </Title>
        {isEditable ? <Thresholds id={id} balance={data} /> : <ThresholdsShown balance={data} />}
      </section>
      <section className="below" aria-labelledby="balance-invoices">
        <Title order={2} id="balance-invoices" mb={12}>
          {t("invoices.title")}
        </Title>
        <Invoices id={id} isEditable={isEditable} />
      </section>
    </>
  )
}

/** Whatever shows what a customer owes is read anew. */
function useAnew(id: string) {
  const client = useQueryClient()
  return async () => {
    await client.invalidateQueries({ queryKey: ["customers", id] })
    await client.invalidateQueries({ queryKey: ["invoices"] })
    await client.invalidateQueries({ queryKey: ["audit"] })
  }
}

function Known({ balance }: { balance: BalanceRead }) {
  const t = useWords()
  const { money } = useAmounts()
  if (balance.balance === null || balance.at === null) return <Text c="dimmed">{t("balance.unknown")}</Text>
  const { limit, amountLeft, percentUsed } = balance
  const isOver = limit !== null && Number(balance.balance) > Number(limit)
  return (
    <Facts
      facts={[
        [
          t("balance.owed"),
          <span key="owed" className="owed">
            {money(balance.balance)}
            {isOver && <Status tone="red" icon="alert" word={t("balance.over")} />}
          </span>,
        ],
        [t("balance.limit"), limit === null ? t("balance.noLimit") : money(limit)],
        amountLeft === null
          ? null
          : [t("balance.left"), `${money(amountLeft)} · ${t("thresholds.ofLimit", { percent: percentUsed ?? 0 })}`],
        [t("balance.at"), <When key="at" at={balance.at} plain />],
      ]}
    />
  )
}

function EnterBalance({ id }: { id: string }) {
  const t = useWords()
  const anew = useAnew(id)
  const { currency } = useAmounts()
  const [said, say] = useState("")
  const params = { path: { id } }
  const names = { balance: t("balance.owed"), limit: t("balance.limit"), at: t("balance.at") }
  const form = useForm({
    values: { balance: "", limit: "", at: "" },
    save: async ({ balance, limit, at }) => {
      const body = {
        balance: amountOf(balance),
        limit: limit.trim() ? amountOf(limit) : null,
        at: at ? new Date(at).toISOString() : new Date().toISOString(),
      }
      const { isTaken } = await ask(api.PUT("/v1/customers/{id}/balance", { params, body }))
      say(isTaken ? t("balance.taken") : t("balance.notTaken"))
      await anew()
    },
  })
  return (
    <details className="enter">
      <summary>{t("balance.enter")}</summary>
      <FormView form={form} names={names} submit={t("balance.save")} bar="always">
        <div className="fields-beside">
          <TextField
            name="balance"
            label={`${names.balance} (${currency})`}
            help={t("balance.owedHelp")}
            inputMode="decimal"
          />
          <TextField
            name="limit"
            label={`${names.limit} (${currency})`}
            help={t("balance.limitHelp")}
            inputMode="decimal"
          />
        </div>
        <TextField name="at" label={names.at} help={t("balance.atHelp")} type="datetime-local" />
      </FormView>
      <Text role="status" c="dimmed" mt={8}>
        {said}
      </Text>
    </details>
  )
}

/** As people write it: with a comma, or with blanks between thousands. */
const amountOf = (text: string) => text.replace(/[\s\u00a0']/g, "").replace(",", ".")

function Next({ customer: { id, classId } }: { customer: Customer }) {
  const t = useWords()
  const { money, day } = useAmounts()
  const nameOf = useTypeNames()
  const words = useThresholdWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["customers", id, "next-notices"],
    queryFn: () => ask(api.GET("/v1/customers/{id}/next-notices", { params: { path: { id } } })),
  })
  if (!data) return error ? <Failure error={error} retry={() => void refetch()} /> : <Waiting rows={4} />
  const by = ({ channels }: Ahead["notices"][number] | Ahead["thresholds"][number]) =>
    channels.length ? (
      <span className="reason">{channels.map((channel) => t(`channel.${channel}`)).join(", ")}</span>
    ) : (
      <Anchor component={Link} {...({ to: `/classes/${classId}` } as object)} className="reason">
        {t("balance.notTicked")}
      </Anchor>
    )
  if (data.notices.length + data.thresholds.length === 0) return <Text c="dimmed">{t("balance.nothingNext")}</Text>
  return (
    <ul className="lines">
      {data.notices.map((notice) => (
        <li key={`${notice.invoiceNumber} ${notice.day}`}>
          <span>
            <When at={notice.at} plain />
            {" · "}
            <span className="strong">{nameOf(notice.type)}</span>
            <span className="reason">
              {" "}
              {notice.invoiceNumber}, {t("invoices.dueOn", { date: day(notice.dueDate) })}
            </span>
          </span>
          {by(notice)}
        </li>
      ))}
      {data.thresholds.map((each) => (
        <li key={`${each.type} ${each.balance}`}>
          <span>
            {each.type === "balance.over_limit"
              ? t("balance.whenAbove", { amount: money(each.balance) })
              : t("balance.whenOwed", { amount: money(each.balance) })}
            {" · "}
            <span className="strong">{nameOf(each.type)}</span>
            {each.threshold && <span className="reason"> {words(each.threshold)}</span>}
            {each.isReached && <span className="tag">{t("balance.reached")}</span>}
          </span>
          {by(each)}
        </li>
      ))}
    </ul>
  )
}

function ThresholdsShown({ balance }: { balance: BalanceRead }) {
  const t = useWords()
  const words = useThresholdWords()
  const inForce = balance.thresholds ?? balance.classThresholds
  return (
    <Text>
      {balance.thresholds ? t("thresholds.own") : t("thresholds.classs")}: {inForce.map(words).join(" · ") || "–"}
    </Text>
  )
}

const thresholdsOf = ({ thresholds, classThresholds }: BalanceRead) => ({
  whose: thresholds === null ? "class" : "own",
  thresholds: (thresholds ?? classThresholds).map(toRow),
})

function Thresholds({ id, balance }: { id: string; balance: BalanceRead }) {
  const t = useWords()
  const words = useThresholdWords()
  const anew = useAnew(id)
  const params = { path: { id } }
  const form = useForm({
    values: thresholdsOf(balance),
    version: balance.version,
    save: async ({ whose, thresholds }, version) => {
      await ask(
        api.PUT("/v1/customers/{id}/thresholds", {
          params: { ...params, header: ifMatch(version as number) },
          body: { thresholds: whose === "class" ? null : thresholds.map(fromRow) },
        }),
      )
      await anew()
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/customers/{id}/balance", { params }))
      return { values: thresholdsOf(now), version: now.version }
    },
  })
  const choices = [
    { value: "class", label: t("thresholds.classs") },
    { value: "own", label: t("thresholds.own") },
  ]
  const show = (name: string, value: unknown) =>
    name === "whose"
      ? choices.find((each) => each.value === value)?.label
      : (value as { kind: string; value: string }[]).map((row) => words(fromRow(row))).join(", ")
  return (
    <FormView
      form={form}
      names={{ whose: t("thresholds.whose"), thresholds: t("thresholds.title") }}
      submit={t("thresholds.save")}
      effect={t("thresholds.effect")}
      show={show}
    >
      <ChoiceField name="whose" label={t("thresholds.whose")} choices={choices} />
      {form.values.whose === "own" ? (
        <ThresholdsField name="thresholds" />
      ) : (
        <Text c="dimmed">{balance.classThresholds.map(words).join(" · ") || t("thresholds.none")}</Text>
      )}
    </FormView>
  )
}

function Invoices({ id, isEditable }: { id: string; isEditable: boolean }) {
  const t = useWords()
  const { money, day } = useAmounts()
  const { ask: confirm, dialog } = useConfirm()
  const anew = useAnew(id)
  const params = { path: { id } }
  const pay = (row: Invoice) => {
    const body = {
      amount: row.amount,
      issued: row.issued,
      dueDate: row.dueDate,
      paidAt: row.paidAt ? null : new Date().toISOString(),
    }
    confirm({
      title: row.paidAt
        ? t("invoices.openTitle", { number: row.number })
        : t("invoices.payTitle", { number: row.number }),
      effect: row.paidAt ? t("invoices.openEffect") : t("invoices.payEffect"),
      verb: row.paidAt ? t("invoices.open") : t("invoices.pay"),
      act: async () => {
        await ask(
          api.PUT("/v1/customers/{id}/invoices/{number}", { params: { path: { id, number: row.number } }, body }),
        )
        await anew()
      },
    })
  }
  return (
    <>
      <List<Invoice>
        of="invoices"
        label={t("invoices.title")}
        within={{ customerId: id }}
        load={({ customerId: _, ...query }) =>
          ask(api.GET("/v1/customers/{id}/invoices", { params: { ...params, query } }))
        }
        filters={[
          {
            name: "isOpen",
            label: t("customers.state"),
            kind: "choice",
            choices: [
              { value: "true", label: t("invoices.isOpen") },
              { value: "false", label: t("invoices.isPaid") },
            ],
          },
        ]}
        columns={[
          { id: "number", head: t("invoices.number"), phone: "name", cell: (row) => <code>{row.number}</code> },
          { id: "amount", head: t("invoices.amount"), phone: "side", numeric: true, cell: (row) => money(row.amount) },
          { id: "due", head: t("invoices.due"), cell: (row) => day(row.dueDate) },
          { id: "state", head: t("customers.state"), cell: (row) => <InvoiceState invoice={row} /> },
          {
            id: "told",
            head: t("invoices.told"),
            numeric: true,
            phone: "out",
            cell: (row) => row.notices.filter(({ eventId }) => eventId !== null).length,
          },
          ...(isEditable
            ? [
                {
                  id: "do",
                  head: t("actions"),
                  cell: (row: Invoice) => (
                    <Button variant="default" size="xs" onClick={() => pay(row)}>
                      {row.paidAt ? t("invoices.open") : t("invoices.pay")}
                      <span className="sr-only"> {row.number}</span>
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
        rowId={(row) => row.id}
        empty={{
          title: t("invoices.empty"),
          text: t("invoices.emptyText"),
          call: {
            method: "PUT",
            path: `/v1/customers/${id}/invoices/FV-1`,
            body: { amount: "248.60", issued: "2026-03-10", dueDate: "2026-03-24" },
          },
        }}
      />
      {isEditable && <EnterInvoice id={id} />}
      {dialog}
    </>
  )
}

function InvoiceState({ invoice: { paidAt, dueDate } }: { invoice: Invoice }) {
  const t = useWords()
  if (paidAt) return <Status tone="green" icon="check" word={t("invoices.isPaid")} />
  if (dueDate < today()) return <Status tone="amber" icon="alert" word={t("invoices.isOverdue")} />
  return <Status tone="grey" icon="clock" word={t("invoices.isOpen")} />
}

function EnterInvoice({ id }: { id: string }) {
  const t = useWords()
  const anew = useAnew(id)
  const { currency } = useAmounts()
  const [said, say] = useState("")
  const [first] = useState(today)
  const names = {
    number: t("invoices.number"),
    amount: t("invoices.amount"),
    issued: t("invoices.issued"),
    dueDate: t("invoices.due"),
  }
  const form = useForm({
    values: { number: "", amount: "", issued: first, dueDate: "" },
    save: async ({ number, amount, issued, dueDate }) => {
      await ask(
        api.PUT("/v1/customers/{id}/invoices/{number}", {
          params: { path: { id, number: number.trim() } },
          body: { amount: amountOf(amount), issued, dueDate },
        }),
      )
      say(t("invoices.saved", { number: number.trim() }))
      await anew()
    },
  })
  return (
    <details className="enter">
      <summary>{t("invoices.enter")}</summary>
      <FormView form={form} names={names} submit={t("invoices.save")} bar="always">
        <div className="fields-beside">
          <TextField name="number" label={names.number} help={t("invoices.numberHelp")} />
          <TextField name="amount" label={`${names.amount} (${currency})`} inputMode="decimal" />
        </div>
        <div className="fields-beside">
          <TextField name="issued" label={names.issued} type="date" />
          <TextField name="dueDate" label={names.dueDate} type="date" />
        </div>
      </FormView>
      <Text role="status" c="dimmed" mt={8}>
        {said}
      </Text>
    </details>
  )
}
