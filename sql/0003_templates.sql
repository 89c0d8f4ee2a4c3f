-- Words: sets of messages, each message with its versions; the layout that e-mails are put in.
--! template_sets: distributed
--! messages: distributed
--! message_versions: distributed, append only
--! layouts: distributed, append only

create table template_sets (
  org_id        uuid not null references organisations (id),
  id            uuid not null,
  name          text not null check (length(name) between 1 and 100),
  name_key      text collate "C" not null,
  -- The organisation's own set is made with it, one, and stays.
  kind          text collate "C" not null check (kind in ('customer_class', 'organisation')),
  -- The reseller who manages it; null: administrators only.
  managed_by    uuid,
  main_language text collate "C" not null,
  version       int not null default 1,
  created_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint template_sets_name unique (org_id, name_key),
  foreign key (org_id, managed_by) references members (org_id, id)
);
create unique index template_sets_organisation on template_sets (org_id) where kind = 'organisation';

create table messages (
  org_id     uuid not null,
  id         uuid not null,
  set_id     uuid not null,
  type_id    uuid not null,
  audience   text collate "C" not null
             check (audience in ('customer', 'contact', 'administrator', 'supervisor', 'reseller', 'employee', 'operator')),
  channel    text collate "C" not null check (channel in ('email', 'sms', 'push', 'inbox')),
  locale     text collate "C" not null check (length(locale) between 2 and 11),
  -- The number of the version in force; also the document's ETag.
  version    int not null check (version >= 1),
  -- A deleted message keeps its row: its history goes on when it is written again, and what waits with its words stops.
  deleted_at timestamptz,
  -- Raised by each deletion, never lowered; a delivery planned under another number is withheld.
  stops      bigint not null default 0,
  primary key (org_id, id),
  constraint messages_slot unique (org_id, set_id, type_id, audience, channel, locale),
  foreign key (org_id, set_id) references template_sets (org_id, id) on delete cascade,
  foreign key (org_id, type_id) references notification_types (org_id, id)
);

-- Kept for as long as anything sent may be asked about: no foreign key, so a set can go and its words stay.
create table message_versions (
  org_id     uuid not null references organisations (id),
  message_id uuid not null,
  number     int not null check (number >= 1),
  subject    text,
  bcc        text[] not null default '{}',
  body       text not null,
  format     text collate "C" not null check (format in ('html', 'mjml', 'text')),
  -- Ready to render: made when it was published.
  compiled   jsonb not null,
  -- Is this the text that came with Tidings?
  is_default boolean not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (org_id, message_id, number)
);

-- Versions of the organisation's one layout; the greatest number is in force. The first is the built-in one and isn't
-- stored; a later one without a source goes back to it.
create table layouts (
  org_id     uuid not null references organisations (id),
  number     int not null check (number >= 2),
  format     text collate "C" check (format in ('html', 'mjml')),
  source     text,
  compiled   jsonb,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (org_id, number),
  check ((source is null) = (format is null) and (source is null) = (compiled is null))
);
