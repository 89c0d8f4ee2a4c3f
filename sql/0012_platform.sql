-- The install as a whole: figures that stay quick at millions of deliveries, who runs it, and where people signed in from.
--! delivery_counts: distributed
--! delivery_counts_until: distributed
--! delivery_counts_stale: distributed
--! companies: distributed
--! devices: distributed

-- How many deliveries there are of each hour (UTC, of the event they came from), channel and state; tests are left out.
-- Hours that are over are counted by the minute's sweep; the one that runs is counted when somebody looks.
create table delivery_counts (
  org_id  uuid not null references organisations (id),
  hour    timestamptz not null,
  channel text collate "C" not null,
  state   text collate "C" not null,
  count   int not null check (count > 0),
  primary key (org_id, hour, channel, state)
);

-- Hours before this one are counted.
create table delivery_counts_until (
  org_id  uuid primary key references organisations (id),
  "until" timestamptz not null
);

-- Hours that are over, of which something changed since: they are counted again.
create table delivery_counts_stale (
  org_id   uuid not null references organisations (id),
  hour     timestamptz not null,
  -- Since when a count of it is to come. Whoever changes something meanwhile takes this away again.
  taken_at timestamptz,
  primary key (org_id, hour)
);

-- Who runs an install: the seller on invoices, and whom to ask. One row, of the install's own organisation.
create table companies (
  org_id        uuid primary key references organisations (id),
  version       int not null default 1,
  name          text not null check (length(name) <= 200),
  address       text not null check (length(address) <= 500),
  country       text collate "C" not null check (country ~ '^[A-Z]{2}$'),
  vat_id        text collate "C" not null check (length(vat_id) <= 20),
  contact_email text collate "C" not null check (length(contact_email) <= 254),
  contact_phone text collate "C" not null check (length(contact_phone) <= 20),
  contact_hours text not null check (length(contact_hours) <= 200)
);

-- What a member signed in with before, so that a sign-in with something else can be told of.
create table devices (
  org_id     uuid not null references organisations (id),
  member_id  uuid not null,
  -- Browser and system, such as "Firefox, Windows".
  device     text collate "C" not null check (length(device) between 1 and 100),
  first_at   timestamptz not null,
  last_at    timestamptz not null,
  primary key (org_id, member_id, device),
  foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
