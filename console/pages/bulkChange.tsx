/** One change of many customers: what it would do is told in numbers before it is done. */
import { Button, Modal, NativeSelect, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import type { Chosen } from "../ui/list.tsx"
import { Failure, Waiting } from "../ui/page.tsx"

type Change = Schemas["CustomersBulkChange"]

const kinds = ["classId", "areaId", "sendSms", "sendEmail", "state"] as const
type Kind = (typeof kinds)[number]

/** The filter as a JSON body has it. */
const filterOf = ({ sendSms, sendEmail, state, ...rest }: Chosen["filter"]): NonNullable<Change["filter"]> => ({
  ...rest,
  ...(sendSms ? { sendSms: sendSms === "true" } : {}),
  ...(sendEmail ? { sendEmail: sendEmail === "true" } : {}),
  ...(state === "archived" ? { state } : {}),
})

type Place = { id: string; name: string }
type Places = { classes: readonly Place[]; areas: readonly Place[] }

export function BulkChange({ chosen, ...places }: { chosen: Chosen } & Places) {
  const t = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("bulk.open")}</Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("bulk.title")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <Form chosen={chosen} {...places} close={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function Form({ chosen, classes, areas, close }: { chosen: Chosen; close: () => void } & Places) {
  const t = useWords()
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>("classId")
  const [value, setValue] = useState("")
  const [error, setError] = useState<unknown>(null)
  const [done, setDone] = useState<number | null>(null)
  const isArchived = chosen.filter.state === "archived"
  const values: Readonly<Record<Kind, readonly { value: string; label: string }[]>> = {
    classId: classes.map(({ id, name }) => ({ value: id, label: name })),
    areaId: areas.map(({ id, name }) => ({ value: id, label: name })),
    sendSms: (["true", "false"] as const).map((each) => ({ value: each, label: t(each === "true" ? "on" : "off") })),
    sendEmail: (["true", "false"] as const).map((each) => ({ value: each, label: t(each === "true" ? "on" : "off") })),
    state: [
      isArchived
        ? { value: "active", label: t("customer.restore") }
        : { value: "archived", label: t("customer.archive") },
    ],
  }
  const isFlag = kind === "sendSms" || kind === "sendEmail"
  const change: Change = {
    ...(chosen.isAll ? { filter: filterOf(chosen.filter) } : { ids: [...chosen.ids] }),
    set: { [kind]: isFlag ? value === "true" : value },
  }
  const { data: foreseen, error: refused } = useQuery({
    queryKey: ["customers", "bulk", change],
    queryFn: () => ask(api.POST("/v1/customers/bulk", { body: { ...change, dryRun: true } })),
    enabled: value !== "" && done === null,
    staleTime: 0,
    retry: false,
  })
  const act = async () => {
    setError(null)
    let changed = 0
    setDone(changed)
    try {
      // A call changes some thousands: the same again changes the next ones.
      for (let remaining = 1; remaining > 0; ) {
        const result = await ask(api.POST("/v1/customers/bulk", { body: change }))
        changed += result.changed
        remaining = result.changed === 0 ? 0 : result.remaining
        setDone(changed)
      }
      for (const key of ["customers", "customer-classes", "audit"]) await client.invalidateQueries({ queryKey: [key] })
      close()
      chosen.clear()
    } catch (failed) {
      setError(failed)
      setDone(null)
    }
  }
  const total = foreseen?.changed ?? 0
  return (
    <div className="form">
      <NativeSelect
        label={t("bulk.what")}
        value={kind}
        onChange={(event) => {
          setKind(event.currentTarget.value as Kind)
          setValue("")
        }}
        data={kinds
          .filter((each) => each !== "areaId" || areas.length > 0)
          .map((each) => ({ value: each, label: t(`bulk.${each}`) }))}
      />
      <NativeSelect
        label={t("bulk.to")}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        data={[{ value: "", label: t("bulk.choose") }, ...values[kind]]}
      />
      {value !== "" && (
        <div role="status">
          {refused ? (
            <Failure error={refused} />
          ) : done !== null ? (
            <>
              <Text>{t("bulk.doing", { done, total: Math.max(total, done) })}</Text>
              <div className="progress">
                <progress value={total ? done / total : 0} max={1} aria-label={t("progress.title")} />
              </div>
            </>
          ) : foreseen ? (
            <Text>
              {t("bulk.effect", { count: total })}
              {foreseen.unchanged ? ` · ${t("bulk.unchanged", { count: foreseen.unchanged })}` : ""}
              {foreseen.waiting ? ` · ${t("switchesPage.stops", { count: foreseen.waiting })}` : ""}
            </Text>
          ) : (
            <Waiting rows={1} />
          )}
        </div>
      )}
      {error !== null && <Failure error={error} />}
      <div className="form-buttons">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        <Button
          disabled={value === "" || total === 0}
          loading={done !== null}
          className={value === "archived" ? "danger" : undefined}
          onClick={() => void act()}
        >
          {t(value === "archived" ? "bulk.archive" : "bulk.do", { count: total })}
        </Button>
      </div>
    </div>
  )
}
