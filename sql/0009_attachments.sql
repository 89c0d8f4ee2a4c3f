-- Attachments of events, by reference: named when an event is accepted, fetched once before it is planned, and carried by
-- each of its e-mails. Bytes are kept once by hash, however many events name them.
--! files: distributed
--! attachments: distributed, accepted together
--! fetches: distributed, accepted together

create table files (
  org_id  uuid not null references organisations (id),
  -- SHA-256 of its bytes.
  hash    text collate "C" not null,
  bytes   bytea not null,
  kept_at timestamptz not null,
  primary key (org_id, hash)
);
-- Read piece by piece: of compressed bytes each piece would unpack all before it.
alter table files alter column bytes set storage external;

create table attachments (
  org_id     uuid not null references organisations (id),
  event_id   uuid not null,
  number     int not null check (number between 1 and 10),
  name       text not null,
  url        text not null,
  -- As it was told, or else as the file server said.
  media_type text collate "C",
  -- What its SHA-256 must be, where that was told.
  asked_hash text collate "C",
  -- Null until it was fetched.
  file_hash  text collate "C",
  size       int,
  primary key (org_id, event_id, number),
  foreign key (org_id, file_hash) references files (org_id, hash),
  check ((file_hash is null) = (size is null))
);
create index attachments_file on attachments (org_id, file_hash) where file_hash is not null;

-- Events that wait for their attachments; gone once these are there, or never will be.
create table fetches (
  org_id      uuid not null references organisations (id),
  event_id    uuid not null,
  due_at      timestamptz not null,
  tries       int not null default 0,
  -- Raised by each claim: what was fetched is written only where it still matches.
  fence       int not null default 0,
  claim_until timestamptz,
  primary key (org_id, event_id)
);
create index fetches_due on fetches (org_id, due_at, event_id);
