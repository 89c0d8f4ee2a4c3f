-- The way of one notification: events that happened, what was planned from them, and what became of each delivery.
--
-- The row is the job: nothing else remembers what is to be done. Ids begin with their 48-bit time, so a month is a range
-- of ids. A delivery's id is made of its event and its address (UUIDv8), so planning twice makes nothing twice.
-- Tables of the line name their organisation and don't refer to its row: a reference is looked up and locked for each row that
-- is written, all of them in one place.
--! connections: distributed
--! connection_slots: distributed
--! suppressions: distributed
--! event_keys: distributed, accepted together
--! events: distributed, accepted together, partitioned by month
--! event_groups: distributed
--! deliveries: distributed, partitioned by month, filled to 60 %
--! attempts: distributed, append only, partitioned by month
--! provider_refs: distributed
--! captured: distributed

-- One configured provider.
create table connections (
  org_id         uuid not null references organisations (id),
  id             uuid not null,
  channel        text collate "C" not null check (channel in ('email', 'sms', 'push')),
  provider       text collate "C" not null,
  name           text not null check (length(name) between 1 and 100),
  settings       jsonb not null,
  -- The secret ones of the settings, under an envelope of their own, and which of them are set.
  secrets_sealed text,
  secret_names   text[] not null default '{}',
  -- The least is tried first.
  priority       int not null default 100,
  slots          int not null check (slots between 1 and 500),
  per_second     int check (per_second between 1 and 10000),
  state          text collate "C" not null default 'active' check (state in ('active', 'off')),
  -- The circuit breaker: nothing is sent over it until then.
  open_until     timestamptz,
  open_reason    text,
  failures       int not null default 0,
  -- The first of these failures.
  failing_since  timestamptz,
  version        int not null default 1,
  created_at     timestamptz not null default now(),
  primary key (org_id, id)
);

-- A slot is the right to hand one message at a time to a connection; processes hold them for seconds.
create table connection_slots (
  org_id        uuid not null,
  connection_id uuid not null,
  number        int not null,
  holder        uuid not null,
  lease_until   timestamptz not null,
  primary key (org_id, connection_id, number),
  foreign key (org_id, connection_id) references connections (org_id, id) on delete cascade
);

create table suppressions (
  org_id     uuid not null references organisations (id),
  id         uuid not null,
  channel    text collate "C" not null check (channel in ('email', 'sms', 'push')),
  address    text collate "C" not null,
  -- Null: nothing goes to the address on this channel; otherwise nothing of this type.
  type_id    uuid,
  reason     text collate "C" not null check (reason in ('bounce', 'complaint', 'unsubscribe', 'stop', 'manual')),
  detail     text not null default '',
  -- What came back, was complained of, or carried the link; kept when the delivery is gone.
  delivery_id uuid,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (org_id, id)
);
create unique index suppressions_address on suppressions (org_id, address, channel, type_id) nulls not distinct;

-- (source, id) is an event's identity. Kept 30 days.
create table event_keys (
  org_id      uuid not null,
  source      text collate "C" not null check (length(source) between 1 and 300),
  external_id text collate "C" not null check (length(external_id) between 1 and 300),
  event_id    uuid not null,
  -- SHA-256 of the event's canonical JSON (RFC 8785).
  body_hash   text collate "C" not null,
  accepted_at timestamptz not null,
  primary key (org_id, source, external_id)
);
create index event_keys_age on event_keys (org_id, accepted_at);

create table events (
  org_id       uuid not null,
  id           uuid not null,
  source       text collate "C" not null,
  external_id  text collate "C" not null,
  body_hash    text collate "C" not null,
  type_id      uuid not null,
  type_key     text collate "C" not null,
  -- Whom it is about: one customer, everybody in a class, or every customer.
  subject_kind text collate "C" not null check (subject_kind in ('customer', 'class', 'all', 'none')),
  subject_id   uuid,
  time         timestamptz not null,
  data         jsonb not null,
  state        text collate "C" not null
               check (state in ('fetching', 'accepted', 'planning', 'planned', 'failed', 'cancelled')),
  reason       text,
  -- When it is planned: at once, or at its deliverAt.
  due_at       timestamptz not null,
  accepted_at  timestamptz not null,
  planned_at   timestamptz,
  tries        int not null default 0,
  -- A fan-out goes on behind this customer.
  cursor       uuid,
  recipients   int not null default 0,
  -- A fan-out's words, pinned by its pages: {"layout": number, "words": {"SET AUDIENCE CHANNEL LOCALE": [message, version, …]}}.
  pins         jsonb,
  stops        bigint not null default 0,
  -- How many its e-mails carry: those that are no longer kept are missed, not left out.
  attachments  int not null default 0,
  is_trial      boolean not null default false,
  made_by      text not null,
  primary key (org_id, id)
) partition by range (id);
create index events_due on events (org_id, due_at, id) where state in ('accepted', 'planning');
create index events_subject on events (org_id, subject_id, id);

-- What was true of everybody of a class at once: one row with its count, not one a recipient.
create table event_groups (
  org_id   uuid not null,
  event_id uuid not null,
  -- The zero id where no class has to do with it.
  class_id uuid not null,
  audience text collate "C" not null,
  channel  text collate "C" not null,
  reason   text collate "C" not null,
  count    int not null,
  primary key (org_id, event_id, class_id, audience, channel, reason)
);

create table deliveries (
  org_id          uuid not null,
  id              uuid not null,
  event_id        uuid not null,
  type_id         uuid not null,
  customer_id     uuid,
  class_id        uuid,
  member_id       uuid,
  recipient       text not null,
  audience        text collate "C" not null,
  -- Whose words it carries: of a copy, those of the audience it is a copy for.
  words_for       text collate "C" not null,
  channel         text collate "C" not null check (channel in ('email', 'sms', 'push', 'inbox')),
  address         text collate "C" not null,
  locale          text collate "C" not null,
  message_id      uuid,
  message_version int,
  layout_number   int,
  -- Raised by Send now: the same recipient once more.
  step            int not null default 0,
  again_of        uuid,
  state           text collate "C" not null
                  check (state in ('queued', 'sending', 'sent', 'delivered', 'withheld', 'cancelled', 'expired', 'failed', 'ambiguous')),
  reason          text collate "C",
  -- What the reason names: the first recipient of a duplicate, the provider's words.
  detail          text,
  -- `system`: a letter of Tidings' own, in a lane of its own; the others are the type's.
  priority        text collate "C" not null check (priority in ('system', 'urgent', 'normal', 'bulk')),
  due_at          timestamptz not null,
  expires_at      timestamptz not null,
  -- The fence: raised by each claim; intent and settle write only where it still matches.
  attempt         int not null default 0,
  -- How often it was really handed to a provider.
  tries           int not null default 0,
  max_tries       int not null,
  ambiguous       text collate "C" not null check (ambiguous in ('at_least_once', 'once')),
  claim_until     timestamptz,
  -- The counters it was planned under, in the order of `stopNames`; a claim withholds it where one has moved.
  stops           bigint[] not null,
  connection_id   uuid,
  -- Of what was handed over: tells whether it would still read so.
  content_hash    text collate "C",
  sending_at      timestamptz,
  settled_at      timestamptz,
  is_trial         boolean not null default false,
  created_at      timestamptz not null,
  primary key (org_id, id)
) partition by range (id);
-- By state first: the few under way or unclear are found without looking through all that wait.
create index deliveries_due on deliveries (org_id, state, channel, priority, due_at, id)
  where state in ('queued', 'sending', 'ambiguous');
create index deliveries_customer on deliveries (org_id, customer_id, id);
create index deliveries_event on deliveries (org_id, event_id, channel, address);

-- Each hand-over and what was answered, and each later turn of a delivery; never changed.
create table attempts (
  org_id        uuid not null,
  delivery_id   uuid not null,
  number        int not null,
  state         text collate "C" not null,
  reason        text,
  words         text,
  connection_id uuid,
  began_at      timestamptz,
  at            timestamptz not null,
  primary key (org_id, delivery_id, number, state)
) partition by range (delivery_id);

-- Only erasing a person takes something away again: the provider's words, which may name them.
grant update (words) on attempts to tidings_app;

create table provider_refs (
  org_id        uuid not null,
  connection_id uuid not null,
  ref           text collate "C" not null,
  part          int not null default 0,
  delivery_id   uuid not null,
  created_at    timestamptz not null,
  primary key (org_id, connection_id, ref, part)
);

-- The outbox of messages that have no provider: read in the console and by API.
create table captured (
  org_id      uuid not null,
  delivery_id uuid not null,
  content     jsonb not null,
  captured_at timestamptz not null,
  primary key (org_id, delivery_id)
);
create index captured_by_time on captured (org_id, captured_at desc, delivery_id);
