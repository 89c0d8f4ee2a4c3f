/** Choosing one customer by a few letters of a name, number or address. */
import { TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { type KeyboardEvent, useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { Icon } from "./icons.tsx"

export type Picked = Pick<Schemas["Customer"], "id" | "externalId" | "name">

/** A field that lists what it finds below itself; arrow keys walk, Enter takes, Escape closes. */
export function PickCustomer({
  label,
  picked,
  pick,
  error,
}: {
  label: string
  picked: Picked | null
  pick: (customer: Picked | null) => void
  error?: string | undefined
}) {
  const t = useWords()
  const [typed, setTyped] = useState("")
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const [asked] = useDebouncedValue(typed.trim(), 150)
  const { data } = useQuery({
    queryKey: ["customers", "pick", asked],
    queryFn: () => ask(api.GET("/v1/customers", { params: { query: { q: asked, limit: 8 } } })),
    enabled: asked.length > 1 && isOpen,
    placeholderData: keepPreviousData,
  })
  const found = isOpen && asked.length > 1 ? (data?.items ?? []) : []
  const active = Math.min(at, found.length - 1)
  const take = (customer: Picked) => {
    pick(customer)
    setTyped("")
    setOpen(false)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length) {
      event.preventDefault()
      setAt((active + step + found.length) % found.length)
    } else if (event.key === "Enter") {
      // A form is sent by its button, not by a name half typed.
      event.preventDefault()
      if (found[active]) take(found[active])
    } else if (event.key === "Escape") setOpen(false)
  }
  return (
    <div className="pick">
      <TextInput
        id="field-subject"
        label={label}
        leftSection={<Icon name="search" size={16} />}
        placeholder={picked ? `${picked.name} · ${picked.externalId}` : t("customers.search")}
        value={typed}
        error={error}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="picks"
        aria-autocomplete="list"
        aria-activedescendant={found.length ? `pick-${active}` : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setOpen(true)
          setAt(0)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <div id="picks" role="listbox" aria-label={label} className={found.length ? "found picks" : "picks"}>
        {found.map((customer, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys
          <div
            key={customer.id}
            id={`pick-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Before the field loses the focus, and with it the list.
            onMouseDown={(event) => {
              event.preventDefault()
              take(customer)
            }}
            onMouseEnter={() => setAt(index)}
          >
            <span className="found-title">{customer.name}</span>
            <span className="found-hint">{customer.externalId}</span>
          </div>
        ))}
      </div>
      {picked && (
        <p className="picked">
          <Icon name="check" size={16} />
          <strong>{picked.name}</strong> <code>{picked.externalId}</code>
        </p>
      )}
    </div>
  )
}
