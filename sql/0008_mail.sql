-- What makes e-mail whole: domains that mail may be from, what comes back after it was sent, and tests to oneself.
--! sending_domains: distributed
--! receipts: distributed
--! trials: distributed

-- A domain whose DNS names our key: then addresses in it may stand as From, and mail from it is signed.
create table sending_domains (
  org_id      uuid not null references organisations (id),
  id          uuid not null,
  domain      text collate "C" not null check (length(domain) between 3 and 253),
  selector    text collate "C" not null,
  -- SubjectPublicKeyInfo in base64, as DNS shall have it, and the private key to it.
  public_key  text not null,
  key_sealed  text not null,
  -- Null until its record was found, and again once it is gone.
  verified_at timestamptz,
  checked_at  timestamptz,
  checks      jsonb not null default '[]',
  created_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint sending_domains_domain unique (org_id, domain)
);

-- What a part of a message became after it was handed over; a message is delivered when each of its parts is.
alter table provider_refs add column state text collate "C" check (state in ('delivered', 'failed'));
create index provider_refs_delivery on provider_refs (org_id, delivery_id);

-- Receipts that came before what they are about was settled; tried again for a day.
create table receipts (
  org_id        uuid not null references organisations (id),
  id            uuid not null,
  -- Either is known: the delivery, or the provider's reference.
  delivery_id   uuid,
  connection_id uuid,
  ref           text collate "C",
  part          int,
  state       text collate "C" not null check (state in ('delivered', 'failed', 'delayed', 'complained')),
  reason      text not null,
  words       text not null,
  suppress    boolean not null,
  at          timestamptz not null,
  kept_at     timestamptz not null,
  due_at      timestamptz not null,
  primary key (org_id, id)
);
create index receipts_due on receipts (org_id, due_at, id);

-- What a test to oneself says, as it was rendered when it was asked for.
create table trials (
  org_id      uuid not null references organisations (id),
  delivery_id uuid not null,
  content     jsonb not null,
  created_at  timestamptz not null,
  primary key (org_id, delivery_id)
);
create index trials_age on trials (org_id, created_at);
