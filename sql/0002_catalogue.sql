-- The catalogue: what an organisation can tell people about, which modules it has, and what is switched on.
--! categories: distributed
--! notification_types: distributed
--! modules: distributed
--! switch_sheets: distributed
--! switches: distributed

create table categories (
  org_id   uuid not null references organisations (id),
  key      text collate "C" not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name     jsonb not null,
  -- The starting catalogue it came with, or `system`; null for one of the organisation's own.
  origin   text collate "C",
  position int not null,
  version  int not null default 1,
  primary key (org_id, key)
);

create table notification_types (
  org_id        uuid not null references organisations (id),
  id            uuid not null,
  key           text collate "C" not null check (key ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}$'),
  name          jsonb not null,
  purpose       jsonb not null,
  category      text collate "C" not null,
  -- {"customer": ["email", "sms"]}
  audiences     jsonb not null,
  level         text collate "C" not null
                check (level in ('customer', 'account', 'service', 'billing_account', 'organisation')),
  switch_owner  text collate "C" not null
                check (switch_owner in ('class', 'organisation', 'reminder', 'subscription', 'none')),
  trigger       text collate "C" not null
                check (trigger in ('event', 'threshold', 'date_offset', 'recurrence', 'manual')),
  variables     jsonb not null,
  transactional boolean not null,
  critical      boolean not null,
  priority      text collate "C" not null check (priority in ('urgent', 'normal', 'bulk')),
  mandatory     boolean not null,
  attempts      int not null,
  expiry_hours  int not null,
  ambiguous     jsonb not null,
  -- The starting catalogue it came from, or `system`; null for one of the organisation's own.
  origin        text collate "C",
  position      int not null,
  -- Key and names as they are searched.
  terms         text collate "C" not null,
  retired_at    timestamptz,
  -- Raised by whatever stops what waits (see deliveries); never lowered.
  stops         bigint not null default 0,
  version       int not null default 1,
  created_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint notification_types_key unique (org_id, key),
  constraint notification_types_category foreign key (org_id, category) references categories (org_id, key)
);
create index notification_types_in_category on notification_types (org_id, category, position);

create table modules (
  org_id     uuid not null references organisations (id),
  module     text collate "C" not null check (module in ('sms', 'reminders', 'subscriptions', 'post', 'bookings')),
  state      text collate "C" not null check (state in ('active', 'inactive', 'ending')),
  ends_at    timestamptz,
  stops      bigint not null default 0,
  version    int not null default 1,
  changed_at timestamptz not null default now(),
  primary key (org_id, module)
);

-- One owner's switches are one document, saved whole. A class has one for each template set it ever had, so that a set
-- assigned again finds its boxes as they were; the organisation has one.
create table switch_sheets (
  org_id     uuid not null references organisations (id),
  id         uuid not null,
  owner      text collate "C" not null check (owner in ('class', 'organisation')),
  class_id   uuid,
  set_id     uuid,
  version    int not null default 1,
  stops      bigint not null default 0,
  changed_at timestamptz not null default now(),
  changed_by text,
  primary key (org_id, id),
  check ((owner = 'class') = (class_id is not null and set_id is not null)),
  constraint switch_sheets_class unique (org_id, class_id, set_id)
);
create unique index switch_sheets_organisation on switch_sheets (org_id) where owner = 'organisation';

-- A switch that was ever on. Turning it off raises its own counter, so that what waits for other switches goes on.
create table switches (
  org_id   uuid not null,
  sheet_id uuid not null,
  type_id  uuid not null,
  audience text collate "C" not null
           check (audience in ('customer', 'contact', 'administrator', 'supervisor', 'reseller', 'employee', 'operator')),
  channel  text collate "C" not null check (channel in ('email', 'sms')),
  is_on    boolean not null default true,
  stops    bigint not null default 0,
  on_since timestamptz not null default now(),
  primary key (org_id, sheet_id, type_id, audience, channel),
  foreign key (org_id, sheet_id) references switch_sheets (org_id, id) on delete cascade,
  foreign key (org_id, type_id) references notification_types (org_id, id)
);
create index switches_type on switches (org_id, type_id);
