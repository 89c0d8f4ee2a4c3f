-- The ground: organisations and who works in them, how they sign in, what they did.
--
-- Every table of an organisation has org_id first in its primary key, its unique keys and its foreign keys, so that one
-- organisation's rows lie together on a cluster and no key can reach into another organisation. What is searched or
-- compared is text collate "C", states are text with a check: under row security only leakproof operators use an index.
--
-- Declarations read by the migration runner and by `tidings db distribute`. It gives each distributed table forced row
-- security, the policy own_organisation and its grants; a reference table is global and has none.
--! organisations: reference
--! people: reference
--! memberships: reference
--! instance: reference
--! organisation_settings: distributed
--! logos: distributed
--! areas: distributed
--! members: distributed
--! member_areas: distributed
--! sessions: distributed
--! one_time_links: distributed
--! api_keys: distributed
--! idempotency_keys: distributed
--! rate_counters: distributed
--! audit_records: distributed, append only, partitioned by month
--! audit_values: distributed
--! audit_unsealed: distributed
--! audit_seals: distributed, append only
--! ready: distributed, ids only

create table organisations (
  id         uuid primary key,
  -- What people type in commands and addresses: telco.
  key        text collate "C" not null unique check (key ~ '^[a-z][a-z0-9-]{1,39}$'),
  name       text not null check (length(name) between 1 and 200),
  -- The install itself is an organisation too: its members are the operators, and it serves no customers.
  kind       text collate "C" not null default 'business' check (kind in ('platform', 'business')),
  host       text collate "C" unique,
  state      text collate "C" not null default 'active' check (state in ('active', 'suspended', 'deleted')),
  -- Why it is suspended, told to whoever signs in.
  reason     text check (length(reason) between 1 and 200),
  -- The sample it was made from; samples are removed by one click.
  sample     text collate "C",
  -- Since when its administrators hold everything back; and what was accepted before then is not sent any more.
  paused_at   timestamptz,
  drop_before timestamptz,
  created_at timestamptz not null default now()
);
create unique index organisations_one_platform on organisations (kind) where kind = 'platform';

-- A sign-in. What an organisation knows of a person (name, phone, language) stands in its own members.
create table people (
  id                 uuid primary key,
  email              text collate "C" not null unique check (email = lower(email) and length(email) <= 254),
  password_hash      text,
  -- Raised by whatever must end all sessions everywhere at once: they carry the number they were made under.
  credential_version int not null default 1,
  totp_sealed        text,
  totp_pending       text,
  -- The last time step a code was taken for; none is taken twice (RFC 6238 §5.2).
  totp_step          bigint not null default 0,
  recovery_hashes    text[] not null default '{}',
  created_at         timestamptz not null default now()
);

create table memberships (
  person_id uuid not null references people (id),
  org_id    uuid not null references organisations (id),
  member_id uuid not null,
  primary key (person_id, org_id)
);
create index memberships_org on memberships (org_id);

create table instance (
  singleton         boolean primary key default true check (singleton),
  platform_id       uuid not null references organisations (id),
  -- Which database this is: its server, its number there and this table's; when they differ it was restored or failed over.
  identity          text not null,
  timeline          int not null,
  epoch             bigint not null default 1,
  -- Why sending is paused until `tidings release`; null while it isn't.
  paused_reason     text,
  paused_at         timestamptz,
  -- A known text under SECRET_KEY: a start with another key is refused before it can do harm.
  secret_check      text not null,
  created_at        timestamptz not null default now()
);

create table organisation_settings (
  org_id            uuid primary key references organisations (id),
  version           int not null default 1,
  country           text collate "C" not null check (country ~ '^[A-Z]{2}$'),
  main_language     text collate "C" not null,
  languages         text[] not null check (cardinality(languages) between 1 and 40),
  time_zone         text collate "C" not null,
  currency          text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  -- The local time at which dated notices and reminders go out.
  send_time         time not null default '07:15',
  accent            text collate "C" not null default '#0f6674' check (accent ~ '^#[0-9a-f]{6}$'),
  email_footer      text not null default '' check (length(email_footer) <= 2000),
  company_email     text not null default '' check (length(company_email) <= 254),
  company_phone     text not null default '' check (length(company_phone) <= 20),
  website           text not null default '' check (length(website) <= 500),
  -- What a new customer's SMS switch starts with.
  sms_start         text collate "C" not null default 'do_not_send' check (sms_start in ('send', 'do_not_send')),
  sms_policy        text collate "C" not null default 'gsm7_strict'
                    check (sms_policy in ('gsm7_strict', 'gsm7_transliterate', 'unicode')),
  sms_max_segments  int not null default 6 check (sms_max_segments between 1 and 20),
  copy_days         int not null default 30 check (copy_days between 1 and 3650),
  activity_months   int not null default 24 check (activity_months between 1 and 120),
  require_two_step  boolean not null default false,
  changed_at        timestamptz not null default now(),
  changed_by        text
);

create table logos (
  org_id       uuid primary key references organisations (id),
  content_type text collate "C" not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes        bytea not null check (octet_length(bytes) <= 524288),
  hash         text collate "C" not null
);

create table areas (
  org_id     uuid not null references organisations (id),
  id         uuid not null,
  name       text not null check (length(name) between 1 and 100),
  -- The name as it is compared: lower case, without accents.
  name_key   text collate "C" not null,
  is_main    boolean not null default false,
  version    int not null default 1,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint areas_name unique (org_id, name_key)
);
create unique index areas_one_main on areas (org_id) where is_main;

create table members (
  org_id         uuid not null references organisations (id),
  id             uuid not null,
  -- Null for somebody who only receives: an employee without sign-in.
  person_id      uuid references people (id),
  external_id    text collate "C",
  name           text not null check (length(name) between 1 and 200),
  name_key       text collate "C" not null,
  email          text collate "C" check (email = lower(email) and length(email) <= 254),
  phone          text collate "C" check (phone ~ '^\+[1-9][0-9]{5,14}$'),
  language       text collate "C",
  time_zone      text collate "C",
  theme          text collate "C" not null default 'system' check (theme in ('system', 'light', 'dark')),
  role           text collate "C" not null
                 check (role in ('operator', 'administrator', 'supervisor', 'reseller', 'employee')),
  -- `receiver` has no sign-in; `invited` has a link that waits.
  state          text collate "C" not null check (state in ('receiver', 'invited', 'active', 'deactivated')),
  version        int not null default 1,
  created_at     timestamptz not null default now(),
  deactivated_at timestamptz,
  primary key (org_id, id),
  constraint members_external_id unique (org_id, external_id),
  constraint members_person unique (org_id, person_id)
);
create index members_by_name on members (org_id, name_key, id);
create unique index members_email on members (org_id, email) where state in ('invited', 'active');

create table member_areas (
  org_id    uuid not null,
  member_id uuid not null,
  area_id   uuid not null,
  primary key (org_id, member_id, area_id),
  foreign key (org_id, member_id) references members (org_id, id) on delete cascade,
  foreign key (org_id, area_id) references areas (org_id, id)
);
create index member_areas_area on member_areas (org_id, area_id);

create table sessions (
  org_id             uuid not null,
  id                 uuid not null,
  member_id          uuid not null,
  person_id          uuid not null references people (id),
  secret_hash        text collate "C" not null,
  credential_version int not null,
  two_step           boolean not null default false,
  address            text,
  user_agent         text,
  created_at         timestamptz not null default now(),
  last_seen_at       timestamptz not null default now(),
  expires_at         timestamptz not null,
  primary key (org_id, id),
  constraint sessions_secret unique (org_id, secret_hash),
  foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
create index sessions_person on sessions (org_id, person_id);

-- Links sent to people: invitation, password reset, a changed address, the operator's first start.
create table one_time_links (
  org_id      uuid not null references organisations (id),
  id          uuid not null,
  purpose     text collate "C" not null
              check (purpose in ('first_start', 'invitation', 'password_reset', 'email_change')),
  secret_hash text collate "C" not null,
  member_id   uuid,
  person_id   uuid references people (id),
  -- The new address of an email_change.
  email       text collate "C",
  -- The session that asked for it, which stays when the others end.
  session_id  uuid,
  -- The person's when the link was made: once the sign-in is changed, links made before it are dead.
  credential_version int,
  -- The letter that carries it, and its text, sealed, for as long as that letter has yet to be handed over.
  event_id      uuid,
  secret_sealed text,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  used_at     timestamptz,
  primary key (org_id, id),
  constraint one_time_links_secret unique (org_id, secret_hash),
  foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
create index one_time_links_member on one_time_links (org_id, member_id);
create index one_time_links_event on one_time_links (org_id, event_id) where event_id is not null;

create table api_keys (
  org_id       uuid not null references organisations (id),
  id           uuid not null,
  name         text not null check (length(name) between 1 and 100),
  -- The first characters of the secret, to recognise it by.
  hint         text collate "C" not null,
  secret_hash  text collate "C" not null,
  scopes       text[] not null check (cardinality(scopes) >= 1),
  created_by   uuid,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (org_id, id),
  constraint api_keys_secret unique (org_id, secret_hash),
  foreign key (org_id, created_by) references members (org_id, id)
);

-- The answer of a POST, written in the transaction of its effect: both are there or neither is.
create table idempotency_keys (
  org_id      uuid not null references organisations (id),
  -- SHA-256 of caller, route and key.
  slot        text collate "C" not null,
  fingerprint text collate "C" not null,
  status      int,
  headers     jsonb,
  answer      jsonb,
  created_at  timestamptz not null default now(),
  primary key (org_id, slot)
);
create index idempotency_keys_age on idempotency_keys (org_id, created_at);

create table rate_counters (
  org_id       uuid not null references organisations (id),
  name         text collate "C" not null,
  window_start timestamptz not null,
  count        int not null,
  primary key (org_id, name, window_start)
);

create table audit_records (
  org_id       uuid not null,
  id           uuid not null, -- time-ordered; the month it lies in
  at           timestamptz not null,
  actor_kind   text collate "C" not null check (actor_kind in ('person', 'key', 'install')),
  actor_id     uuid,
  actor_name   text not null,
  action       text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id   uuid,
  -- What changed, field by field. A personal value is {"ref": hash}: the value itself lies in audit_values, so that
  -- erasing it leaves the chain whole.
  before       jsonb,
  after        jsonb,
  request_id   uuid,
  primary key (org_id, id)
) partition by range (id);
create index audit_records_subject on audit_records (org_id, subject_kind, subject_id, id);

create table audit_values (
  org_id     uuid not null references organisations (id),
  ref        text collate "C" not null, -- SHA-256 of salt and value: it tells nothing once they are gone
  salt       text not null,
  value      jsonb not null,
  -- Whose value it is, to find it when the person is erased.
  subject_id uuid not null,
  primary key (org_id, ref)
);
create index audit_values_subject on audit_values (org_id, subject_id);

-- Records that wait for the sealer: written with the record, deleted with its seal.
create table audit_unsealed (
  org_id    uuid not null references organisations (id),
  record_id uuid not null,
  primary key (org_id, record_id)
);

create table audit_seals (
  org_id    uuid not null references organisations (id),
  number    bigint not null check (number >= 1),
  record_id uuid not null,
  -- SHA-256 over the seal before it and the record.
  hash      text collate "C" not null,
  sealed_at timestamptz not null,
  primary key (org_id, number),
  constraint audit_seals_record unique (org_id, record_id)
);

-- Who has work: ids and times only, so it is read across organisations. Whoever makes work adds the row in the same
-- transaction; a worker that finds none for a while takes it away; a sweep repairs what fell between.
create table ready (
  org_id uuid not null references organisations (id),
  lane   text collate "C" not null check (lane in (
           'audit', 'sweep', 'maintain', 'plan', 'attachments', 'dates', 'unclear', 'receipts', 'webhooks',
           'email system', 'email urgent', 'email normal', 'email bulk', 'sms urgent', 'sms normal', 'sms bulk',
           'push urgent', 'push normal', 'push bulk')),
  due_at timestamptz not null,
  -- Found empty since then: whoever makes work must say so, even where the row is early enough (see base/ready.ts).
  parked_since timestamptz,
  primary key (org_id, lane)
);
create index ready_due on ready (lane, due_at);
