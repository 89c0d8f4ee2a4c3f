-- Webhooks out (Standard Webhooks 1.0.0): who wants to hear, what is told to them, and each try.
--
-- The row is the job, as with deliveries. Sending is at least once: a claim whose process died runs out, and the message
-- goes again under the same id.
--! webhook_endpoints: distributed
--! webhook_messages: distributed, partitioned by month
--! webhook_attempts: distributed, partitioned by month

create table webhook_endpoints (
  org_id            uuid not null references organisations (id),
  id                uuid not null,
  url               text not null check (length(url) between 1 and 2000),
  description       text not null default '' check (length(description) <= 200),
  -- Types and families: delivery.failed, event.*, *
  types             text[] not null check (cardinality(types) between 1 and 50),
  -- `deleted` is seen by nobody: it stays until its messages are gone.
  state             text collate "C" not null default 'active' check (state in ('active', 'disabled', 'deleted')),
  -- Why it is disabled: by a person, because it answered 410, or because nothing arrived for five days.
  reason            text collate "C" check (reason in ('manual', 'gone', 'failing')),
  disabled_at       timestamptz,
  secret_sealed     text not null,
  -- Signs too, for a day after a rotation.
  old_secret_sealed text,
  old_secret_until  timestamptz,
  -- The receiver's Retry-After: nothing is sent before.
  paused_until      timestamptz,
  -- The first failure since something last arrived.
  failing_since     timestamptz,
  version           int not null default 1,
  created_at        timestamptz not null,
  primary key (org_id, id),
  check ((state = 'disabled') = (reason is not null)),
  check ((old_secret_sealed is null) = (old_secret_until is null))
);

-- One thing told to one endpoint.
create table webhook_messages (
  org_id      uuid not null,
  id          uuid not null,
  endpoint_id uuid not null,
  type        text collate "C" not null,
  data        jsonb not null,
  state       text collate "C" not null check (state in ('waiting', 'delivered', 'dead')),
  reason      text collate "C" check (reason in ('gave_up', 'gone', 'endpoint_disabled')),
  due_at      timestamptz not null,
  -- Tries of the present round; a resend begins a new one.
  tries       int not null default 0,
  -- Raised by each claim; a try's outcome is written only where it still matches.
  fence       int not null default 0,
  claim_until timestamptz,
  created_at  timestamptz not null,
  settled_at  timestamptz,
  primary key (org_id, id),
  check ((state = 'dead') = (reason is not null))
) partition by range (id);
create index webhook_messages_due on webhook_messages (org_id, endpoint_id, due_at, id) where state = 'waiting';
create index webhook_messages_claimed on webhook_messages (org_id, endpoint_id) where claim_until is not null;
create index webhook_messages_endpoint on webhook_messages (org_id, endpoint_id, id);

-- Each try and what was answered.
create table webhook_attempts (
  org_id      uuid not null,
  message_id  uuid not null,
  -- The fence it was made under.
  number      int not null,
  -- Of HTTP; null where there was no answer.
  status      int,
  words       text not null check (length(words) <= 500),
  duration_ms int not null,
  at          timestamptz not null,
  primary key (org_id, message_id, number)
) partition by range (message_id);
