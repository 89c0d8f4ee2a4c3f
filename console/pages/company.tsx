/** The company that runs the install: the seller on invoices, and whom people ask for help. */
import { Textarea } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { FormView, TextField, useForm } from "../ui/form.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"

type Company = Schemas["Company"]

export function Company() {
  const t = useWords()
  const { data, error, refetch } = useQuery({ queryKey: ["company"], queryFn: () => ask(api.GET("/v1/company")) })
  return (
    <Page title={t("nav.company")} purpose={t("company.purpose")} call={{ method: "GET", path: "/v1/company" }}>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Edit company={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </Page>
  )
}

const valuesOf = ({ name, address, country, vatId, contact }: Company) => ({
  name,
  address,
  country,
  vatId,
  "contact/email": contact.email,
  "contact/phone": contact.phone,
  "contact/hours": contact.hours,
})

function Edit({ company }: { company: Company }) {
  const t = useWords()
  const client = useQueryClient()
  const form = useForm({
    values: valuesOf(company),
    version: company.version,
    save: async (values, version) => {
      const { name, address, country, vatId } = values
      const contact = {
        email: values["contact/email"].trim(),
        phone: values["contact/phone"].replace(/\s/g, ""),
        hours: values["contact/hours"],
      }
      const saved = await ask(
        api.PUT("/v1/company", {
          params: { header: ifMatch(version as number) },
          body: { name, address, country: country.trim().toUpperCase(), vatId, contact },
        }),
      )
      client.setQueryData(["company"], saved)
      await client.invalidateQueries({ queryKey: ["help-contact"] })
    },
    reread: async () => {
      const read = await ask(api.GET("/v1/company"))
      return { values: valuesOf(read), version: read.version }
    },
  })
  const names = {
    name: t("company.name"),
    address: t("company.address"),
    country: t("country"),
    vatId: t("company.vatId"),
    "contact/email": t("company.contactEmail"),
    "contact/phone": t("phone"),
    "contact/hours": t("company.hours"),
  }
  return (
    <div className="settings">
      <FormView form={form} names={names} submit={t("company.save")}>
        <fieldset>
          <legend>{t("company.seller")}</legend>
          <TextField name="name" label={names.name} help={t("company.nameHelp")} />
          <Textarea
            id="field-address"
            label={names.address}
            value={form.values.address}
            error={form.mistakes.address}
            onChange={(event) => form.set({ address: event.currentTarget.value })}
          />
          <div className="fields-beside">
            <TextField name="country" label={names.country} help={t("country.help")} />
            <TextField name="vatId" label={names.vatId} help={t("company.vatIdHelp")} />
          </div>
        </fieldset>
        <fieldset>
          <legend>{t("company.contact")}</legend>
          <TextField name="contact/email" label={names["contact/email"]} type="email" help={t("company.contactHelp")} />
          <div className="fields-beside">
            <TextField name="contact/phone" label={names["contact/phone"]} type="tel" help={t("phone.help")} />
            <TextField name="contact/hours" label={names["contact/hours"]} />
          </div>
        </fieldset>
      </FormView>
      <Changed subjectKind="company" />
    </div>
  )
}
