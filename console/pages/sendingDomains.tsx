/** Sending domains: whose names e-mails may bear, proved by records in their DNS. */
import { Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon, type IconName } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status, type Tone } from "../ui/status.tsx"
import { Copyable, CopyButton, When } from "../ui/text.tsx"
import { EmailTabs } from "./email.tsx"

type Row = Schemas["SendingDomainListItem"]
type Full = Schemas["SendingDomain"]
type Record_ = Full["records"][number]
type Check = Full["checks"][number]

function DomainState({ row: { verifiedAt, checkedAt } }: { row: Row }) {
  const t = useWords()
  if (verifiedAt)
    return (
      <span className="status-and-reason">
        <Status tone="green" icon="check" word={t("domains.verified")} />
        <span className="reason">
          {t("domains.since")} <When at={verifiedAt} plain />
        </span>
      </span>
    )
  return checkedAt ? (
    <Status tone="amber" icon="alert" word={t("domains.notVerified")} />
  ) : (
    <Status tone="grey" icon="clock" word={t("domains.neverChecked")} />
  )
}

export function SendingDomains() {
  const t = useWords()
  const add = (
    <Button component={Link} {...({ to: "/email/domains/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("domains.add")}
    </Button>
  )
  return (
    <Page
      title={t("domains.title")}
      purpose={t("domains.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/sending-domains" }}
    >
      <EmailTabs />
      <List<Row>
        of="sending-domains"
        label={t("domains.title")}
        load={(query) => ask(api.GET("/v1/sending-domains", { params: { query } }))}
        columns={[
          {
            id: "domain",
            head: t("domains.domain"),
            phone: "name",
            cell: (row) => <span className="strong">{row.domain}</span>,
          },
          { id: "state", head: t("activity.state"), phone: "side", cell: (row) => <DomainState row={row} /> },
          {
            id: "checked",
            head: t("domains.checked"),
            phone: "out",
            cell: (row) => (row.checkedAt ? <When at={row.checkedAt} /> : <span className="reason">–</span>),
          },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/email/domains/${row.id}`}
        empty={{
          title: t("domains.empty"),
          text: t("domains.emptyText"),
          action: add,
          call: { method: "POST", path: "/v1/sending-domains", body: { domain: "example.com" } },
        }}
      />
      <Changed subjectKind="sending_domain" />
      <Outlet />
    </Page>
  )
}

export function NewDomain() {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const close = useCloseTo("/email/domains")
  const form = useForm({
    values: { domain: "" },
    save: async ({ domain }) => {
      const made = await ask(api.POST("/v1/sending-domains", { body: { domain } }))
      await client.invalidateQueries({ queryKey: ["sending-domains"] })
      await navigate({ to: `/email/domains/${made.id}` } as never)
    },
  })
  return (
    <DetailDrawer title={t("domains.add")} list="/email/domains">
      <FormView
        form={form}
        names={{ domain: t("domains.domain") }}
        submit={t("domains.addThis")}
        bar="always"
        cancel={close}
      >
        <TextField
          name="domain"
          label={t("domains.domain")}
          help={t("domains.domainHelp")}
          spellCheck={false}
          autoCapitalize="none"
          data-autofocus=""
        />
      </FormView>
    </DetailDrawer>
  )
}

export function Domain() {
  const id = useOpenedId()
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["sending-domains", id],
    queryFn: () => ask(api.GET("/v1/sending-domains/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data?.domain ?? t("domains.domain")} list="/email/domains">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Details domain={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

function Details({ domain }: { domain: Full }) {
  const t = useWords()
  const client = useQueryClient()
  const close = useCloseTo("/email/domains")
  const { ask: confirm, dialog } = useConfirm()
  const [isChecking, setChecking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const path = { params: { path: { id: domain.id } } }
  const check = async () => {
    setChecking(true)
    setError(null)
    try {
      const found = await ask(api.POST("/v1/sending-domains/{id}/check", path))
      client.setQueryData(["sending-domains", domain.id], found)
      await client.invalidateQueries({ queryKey: ["sending-domains", "list"] })
    } catch (failed) {
      setError(failed)
    } finally {
      setChecking(false)
    }
  }
  const remove = () =>
    confirm({
      title: t("domains.deleteTitle", { domain: domain.domain }),
      effect: t("domains.deleteEffect", { domain: domain.domain }),
      verb: t("domains.delete"),
      destructive: true,
      act: async () => {
        await ask(api.DELETE("/v1/sending-domains/{id}", path))
        close()
        await client.invalidateQueries({ queryKey: ["sending-domains", "list"] })
      },
    })
  const checkOf = ({ purpose, name }: Record_) =>
    domain.checks.find((each) => each.purpose === purpose && each.name === name)
  return (
    <div className="details">
      <div className="details-top">
        <div className="details-head">
          <DomainState row={domain} />
        </div>
        <div className="details-actions">
          <Button onClick={() => void check()} loading={isChecking}>
            {t("domains.check")}
          </Button>
          <Button variant="default" onClick={remove}>
            {t("domains.delete")}
          </Button>
          <AsApi call={{ method: "POST", path: `/v1/sending-domains/${domain.id}/check` }} />
        </div>
      </div>
      {error !== null && <Failure error={error} />}
      <Text>
        {domain.verifiedAt
          ? t("domains.isVerified", { domain: domain.domain })
          : t("domains.toVerify", { domain: domain.domain })}
      </Text>
      {domain.checkedAt && (
        <Text c="dimmed" role="status">
          {t("domains.checked")}: <When at={domain.checkedAt} />. {t("domains.daily")}
        </Text>
      )}
      {domain.records.map((record) => (
        <DnsRecord key={`${record.purpose} ${record.name}`} record={record} check={checkOf(record)} />
      ))}
      {domain.records.every(({ purpose }) => purpose !== "spf") && <Text c="dimmed">{t("domains.noWay")}</Text>}
      <Changed subjectKind="sending_domain" subjectId={domain.id} />
      {dialog}
    </div>
  )
}

const looks: Readonly<Record<Check["state"], { tone: Tone; icon: IconName }>> = {
  found: { tone: "green", icon: "check" },
  missing: { tone: "grey", icon: "stop" },
  wrong: { tone: "red", icon: "alert" },
  unreachable: { tone: "amber", icon: "question" },
}

function DnsRecord({ record, check }: { record: Record_; check: Check | undefined }) {
  const t = useWords()
  const { purpose, type, name, value, isRequired } = record
  return (
    <section className="record" aria-label={t(`domains.${purpose}`)}>
      <div className="record-head">
        <h3>{t(`domains.${purpose}`)}</h3>
        <span className="tag">{isRequired ? t("domains.required") : t("domains.advised")}</span>
        {check && <Status {...looks[check.state]} word={t(`dns.${check.state}`)} />}
      </div>
      <p className="reason">{t(`domains.${purpose}Help`)}</p>
      <dl className="facts">
        <div>
          <dt>{t("domains.type")}</dt>
          <dd>{type}</dd>
        </div>
        <div>
          <dt>{t("domains.host")}</dt>
          <dd>
            <Copyable text={name} />
          </dd>
        </div>
      </dl>
      <div className="code wraps">
        <pre tabIndex={0} aria-label={t("domains.value")}>
          {value}
        </pre>
        <CopyButton text={value} />
      </div>
      {check && check.state === "wrong" && (
        <>
          <p className="record-found">{t(`domains.${purpose}Wrong`)}</p>
          {check.found.map((found) => (
            <pre key={found} className="message-text" tabIndex={0} aria-label={t("domains.found")}>
              {found}
            </pre>
          ))}
        </>
      )}
      {check && (check.state === "missing" || check.state === "unreachable") && (
        <p className="record-found">{t(`dns.${check.state}Text`)}</p>
      )}
    </section>
  )
}
