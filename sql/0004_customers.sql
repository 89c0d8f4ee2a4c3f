-- Who is served: classes, customers, where they are reached; the files they are imported from.
--! customer_classes: distributed
--! class_sizes: distributed
--! customers: distributed
--! class_history: distributed
--! contact_points: distributed
--! customer_terms: distributed
--! imports: distributed
--! import_errors: distributed

create table customer_classes (
  org_id          uuid not null references organisations (id),
  id              uuid not null,
  name            text not null check (length(name) between 1 and 100),
  name_key        text collate "C" not null,
  is_default      boolean not null default false,
  -- The reseller who manages it; null: administrators only.
  managed_by      uuid,
  template_set_id uuid,
  from_name       text,
  from_email      text collate "C" check (from_email = lower(from_email) and length(from_email) <= 254),
  reply_to        text collate "C" check (reply_to = lower(reply_to) and length(reply_to) <= 254),
  sms_sender      text,
  days_before_due int[] not null default '{}',
  days_after_due  int[] not null default '{}',
  -- Since when each day is on the lists, {"-7": "2026-03-01T…"}: a day that was past by then isn't caught up.
  due_days_since  jsonb not null default '{}',
  -- [{"amountLeft": "10.00"}, {"percentUsed": 80}]
  thresholds      jsonb not null default '[]',
  stops           bigint not null default 0,
  version         int not null default 1,
  created_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint customer_classes_name unique (org_id, name_key),
  constraint customer_classes_manager foreign key (org_id, managed_by) references members (org_id, id),
  constraint customer_classes_set foreign key (org_id, template_set_id) references template_sets (org_id, id)
);
create unique index customer_classes_default on customer_classes (org_id) where is_default;
create index customer_classes_set_idx on customer_classes (org_id, template_set_id);

-- How many active customers a class has; kept with each change, since counting a million takes too long for a list.
create table class_sizes (
  org_id    uuid not null,
  class_id  uuid not null,
  customers int not null check (customers >= 0),
  primary key (org_id, class_id),
  foreign key (org_id, class_id) references customer_classes (org_id, id) on delete cascade
);

alter table switch_sheets
  add foreign key (org_id, class_id) references customer_classes (org_id, id) on delete cascade,
  add foreign key (org_id, set_id) references template_sets (org_id, id) on delete cascade;

create table customers (
  org_id      uuid not null references organisations (id),
  id          uuid not null,
  external_id text collate "C" not null check (length(external_id) between 1 and 100),
  name        text not null check (length(name) between 1 and 200),
  name_key    text collate "C" not null,
  salutation  text not null default '' check (length(salutation) <= 100),
  language    text collate "C",
  time_zone   text collate "C",
  class_id    uuid not null,
  area_id     uuid not null,
  bcc         text[] not null default '{}' check (cardinality(bcc) <= 10),
  -- The customer's own switches; push and in-system have none.
  send_email  boolean not null,
  send_sms    boolean not null,
  -- An erased one is a stub without a person: figures hold, nothing else is left, and nothing brings it back.
  state       text collate "C" not null default 'active' check (state in ('active', 'archived', 'erased')),
  -- Raised by whatever stops what waits, never lowered: all of it, or one channel's only, so that giving up SMS leaves
  -- the waiting e-mails alone. A delivery is planned under the sum of the first and its channel's.
  stops       bigint not null default 0,
  stops_email bigint not null default 0,
  stops_sms   bigint not null default 0,
  version     int not null default 1,
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  erased_at   timestamptz,
  primary key (org_id, id),
  constraint customers_external_id unique (org_id, external_id),
  constraint customers_class foreign key (org_id, class_id) references customer_classes (org_id, id),
  constraint customers_area foreign key (org_id, area_id) references areas (org_id, id)
);
-- One for each way a list is kept to a class and an area; behind them what else it is filtered by, so that a page is read
-- off in the order of the names without looking at anybody who isn't on it.
create index customers_by_name on customers (org_id, state, send_email, send_sms, name_key, id);
create index customers_by_class on customers (org_id, class_id, state, send_email, send_sms, name_key, id);
create index customers_by_area on customers (org_id, area_id, state, send_email, send_sms, name_key, id);
create index customers_by_place on customers (org_id, class_id, area_id, state, send_email, send_sms, name_key, id);

-- Which class a customer was in since when: an event of last month is explained by the class of last month.
create table class_history (
  org_id      uuid not null,
  customer_id uuid not null,
  since       timestamptz not null,
  class_id    uuid not null,
  primary key (org_id, customer_id, since),
  foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);

create table contact_points (
  org_id      uuid not null,
  id          uuid not null,
  customer_id uuid not null,
  channel     text collate "C" not null check (channel in ('email', 'sms', 'push')),
  -- E-mail in lower case, E.164, or a push token.
  address     text collate "C" not null check (length(address) between 1 and 2000),
  label       text not null default '' check (length(label) <= 100),
  position    int not null default 0,
  created_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint contact_points_address unique (org_id, customer_id, channel, address),
  foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);

-- What a customer is found by: the words of the name, external id, addresses, digits of numbers, as prefixes.
create table customer_terms (
  org_id      uuid not null,
  customer_id uuid not null,
  term        text collate "C" not null,
  -- How many letters it begins with like the customer's term before it: what begins with no more than these was found
  -- there already, so that nobody is found twice.
  shared      smallint not null,
  -- A bit for each beginning, up to four letters, of all that its customer is found by: most of those who lack a word are
  -- passed over without being looked at.
  marks_low   bigint not null,
  marks_high  bigint not null,
  -- What lists are filtered by; of class and area the last four bytes.
  class_tag   int not null,
  area_tag    int not null,
  send_email  boolean not null,
  send_sms    boolean not null,
  is_active   boolean not null,
  primary key (org_id, customer_id, term),
  foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);
create index customer_terms_term on customer_terms (org_id, is_active, term, customer_id)
  include (shared, marks_low, marks_high, class_tag, area_tag, send_email, send_sms);

create table imports (
  org_id      uuid not null references organisations (id),
  id          uuid not null,
  format      text collate "C" not null check (format in ('csv', 'json')),
  dry_run     boolean not null,
  -- Which column of the file is which field; null: columns carry the fields' names.
  mapping     jsonb,
  state       text collate "C" not null check (state in ('waiting', 'running', 'finished', 'failed')),
  -- Why the file could not be read to its end.
  failure     text,
  -- The fence: raised by each sending of the file; a batch of an earlier one writes nothing any more.
  attempt     int not null default 0,
  rows        int not null default 0,
  created     int not null default 0,
  updated     int not null default 0,
  unchanged   int not null default 0,
  failed      int not null default 0,
  -- Renewed with each batch: an import that stopped with its process can be told from one that runs.
  beat_at     timestamptz,
  created_at  timestamptz not null default now(),
  finished_at timestamptz,
  created_by  text not null,
  -- The member or key it belongs to: whoever sees only some of the customers sees only his own imports.
  owner_id    uuid,
  primary key (org_id, id)
);

create table import_errors (
  org_id      uuid not null,
  import_id   uuid not null,
  line        int not null,
  position    int not null,
  -- Whose line it is, where that could be read: erasing the customer takes the line's values along.
  external_id text collate "C",
  field       text not null,
  value       text not null,
  detail      text not null,
  primary key (org_id, import_id, line, position),
  foreign key (org_id, import_id) references imports (org_id, id) on delete cascade
);
create index import_errors_customer on import_errors (org_id, external_id);
