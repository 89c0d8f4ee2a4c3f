-- The schema as the migrations make it, to read; partitions by month left out. Made by scripts/generate.ts.

create table api_keys (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  hint text collate "C" not null,
  secret_hash text collate "C" not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (org_id, id),
  constraint api_keys_secret UNIQUE (org_id, secret_hash),
  constraint api_keys_org_id_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES members(org_id, id),
  constraint api_keys_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_keys_scopes_check CHECK ((cardinality(scopes) >= 1))
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy own_organisation on api_keys using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on api_keys to tidings_app;

create table areas (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  name_key text collate "C" not null,
  is_main boolean not null default false,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint areas_pkey PRIMARY KEY (org_id, id),
  constraint areas_name UNIQUE (org_id, name_key),
  constraint areas_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint areas_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX areas_one_main ON areas USING btree (org_id) WHERE is_main;
alter table areas enable row level security;
alter table areas force row level security;
create policy own_organisation on areas using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on areas to tidings_app;

create table attachments (
  org_id uuid not null,
  event_id uuid not null,
  number integer not null,
  name text not null,
  url text not null,
  media_type text collate "C",
  asked_hash text collate "C",
  file_hash text collate "C",
  size integer,
  constraint attachments_pkey PRIMARY KEY (org_id, event_id, number),
  constraint attachments_org_id_file_hash_fkey FOREIGN KEY (org_id, file_hash) REFERENCES files(org_id, hash),
  constraint attachments_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint attachments_check CHECK (((file_hash IS NULL) = (size IS NULL))),
  constraint attachments_number_check CHECK (((number >= 1) AND (number <= 10)))
);
CREATE INDEX attachments_file ON attachments USING btree (org_id, file_hash) WHERE (file_hash IS NOT NULL);
alter table attachments enable row level security;
alter table attachments force row level security;
create policy accepted_together on attachments using ((org_id = ANY ((NULLIF(current_setting('tidings.org_ids'::text, true), ''::text))::uuid[])));
create policy own_organisation on attachments using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on attachments to tidings_app;

create table attempts (
  org_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  state text collate "C" not null,
  reason text,
  words text,
  connection_id uuid,
  began_at timestamp with time zone,
  at timestamp with time zone not null,
  constraint attempts_pkey PRIMARY KEY (org_id, delivery_id, number, state)
) partition by range (delivery_id);
alter table attempts enable row level security;
alter table attempts force row level security;
create policy own_organisation on attempts using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant insert, select on attempts to tidings_app;

create table audit_records (
  org_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  actor_kind text collate "C" not null,
  actor_id uuid,
  actor_name text not null,
  action text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id uuid,
  before jsonb,
  after jsonb,
  request_id uuid,
  constraint audit_records_pkey PRIMARY KEY (org_id, id),
  constraint audit_records_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['person'::text, 'key'::text, 'install'::text])))
) partition by range (id);
CREATE INDEX audit_records_subject ON ONLY audit_records USING btree (org_id, subject_kind, subject_id, id);
alter table audit_records enable row level security;
alter table audit_records force row level security;
create policy own_organisation on audit_records using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant insert, select on audit_records to tidings_app;

create table audit_seals (
  org_id uuid not null,
  number bigint not null,
  record_id uuid not null,
  hash text collate "C" not null,
  sealed_at timestamp with time zone not null,
  constraint audit_seals_pkey PRIMARY KEY (org_id, number),
  constraint audit_seals_record UNIQUE (org_id, record_id),
  constraint audit_seals_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint audit_seals_number_check CHECK ((number >= 1))
);
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
create policy own_organisation on audit_seals using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant insert, select on audit_seals to tidings_app;

create table audit_unsealed (
  org_id uuid not null,
  record_id uuid not null,
  constraint audit_unsealed_pkey PRIMARY KEY (org_id, record_id),
  constraint audit_unsealed_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
alter table audit_unsealed enable row level security;
alter table audit_unsealed force row level security;
create policy own_organisation on audit_unsealed using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on audit_unsealed to tidings_app;

create table audit_values (
  org_id uuid not null,
  ref text collate "C" not null,
  salt text not null,
  value jsonb not null,
  subject_id uuid not null,
  constraint audit_values_pkey PRIMARY KEY (org_id, ref),
  constraint audit_values_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
CREATE INDEX audit_values_subject ON audit_values USING btree (org_id, subject_id);
alter table audit_values enable row level security;
alter table audit_values force row level security;
create policy own_organisation on audit_values using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on audit_values to tidings_app;

create table captured (
  org_id uuid not null,
  delivery_id uuid not null,
  content jsonb not null,
  captured_at timestamp with time zone not null,
  constraint captured_pkey PRIMARY KEY (org_id, delivery_id)
);
CREATE INDEX captured_by_time ON captured USING btree (org_id, captured_at DESC, delivery_id);
alter table captured enable row level security;
alter table captured force row level security;
create policy own_organisation on captured using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on captured to tidings_app;

create table categories (
  org_id uuid not null,
  key text collate "C" not null,
  name jsonb not null,
  origin text collate "C",
  "position" integer not null,
  version integer not null default 1,
  constraint categories_pkey PRIMARY KEY (org_id, key),
  constraint categories_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint categories_key_check CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text))
);
alter table categories enable row level security;
alter table categories force row level security;
create policy own_organisation on categories using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on categories to tidings_app;

create table class_history (
  org_id uuid not null,
  customer_id uuid not null,
  since timestamp with time zone not null,
  class_id uuid not null,
  constraint class_history_pkey PRIMARY KEY (org_id, customer_id, since),
  constraint class_history_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customers(org_id, id) ON DELETE CASCADE
);
alter table class_history enable row level security;
alter table class_history force row level security;
create policy own_organisation on class_history using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on class_history to tidings_app;

create table class_sizes (
  org_id uuid not null,
  class_id uuid not null,
  customers integer not null,
  constraint class_sizes_pkey PRIMARY KEY (org_id, class_id),
  constraint class_sizes_org_id_class_id_fkey FOREIGN KEY (org_id, class_id) REFERENCES customer_classes(org_id, id) ON DELETE CASCADE,
  constraint class_sizes_customers_check CHECK ((customers >= 0))
);
alter table class_sizes enable row level security;
alter table class_sizes force row level security;
create policy own_organisation on class_sizes using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on class_sizes to tidings_app;

create table companies (
  org_id uuid not null,
  version integer not null default 1,
  name text not null,
  address text not null,
  country text collate "C" not null,
  vat_id text collate "C" not null,
  contact_email text collate "C" not null,
  contact_phone text collate "C" not null,
  contact_hours text not null,
  constraint companies_pkey PRIMARY KEY (org_id),
  constraint companies_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint companies_address_check CHECK ((length(address) <= 500)),
  constraint companies_contact_email_check CHECK ((length(contact_email) <= 254)),
  constraint companies_contact_hours_check CHECK ((length(contact_hours) <= 200)),
  constraint companies_contact_phone_check CHECK ((length(contact_phone) <= 20)),
  constraint companies_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint companies_name_check CHECK ((length(name) <= 200)),
  constraint companies_vat_id_check CHECK ((length(vat_id) <= 20))
);
alter table companies enable row level security;
alter table companies force row level security;
create policy own_organisation on companies using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on companies to tidings_app;

create table connection_slots (
  org_id uuid not null,
  connection_id uuid not null,
  number integer not null,
  holder uuid not null,
  lease_until timestamp with time zone not null,
  constraint connection_slots_pkey PRIMARY KEY (org_id, connection_id, number),
  constraint connection_slots_org_id_connection_id_fkey FOREIGN KEY (org_id, connection_id) REFERENCES connections(org_id, id) ON DELETE CASCADE
);
alter table connection_slots enable row level security;
alter table connection_slots force row level security;
create policy own_organisation on connection_slots using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on connection_slots to tidings_app;

create table connections (
  org_id uuid not null,
  id uuid not null,
  channel text collate "C" not null,
  provider text collate "C" not null,
  name text not null,
  settings jsonb not null,
  secrets_sealed text,
  secret_names text[] not null default '{}'::text[],
  priority integer not null default 100,
  slots integer not null,
  per_second integer,
  state text collate "C" not null default 'active'::text,
  open_until timestamp with time zone,
  open_reason text,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint connections_pkey PRIMARY KEY (org_id, id),
  constraint connections_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint connections_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'push'::text]))),
  constraint connections_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint connections_per_second_check CHECK (((per_second >= 1) AND (per_second <= 10000))),
  constraint connections_slots_check CHECK (((slots >= 1) AND (slots <= 500))),
  constraint connections_state_check CHECK ((state = ANY (ARRAY['active'::text, 'off'::text])))
);
alter table connections enable row level security;
alter table connections force row level security;
create policy own_organisation on connections using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on connections to tidings_app;

create table contact_points (
  org_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  channel text collate "C" not null,
  address text collate "C" not null,
  label text not null default ''::text,
  "position" integer not null default 0,
  created_at timestamp with time zone not null default now(),
  constraint contact_points_pkey PRIMARY KEY (org_id, id),
  constraint contact_points_address UNIQUE (org_id, customer_id, channel, address),
  constraint contact_points_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customers(org_id, id) ON DELETE CASCADE,
  constraint contact_points_address_check CHECK (((length(address) >= 1) AND (length(address) <= 2000))),
  constraint contact_points_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'push'::text]))),
  constraint contact_points_label_check CHECK ((length(label) <= 100))
);
alter table contact_points enable row level security;
alter table contact_points force row level security;
create policy own_organisation on contact_points using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on contact_points to tidings_app;

create table customer_balances (
  org_id uuid not null,
  customer_id uuid not null,
  balance bigint,
  credit_limit bigint,
  at timestamp with time zone,
  reached text[] not null default '{}'::text[],
  taken bigint not null default 0,
  thresholds jsonb,
  version integer not null default 1,
  constraint customer_balances_pkey PRIMARY KEY (org_id, customer_id),
  constraint customer_balances_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customers(org_id, id) ON DELETE CASCADE,
  constraint customer_balances_check CHECK (((balance IS NULL) = (at IS NULL))),
  constraint customer_balances_credit_limit_check CHECK ((credit_limit >= 0))
);
alter table customer_balances enable row level security;
alter table customer_balances force row level security;
create policy own_organisation on customer_balances using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on customer_balances to tidings_app;

create table customer_classes (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  name_key text collate "C" not null,
  is_default boolean not null default false,
  managed_by uuid,
  template_set_id uuid,
  from_name text,
  from_email text collate "C",
  reply_to text collate "C",
  sms_sender text,
  days_before_due integer[] not null default '{}'::integer[],
  days_after_due integer[] not null default '{}'::integer[],
  due_days_since jsonb not null default '{}'::jsonb,
  thresholds jsonb not null default '[]'::jsonb,
  stops bigint not null default 0,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint customer_classes_pkey PRIMARY KEY (org_id, id),
  constraint customer_classes_name UNIQUE (org_id, name_key),
  constraint customer_classes_manager FOREIGN KEY (org_id, managed_by) REFERENCES members(org_id, id),
  constraint customer_classes_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint customer_classes_set FOREIGN KEY (org_id, template_set_id) REFERENCES template_sets(org_id, id),
  constraint customer_classes_from_email_check CHECK (((from_email = lower(from_email)) AND (length(from_email) <= 254))),
  constraint customer_classes_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint customer_classes_reply_to_check CHECK (((reply_to = lower(reply_to)) AND (length(reply_to) <= 254)))
);
CREATE INDEX customer_classes_set_idx ON customer_classes USING btree (org_id, template_set_id);
CREATE UNIQUE INDEX customer_classes_default ON customer_classes USING btree (org_id) WHERE is_default;
alter table customer_classes enable row level security;
alter table customer_classes force row level security;
create policy own_organisation on customer_classes using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on customer_classes to tidings_app;

create table customer_invoices (
  org_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  number text collate "C" not null,
  amount bigint not null,
  issued date not null,
  due_date date not null,
  paid_at timestamp with time zone,
  known_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint customer_invoices_pkey PRIMARY KEY (org_id, id),
  constraint customer_invoices_number UNIQUE (org_id, customer_id, number),
  constraint customer_invoices_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customers(org_id, id) ON DELETE CASCADE,
  constraint customer_invoices_amount_check CHECK ((amount >= 0)),
  constraint customer_invoices_number_check CHECK (((length(number) >= 1) AND (length(number) <= 20)))
);
CREATE INDEX customer_invoices_open ON customer_invoices USING btree (org_id, due_date, id) WHERE (paid_at IS NULL);
alter table customer_invoices enable row level security;
alter table customer_invoices force row level security;
create policy own_organisation on customer_invoices using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on customer_invoices to tidings_app;

create table customer_terms (
  org_id uuid not null,
  customer_id uuid not null,
  term text collate "C" not null,
  shared smallint not null,
  marks_low bigint not null,
  marks_high bigint not null,
  class_tag integer not null,
  area_tag integer not null,
  send_email boolean not null,
  send_sms boolean not null,
  is_active boolean not null,
  constraint customer_terms_pkey PRIMARY KEY (org_id, customer_id, term),
  constraint customer_terms_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES customers(org_id, id) ON DELETE CASCADE
);
CREATE INDEX customer_terms_term ON customer_terms USING btree (org_id, is_active, term, customer_id) INCLUDE (shared, marks_low, marks_high, class_tag, area_tag, send_email, send_sms);
alter table customer_terms enable row level security;
alter table customer_terms force row level security;
create policy own_organisation on customer_terms using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on customer_terms to tidings_app;

create table customers (
  org_id uuid not null,
  id uuid not null,
  external_id text collate "C" not null,
  name text not null,
  name_key text collate "C" not null,
  salutation text not null default ''::text,
  language text collate "C",
  time_zone text collate "C",
  class_id uuid not null,
  area_id uuid not null,
  bcc text[] not null default '{}'::text[],
  send_email boolean not null,
  send_sms boolean not null,
  state text collate "C" not null default 'active'::text,
  stops bigint not null default 0,
  stops_email bigint not null default 0,
  stops_sms bigint not null default 0,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  archived_at timestamp with time zone,
  erased_at timestamp with time zone,
  constraint customers_pkey PRIMARY KEY (org_id, id),
  constraint customers_external_id UNIQUE (org_id, external_id),
  constraint customers_area FOREIGN KEY (org_id, area_id) REFERENCES areas(org_id, id),
  constraint customers_class FOREIGN KEY (org_id, class_id) REFERENCES customer_classes(org_id, id),
  constraint customers_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint customers_bcc_check CHECK ((cardinality(bcc) <= 10)),
  constraint customers_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 100))),
  constraint customers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint customers_salutation_check CHECK ((length(salutation) <= 100)),
  constraint customers_state_check CHECK ((state = ANY (ARRAY['active'::text, 'archived'::text, 'erased'::text])))
);
CREATE INDEX customers_by_area ON customers USING btree (org_id, area_id, state, send_email, send_sms, name_key, id);
CREATE INDEX customers_by_class ON customers USING btree (org_id, class_id, state, send_email, send_sms, name_key, id);
CREATE INDEX customers_by_name ON customers USING btree (org_id, state, send_email, send_sms, name_key, id);
CREATE INDEX customers_by_place ON customers USING btree (org_id, class_id, area_id, state, send_email, send_sms, name_key, id);
alter table customers enable row level security;
alter table customers force row level security;
create policy own_organisation on customers using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on customers to tidings_app;

create table deliveries (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  type_id uuid not null,
  customer_id uuid,
  class_id uuid,
  member_id uuid,
  recipient text not null,
  audience text collate "C" not null,
  words_for text collate "C" not null,
  channel text collate "C" not null,
  address text collate "C" not null,
  locale text collate "C" not null,
  message_id uuid,
  message_version integer,
  layout_number integer,
  step integer not null default 0,
  again_of uuid,
  state text collate "C" not null,
  reason text collate "C",
  detail text,
  priority text collate "C" not null,
  due_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  attempt integer not null default 0,
  tries integer not null default 0,
  max_tries integer not null,
  ambiguous text collate "C" not null,
  claim_until timestamp with time zone,
  stops bigint[] not null,
  connection_id uuid,
  content_hash text collate "C",
  sending_at timestamp with time zone,
  settled_at timestamp with time zone,
  is_trial boolean not null default false,
  created_at timestamp with time zone not null,
  constraint deliveries_pkey PRIMARY KEY (org_id, id),
  constraint deliveries_ambiguous_check CHECK ((ambiguous = ANY (ARRAY['at_least_once'::text, 'once'::text]))),
  constraint deliveries_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'push'::text, 'inbox'::text]))),
  constraint deliveries_priority_check CHECK ((priority = ANY (ARRAY['system'::text, 'urgent'::text, 'normal'::text, 'bulk'::text]))),
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'withheld'::text, 'cancelled'::text, 'expired'::text, 'failed'::text, 'ambiguous'::text])))
) partition by range (id);
CREATE INDEX deliveries_customer ON ONLY deliveries USING btree (org_id, customer_id, id);
CREATE INDEX deliveries_due ON ONLY deliveries USING btree (org_id, state, channel, priority, due_at, id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text, 'ambiguous'::text]));
CREATE INDEX deliveries_event ON ONLY deliveries USING btree (org_id, event_id, channel, address);
alter table deliveries enable row level security;
alter table deliveries force row level security;
create policy own_organisation on deliveries using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on deliveries to tidings_app;

create table delivery_counts (
  org_id uuid not null,
  hour timestamp with time zone not null,
  channel text collate "C" not null,
  state text collate "C" not null,
  count integer not null,
  constraint delivery_counts_pkey PRIMARY KEY (org_id, hour, channel, state),
  constraint delivery_counts_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint delivery_counts_count_check CHECK ((count > 0))
);
alter table delivery_counts enable row level security;
alter table delivery_counts force row level security;
create policy own_organisation on delivery_counts using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on delivery_counts to tidings_app;

create table delivery_counts_stale (
  org_id uuid not null,
  hour timestamp with time zone not null,
  taken_at timestamp with time zone,
  constraint delivery_counts_stale_pkey PRIMARY KEY (org_id, hour),
  constraint delivery_counts_stale_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
alter table delivery_counts_stale enable row level security;
alter table delivery_counts_stale force row level security;
create policy own_organisation on delivery_counts_stale using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on delivery_counts_stale to tidings_app;

create table delivery_counts_until (
  org_id uuid not null,
  until timestamp with time zone not null,
  constraint delivery_counts_until_pkey PRIMARY KEY (org_id),
  constraint delivery_counts_until_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
alter table delivery_counts_until enable row level security;
alter table delivery_counts_until force row level security;
create policy own_organisation on delivery_counts_until using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on delivery_counts_until to tidings_app;

create table devices (
  org_id uuid not null,
  member_id uuid not null,
  device text collate "C" not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint devices_pkey PRIMARY KEY (org_id, member_id, device),
  constraint devices_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint devices_org_id_member_id_fkey FOREIGN KEY (org_id, member_id) REFERENCES members(org_id, id) ON DELETE CASCADE,
  constraint devices_device_check CHECK (((length(device) >= 1) AND (length(device) <= 100)))
);
alter table devices enable row level security;
alter table devices force row level security;
create policy own_organisation on devices using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on devices to tidings_app;

create table due_notices (
  org_id uuid not null,
  invoice_id uuid not null,
  due_date date not null,
  day integer not null,
  at timestamp with time zone not null,
  event_id uuid,
  constraint due_notices_pkey PRIMARY KEY (org_id, invoice_id, due_date, day),
  constraint due_notices_org_id_invoice_id_fkey FOREIGN KEY (org_id, invoice_id) REFERENCES customer_invoices(org_id, id) ON DELETE CASCADE
);
alter table due_notices enable row level security;
alter table due_notices force row level security;
create policy own_organisation on due_notices using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on due_notices to tidings_app;

create table event_groups (
  org_id uuid not null,
  event_id uuid not null,
  class_id uuid not null,
  audience text collate "C" not null,
  channel text collate "C" not null,
  reason text collate "C" not null,
  count integer not null,
  constraint event_groups_pkey PRIMARY KEY (org_id, event_id, class_id, audience, channel, reason)
);
alter table event_groups enable row level security;
alter table event_groups force row level security;
create policy own_organisation on event_groups using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on event_groups to tidings_app;

create table event_keys (
  org_id uuid not null,
  source text collate "C" not null,
  external_id text collate "C" not null,
  event_id uuid not null,
  body_hash text collate "C" not null,
  accepted_at timestamp with time zone not null,
  constraint event_keys_pkey PRIMARY KEY (org_id, source, external_id),
  constraint event_keys_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 300))),
  constraint event_keys_source_check CHECK (((length(source) >= 1) AND (length(source) <= 300)))
);
CREATE INDEX event_keys_age ON event_keys USING btree (org_id, accepted_at);
alter table event_keys enable row level security;
alter table event_keys force row level security;
create policy accepted_together on event_keys using ((org_id = ANY ((NULLIF(current_setting('tidings.org_ids'::text, true), ''::text))::uuid[])));
create policy own_organisation on event_keys using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on event_keys to tidings_app;

create table events (
  org_id uuid not null,
  id uuid not null,
  source text collate "C" not null,
  external_id text collate "C" not null,
  body_hash text collate "C" not null,
  type_id uuid not null,
  type_key text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id uuid,
  "time" timestamp with time zone not null,
  data jsonb not null,
  state text collate "C" not null,
  reason text,
  due_at timestamp with time zone not null,
  accepted_at timestamp with time zone not null,
  planned_at timestamp with time zone,
  tries integer not null default 0,
  cursor uuid,
  recipients integer not null default 0,
  pins jsonb,
  stops bigint not null default 0,
  attachments integer not null default 0,
  is_trial boolean not null default false,
  made_by text not null,
  constraint events_pkey PRIMARY KEY (org_id, id),
  constraint events_state_check CHECK ((state = ANY (ARRAY['fetching'::text, 'accepted'::text, 'planning'::text, 'planned'::text, 'failed'::text, 'cancelled'::text]))),
  constraint events_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['customer'::text, 'class'::text, 'all'::text, 'none'::text])))
) partition by range (id);
CREATE INDEX events_due ON ONLY events USING btree (org_id, due_at, id) WHERE (state = ANY (ARRAY['accepted'::text, 'planning'::text]));
CREATE INDEX events_subject ON ONLY events USING btree (org_id, subject_id, id);
alter table events enable row level security;
alter table events force row level security;
create policy accepted_together on events using ((org_id = ANY ((NULLIF(current_setting('tidings.org_ids'::text, true), ''::text))::uuid[])));
create policy own_organisation on events using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on events to tidings_app;

create table fetches (
  org_id uuid not null,
  event_id uuid not null,
  due_at timestamp with time zone not null,
  tries integer not null default 0,
  fence integer not null default 0,
  claim_until timestamp with time zone,
  constraint fetches_pkey PRIMARY KEY (org_id, event_id),
  constraint fetches_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
CREATE INDEX fetches_due ON fetches USING btree (org_id, due_at, event_id);
alter table fetches enable row level security;
alter table fetches force row level security;
create policy accepted_together on fetches using ((org_id = ANY ((NULLIF(current_setting('tidings.org_ids'::text, true), ''::text))::uuid[])));
create policy own_organisation on fetches using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on fetches to tidings_app;

create table files (
  org_id uuid not null,
  hash text collate "C" not null,
  bytes bytea not null,
  kept_at timestamp with time zone not null,
  constraint files_pkey PRIMARY KEY (org_id, hash),
  constraint files_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
alter table files enable row level security;
alter table files force row level security;
create policy own_organisation on files using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on files to tidings_app;

create table idempotency_keys (
  org_id uuid not null,
  slot text collate "C" not null,
  fingerprint text collate "C" not null,
  status integer,
  headers jsonb,
  answer jsonb,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_keys_pkey PRIMARY KEY (org_id, slot),
  constraint idempotency_keys_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (org_id, created_at);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy own_organisation on idempotency_keys using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on idempotency_keys to tidings_app;

create table import_errors (
  org_id uuid not null,
  import_id uuid not null,
  line integer not null,
  "position" integer not null,
  external_id text collate "C",
  field text not null,
  value text not null,
  detail text not null,
  constraint import_errors_pkey PRIMARY KEY (org_id, import_id, line, "position"),
  constraint import_errors_org_id_import_id_fkey FOREIGN KEY (org_id, import_id) REFERENCES imports(org_id, id) ON DELETE CASCADE
);
CREATE INDEX import_errors_customer ON import_errors USING btree (org_id, external_id);
alter table import_errors enable row level security;
alter table import_errors force row level security;
create policy own_organisation on import_errors using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on import_errors to tidings_app;

create table imports (
  org_id uuid not null,
  id uuid not null,
  format text collate "C" not null,
  dry_run boolean not null,
  mapping jsonb,
  state text collate "C" not null,
  failure text,
  attempt integer not null default 0,
  rows integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  failed integer not null default 0,
  beat_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  created_by text not null,
  owner_id uuid,
  constraint imports_pkey PRIMARY KEY (org_id, id),
  constraint imports_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint imports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text]))),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'finished'::text, 'failed'::text])))
);
alter table imports enable row level security;
alter table imports force row level security;
create policy own_organisation on imports using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on imports to tidings_app;

create table instance (
  singleton boolean not null default true,
  platform_id uuid not null,
  identity text not null,
  timeline integer not null,
  epoch bigint not null default 1,
  paused_reason text,
  paused_at timestamp with time zone,
  secret_check text not null,
  created_at timestamp with time zone not null default now(),
  constraint instance_pkey PRIMARY KEY (singleton),
  constraint instance_platform_id_fkey FOREIGN KEY (platform_id) REFERENCES organisations(id),
  constraint instance_singleton_check CHECK (singleton)
);
grant delete, insert, select, update on instance to tidings_app;

create table layouts (
  org_id uuid not null,
  number integer not null,
  format text collate "C",
  source text,
  compiled jsonb,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  constraint layouts_pkey PRIMARY KEY (org_id, number),
  constraint layouts_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint layouts_check CHECK ((((source IS NULL) = (format IS NULL)) AND ((source IS NULL) = (compiled IS NULL)))),
  constraint layouts_format_check CHECK ((format = ANY (ARRAY['html'::text, 'mjml'::text]))),
  constraint layouts_number_check CHECK ((number >= 2))
);
alter table layouts enable row level security;
alter table layouts force row level security;
create policy own_organisation on layouts using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant insert, select on layouts to tidings_app;

create table logos (
  org_id uuid not null,
  content_type text collate "C" not null,
  bytes bytea not null,
  hash text collate "C" not null,
  constraint logos_pkey PRIMARY KEY (org_id),
  constraint logos_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint logos_bytes_check CHECK ((octet_length(bytes) <= 524288)),
  constraint logos_content_type_check CHECK ((content_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text])))
);
alter table logos enable row level security;
alter table logos force row level security;
create policy own_organisation on logos using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on logos to tidings_app;

create table member_areas (
  org_id uuid not null,
  member_id uuid not null,
  area_id uuid not null,
  constraint member_areas_pkey PRIMARY KEY (org_id, member_id, area_id),
  constraint member_areas_org_id_area_id_fkey FOREIGN KEY (org_id, area_id) REFERENCES areas(org_id, id),
  constraint member_areas_org_id_member_id_fkey FOREIGN KEY (org_id, member_id) REFERENCES members(org_id, id) ON DELETE CASCADE
);
CREATE INDEX member_areas_area ON member_areas USING btree (org_id, area_id);
alter table member_areas enable row level security;
alter table member_areas force row level security;
create policy own_organisation on member_areas using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on member_areas to tidings_app;

create table members (
  org_id uuid not null,
  id uuid not null,
  person_id uuid,
  external_id text collate "C",
  name text not null,
  name_key text collate "C" not null,
  email text collate "C",
  phone text collate "C",
  language text collate "C",
  time_zone text collate "C",
  theme text collate "C" not null default 'system'::text,
  role text collate "C" not null,
  state text collate "C" not null,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  deactivated_at timestamp with time zone,
  constraint members_pkey PRIMARY KEY (org_id, id),
  constraint members_external_id UNIQUE (org_id, external_id),
  constraint members_person UNIQUE (org_id, person_id),
  constraint members_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint members_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint members_email_check CHECK (((email = lower(email)) AND (length(email) <= 254))),
  constraint members_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint members_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{5,14}$'::text)),
  constraint members_role_check CHECK ((role = ANY (ARRAY['operator'::text, 'administrator'::text, 'supervisor'::text, 'reseller'::text, 'employee'::text]))),
  constraint members_state_check CHECK ((state = ANY (ARRAY['receiver'::text, 'invited'::text, 'active'::text, 'deactivated'::text]))),
  constraint members_theme_check CHECK ((theme = ANY (ARRAY['system'::text, 'light'::text, 'dark'::text])))
);
CREATE INDEX members_by_name ON members USING btree (org_id, name_key, id);
CREATE UNIQUE INDEX members_email ON members USING btree (org_id, email) WHERE (state = ANY (ARRAY['invited'::text, 'active'::text]));
alter table members enable row level security;
alter table members force row level security;
create policy own_organisation on members using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on members to tidings_app;

create table memberships (
  person_id uuid not null,
  org_id uuid not null,
  member_id uuid not null,
  constraint memberships_pkey PRIMARY KEY (person_id, org_id),
  constraint memberships_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint memberships_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id)
);
CREATE INDEX memberships_org ON memberships USING btree (org_id);
grant delete, insert, select, update on memberships to tidings_app;

create table message_versions (
  org_id uuid not null,
  message_id uuid not null,
  number integer not null,
  subject text,
  bcc text[] not null default '{}'::text[],
  body text not null,
  format text collate "C" not null,
  compiled jsonb not null,
  is_default boolean not null,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  constraint message_versions_pkey PRIMARY KEY (org_id, message_id, number),
  constraint message_versions_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint message_versions_format_check CHECK ((format = ANY (ARRAY['html'::text, 'mjml'::text, 'text'::text]))),
  constraint message_versions_number_check CHECK ((number >= 1))
);
alter table message_versions enable row level security;
alter table message_versions force row level security;
create policy own_organisation on message_versions using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant insert, select on message_versions to tidings_app;

create table messages (
  org_id uuid not null,
  id uuid not null,
  set_id uuid not null,
  type_id uuid not null,
  audience text collate "C" not null,
  channel text collate "C" not null,
  locale text collate "C" not null,
  version integer not null,
  deleted_at timestamp with time zone,
  stops bigint not null default 0,
  constraint messages_pkey PRIMARY KEY (org_id, id),
  constraint messages_slot UNIQUE (org_id, set_id, type_id, audience, channel, locale),
  constraint messages_org_id_set_id_fkey FOREIGN KEY (org_id, set_id) REFERENCES template_sets(org_id, id) ON DELETE CASCADE,
  constraint messages_org_id_type_id_fkey FOREIGN KEY (org_id, type_id) REFERENCES notification_types(org_id, id),
  constraint messages_audience_check CHECK ((audience = ANY (ARRAY['customer'::text, 'contact'::text, 'administrator'::text, 'supervisor'::text, 'reseller'::text, 'employee'::text, 'operator'::text]))),
  constraint messages_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'push'::text, 'inbox'::text]))),
  constraint messages_locale_check CHECK (((length(locale) >= 2) AND (length(locale) <= 11))),
  constraint messages_version_check CHECK ((version >= 1))
);
alter table messages enable row level security;
alter table messages force row level security;
create policy own_organisation on messages using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on messages to tidings_app;

create table migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (name)
);
grant select on migrations to tidings_app;

create table modules (
  org_id uuid not null,
  module text collate "C" not null,
  state text collate "C" not null,
  ends_at timestamp with time zone,
  stops bigint not null default 0,
  version integer not null default 1,
  changed_at timestamp with time zone not null default now(),
  constraint modules_pkey PRIMARY KEY (org_id, module),
  constraint modules_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint modules_module_check CHECK ((module = ANY (ARRAY['sms'::text, 'reminders'::text, 'subscriptions'::text, 'post'::text, 'bookings'::text]))),
  constraint modules_state_check CHECK ((state = ANY (ARRAY['active'::text, 'inactive'::text, 'ending'::text])))
);
alter table modules enable row level security;
alter table modules force row level security;
create policy own_organisation on modules using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on modules to tidings_app;

create table notice_runs (
  org_id uuid not null,
  through date not null,
  running date,
  behind uuid,
  constraint notice_runs_pkey PRIMARY KEY (org_id),
  constraint notice_runs_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
alter table notice_runs enable row level security;
alter table notice_runs force row level security;
create policy own_organisation on notice_runs using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on notice_runs to tidings_app;

create table notification_types (
  org_id uuid not null,
  id uuid not null,
  key text collate "C" not null,
  name jsonb not null,
  purpose jsonb not null,
  category text collate "C" not null,
  audiences jsonb not null,
  level text collate "C" not null,
  switch_owner text collate "C" not null,
  trigger text collate "C" not null,
  variables jsonb not null,
  transactional boolean not null,
  critical boolean not null,
  priority text collate "C" not null,
  mandatory boolean not null,
  attempts integer not null,
  expiry_hours integer not null,
  ambiguous jsonb not null,
  origin text collate "C",
  "position" integer not null,
  terms text collate "C" not null,
  retired_at timestamp with time zone,
  stops bigint not null default 0,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint notification_types_pkey PRIMARY KEY (org_id, id),
  constraint notification_types_key UNIQUE (org_id, key),
  constraint notification_types_category FOREIGN KEY (org_id, category) REFERENCES categories(org_id, key),
  constraint notification_types_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint notification_types_key_check CHECK ((key ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}$'::text)),
  constraint notification_types_level_check CHECK ((level = ANY (ARRAY['customer'::text, 'account'::text, 'service'::text, 'billing_account'::text, 'organisation'::text]))),
  constraint notification_types_priority_check CHECK ((priority = ANY (ARRAY['urgent'::text, 'normal'::text, 'bulk'::text]))),
  constraint notification_types_switch_owner_check CHECK ((switch_owner = ANY (ARRAY['class'::text, 'organisation'::text, 'reminder'::text, 'subscription'::text, 'none'::text]))),
  constraint notification_types_trigger_check CHECK ((trigger = ANY (ARRAY['event'::text, 'threshold'::text, 'date_offset'::text, 'recurrence'::text, 'manual'::text])))
);
CREATE INDEX notification_types_in_category ON notification_types USING btree (org_id, category, "position");
alter table notification_types enable row level security;
alter table notification_types force row level security;
create policy own_organisation on notification_types using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on notification_types to tidings_app;

create table one_time_links (
  org_id uuid not null,
  id uuid not null,
  purpose text collate "C" not null,
  secret_hash text collate "C" not null,
  member_id uuid,
  person_id uuid,
  email text collate "C",
  session_id uuid,
  credential_version integer,
  event_id uuid,
  secret_sealed text,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint one_time_links_pkey PRIMARY KEY (org_id, id),
  constraint one_time_links_secret UNIQUE (org_id, secret_hash),
  constraint one_time_links_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint one_time_links_org_id_member_id_fkey FOREIGN KEY (org_id, member_id) REFERENCES members(org_id, id) ON DELETE CASCADE,
  constraint one_time_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint one_time_links_purpose_check CHECK ((purpose = ANY (ARRAY['first_start'::text, 'invitation'::text, 'password_reset'::text, 'email_change'::text])))
);
CREATE INDEX one_time_links_event ON one_time_links USING btree (org_id, event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX one_time_links_member ON one_time_links USING btree (org_id, member_id);
alter table one_time_links enable row level security;
alter table one_time_links force row level security;
create policy own_organisation on one_time_links using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on one_time_links to tidings_app;

create table organisation_settings (
  org_id uuid not null,
  version integer not null default 1,
  country text collate "C" not null,
  main_language text collate "C" not null,
  languages text[] not null,
  time_zone text collate "C" not null,
  currency text collate "C" not null,
  send_time time without time zone not null default '07:15:00'::time without time zone,
  accent text collate "C" not null default '#0f6674'::text,
  email_footer text not null default ''::text,
  company_email text not null default ''::text,
  company_phone text not null default ''::text,
  website text not null default ''::text,
  sms_start text collate "C" not null default 'do_not_send'::text,
  sms_policy text collate "C" not null default 'gsm7_strict'::text,
  sms_max_segments integer not null default 6,
  copy_days integer not null default 30,
  activity_months integer not null default 24,
  require_two_step boolean not null default false,
  changed_at timestamp with time zone not null default now(),
  changed_by text,
  constraint organisation_settings_pkey PRIMARY KEY (org_id),
  constraint organisation_settings_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint organisation_settings_accent_check CHECK ((accent ~ '^#[0-9a-f]{6}$'::text)),
  constraint organisation_settings_activity_months_check CHECK (((activity_months >= 1) AND (activity_months <= 120))),
  constraint organisation_settings_company_email_check CHECK ((length(company_email) <= 254)),
  constraint organisation_settings_company_phone_check CHECK ((length(company_phone) <= 20)),
  constraint organisation_settings_copy_days_check CHECK (((copy_days >= 1) AND (copy_days <= 3650))),
  constraint organisation_settings_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint organisation_settings_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint organisation_settings_email_footer_check CHECK ((length(email_footer) <= 2000)),
  constraint organisation_settings_languages_check CHECK (((cardinality(languages) >= 1) AND (cardinality(languages) <= 40))),
  constraint organisation_settings_sms_max_segments_check CHECK (((sms_max_segments >= 1) AND (sms_max_segments <= 20))),
  constraint organisation_settings_sms_policy_check CHECK ((sms_policy = ANY (ARRAY['gsm7_strict'::text, 'gsm7_transliterate'::text, 'unicode'::text]))),
  constraint organisation_settings_sms_start_check CHECK ((sms_start = ANY (ARRAY['send'::text, 'do_not_send'::text]))),
  constraint organisation_settings_website_check CHECK ((length(website) <= 500))
);
alter table organisation_settings enable row level security;
alter table organisation_settings force row level security;
create policy own_organisation on organisation_settings using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on organisation_settings to tidings_app;

create table organisations (
  id uuid not null,
  key text collate "C" not null,
  name text not null,
  kind text collate "C" not null default 'business'::text,
  host text collate "C",
  state text collate "C" not null default 'active'::text,
  reason text,
  sample text collate "C",
  paused_at timestamp with time zone,
  drop_before timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint organisations_pkey PRIMARY KEY (id),
  constraint organisations_host_key UNIQUE (host),
  constraint organisations_key_key UNIQUE (key),
  constraint organisations_key_check CHECK ((key ~ '^[a-z][a-z0-9-]{1,39}$'::text)),
  constraint organisations_kind_check CHECK ((kind = ANY (ARRAY['platform'::text, 'business'::text]))),
  constraint organisations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint organisations_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200))),
  constraint organisations_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'deleted'::text])))
);
CREATE UNIQUE INDEX organisations_one_platform ON organisations USING btree (kind) WHERE (kind = 'platform'::text);
grant delete, insert, select, update on organisations to tidings_app;

create table people (
  id uuid not null,
  email text collate "C" not null,
  password_hash text,
  credential_version integer not null default 1,
  totp_sealed text,
  totp_pending text,
  totp_step bigint not null default 0,
  recovery_hashes text[] not null default '{}'::text[],
  created_at timestamp with time zone not null default now(),
  constraint people_pkey PRIMARY KEY (id),
  constraint people_email_key UNIQUE (email),
  constraint people_email_check CHECK (((email = lower(email)) AND (length(email) <= 254)))
);
grant delete, insert, select, update on people to tidings_app;

create table provider_refs (
  org_id uuid not null,
  connection_id uuid not null,
  ref text collate "C" not null,
  part integer not null default 0,
  delivery_id uuid not null,
  created_at timestamp with time zone not null,
  state text collate "C",
  constraint provider_refs_pkey PRIMARY KEY (org_id, connection_id, ref, part),
  constraint provider_refs_state_check CHECK ((state = ANY (ARRAY['delivered'::text, 'failed'::text])))
);
CREATE INDEX provider_refs_delivery ON provider_refs USING btree (org_id, delivery_id);
alter table provider_refs enable row level security;
alter table provider_refs force row level security;
create policy own_organisation on provider_refs using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on provider_refs to tidings_app;

create table rate_counters (
  org_id uuid not null,
  name text collate "C" not null,
  window_start timestamp with time zone not null,
  count integer not null,
  constraint rate_counters_pkey PRIMARY KEY (org_id, name, window_start),
  constraint rate_counters_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
alter table rate_counters enable row level security;
alter table rate_counters force row level security;
create policy own_organisation on rate_counters using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on rate_counters to tidings_app;

create table ready (
  org_id uuid not null,
  lane text collate "C" not null,
  due_at timestamp with time zone not null,
  parked_since timestamp with time zone,
  constraint ready_pkey PRIMARY KEY (org_id, lane),
  constraint ready_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint ready_lane_check CHECK ((lane = ANY (ARRAY['audit'::text, 'sweep'::text, 'maintain'::text, 'plan'::text, 'attachments'::text, 'dates'::text, 'unclear'::text, 'receipts'::text, 'webhooks'::text, 'email system'::text, 'email urgent'::text, 'email normal'::text, 'email bulk'::text, 'sms urgent'::text, 'sms normal'::text, 'sms bulk'::text, 'push urgent'::text, 'push normal'::text, 'push bulk'::text])))
);
CREATE INDEX ready_due ON ready USING btree (lane, due_at);
grant delete, insert, select, update on ready to tidings_app;

create table receipts (
  org_id uuid not null,
  id uuid not null,
  delivery_id uuid,
  connection_id uuid,
  ref text collate "C",
  part integer,
  state text collate "C" not null,
  reason text not null,
  words text not null,
  suppress boolean not null,
  at timestamp with time zone not null,
  kept_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  constraint receipts_pkey PRIMARY KEY (org_id, id),
  constraint receipts_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint receipts_state_check CHECK ((state = ANY (ARRAY['delivered'::text, 'failed'::text, 'delayed'::text, 'complained'::text])))
);
CREATE INDEX receipts_due ON receipts USING btree (org_id, due_at, id);
alter table receipts enable row level security;
alter table receipts force row level security;
create policy own_organisation on receipts using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on receipts to tidings_app;

create table sending_domains (
  org_id uuid not null,
  id uuid not null,
  domain text collate "C" not null,
  selector text collate "C" not null,
  public_key text not null,
  key_sealed text not null,
  verified_at timestamp with time zone,
  checked_at timestamp with time zone,
  checks jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint sending_domains_pkey PRIMARY KEY (org_id, id),
  constraint sending_domains_domain UNIQUE (org_id, domain),
  constraint sending_domains_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint sending_domains_domain_check CHECK (((length(domain) >= 3) AND (length(domain) <= 253)))
);
alter table sending_domains enable row level security;
alter table sending_domains force row level security;
create policy own_organisation on sending_domains using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on sending_domains to tidings_app;

create table sessions (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  secret_hash text collate "C" not null,
  credential_version integer not null,
  two_step boolean not null default false,
  address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (org_id, id),
  constraint sessions_secret UNIQUE (org_id, secret_hash),
  constraint sessions_org_id_member_id_fkey FOREIGN KEY (org_id, member_id) REFERENCES members(org_id, id) ON DELETE CASCADE,
  constraint sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id)
);
CREATE INDEX sessions_person ON sessions USING btree (org_id, person_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy own_organisation on sessions using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on sessions to tidings_app;

create table suppressions (
  org_id uuid not null,
  id uuid not null,
  channel text collate "C" not null,
  address text collate "C" not null,
  type_id uuid,
  reason text collate "C" not null,
  detail text not null default ''::text,
  delivery_id uuid,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  constraint suppressions_pkey PRIMARY KEY (org_id, id),
  constraint suppressions_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint suppressions_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'push'::text]))),
  constraint suppressions_reason_check CHECK ((reason = ANY (ARRAY['bounce'::text, 'complaint'::text, 'unsubscribe'::text, 'stop'::text, 'manual'::text])))
);
CREATE UNIQUE INDEX suppressions_address ON suppressions USING btree (org_id, address, channel, type_id) NULLS NOT DISTINCT;
alter table suppressions enable row level security;
alter table suppressions force row level security;
create policy own_organisation on suppressions using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on suppressions to tidings_app;

create table switch_sheets (
  org_id uuid not null,
  id uuid not null,
  owner text collate "C" not null,
  class_id uuid,
  set_id uuid,
  version integer not null default 1,
  stops bigint not null default 0,
  changed_at timestamp with time zone not null default now(),
  changed_by text,
  constraint switch_sheets_pkey PRIMARY KEY (org_id, id),
  constraint switch_sheets_class UNIQUE (org_id, class_id, set_id),
  constraint switch_sheets_org_id_class_id_fkey FOREIGN KEY (org_id, class_id) REFERENCES customer_classes(org_id, id) ON DELETE CASCADE,
  constraint switch_sheets_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint switch_sheets_org_id_set_id_fkey FOREIGN KEY (org_id, set_id) REFERENCES template_sets(org_id, id) ON DELETE CASCADE,
  constraint switch_sheets_check CHECK (((owner = 'class'::text) = ((class_id IS NOT NULL) AND (set_id IS NOT NULL)))),
  constraint switch_sheets_owner_check CHECK ((owner = ANY (ARRAY['class'::text, 'organisation'::text])))
);
CREATE UNIQUE INDEX switch_sheets_organisation ON switch_sheets USING btree (org_id) WHERE (owner = 'organisation'::text);
alter table switch_sheets enable row level security;
alter table switch_sheets force row level security;
create policy own_organisation on switch_sheets using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on switch_sheets to tidings_app;

create table switches (
  org_id uuid not null,
  sheet_id uuid not null,
  type_id uuid not null,
  audience text collate "C" not null,
  channel text collate "C" not null,
  is_on boolean not null default true,
  stops bigint not null default 0,
  on_since timestamp with time zone not null default now(),
  constraint switches_pkey PRIMARY KEY (org_id, sheet_id, type_id, audience, channel),
  constraint switches_org_id_sheet_id_fkey FOREIGN KEY (org_id, sheet_id) REFERENCES switch_sheets(org_id, id) ON DELETE CASCADE,
  constraint switches_org_id_type_id_fkey FOREIGN KEY (org_id, type_id) REFERENCES notification_types(org_id, id),
  constraint switches_audience_check CHECK ((audience = ANY (ARRAY['customer'::text, 'contact'::text, 'administrator'::text, 'supervisor'::text, 'reseller'::text, 'employee'::text, 'operator'::text]))),
  constraint switches_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text])))
);
CREATE INDEX switches_type ON switches USING btree (org_id, type_id);
alter table switches enable row level security;
alter table switches force row level security;
create policy own_organisation on switches using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on switches to tidings_app;

create table template_sets (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  name_key text collate "C" not null,
  kind text collate "C" not null,
  managed_by uuid,
  main_language text collate "C" not null,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint template_sets_pkey PRIMARY KEY (org_id, id),
  constraint template_sets_name UNIQUE (org_id, name_key),
  constraint template_sets_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint template_sets_org_id_managed_by_fkey FOREIGN KEY (org_id, managed_by) REFERENCES members(org_id, id),
  constraint template_sets_kind_check CHECK ((kind = ANY (ARRAY['customer_class'::text, 'organisation'::text]))),
  constraint template_sets_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX template_sets_organisation ON template_sets USING btree (org_id) WHERE (kind = 'organisation'::text);
alter table template_sets enable row level security;
alter table template_sets force row level security;
create policy own_organisation on template_sets using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on template_sets to tidings_app;

create table trials (
  org_id uuid not null,
  delivery_id uuid not null,
  content jsonb not null,
  created_at timestamp with time zone not null,
  constraint trials_pkey PRIMARY KEY (org_id, delivery_id),
  constraint trials_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);
CREATE INDEX trials_age ON trials USING btree (org_id, created_at);
alter table trials enable row level security;
alter table trials force row level security;
create policy own_organisation on trials using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on trials to tidings_app;

create table webhook_attempts (
  org_id uuid not null,
  message_id uuid not null,
  number integer not null,
  status integer,
  words text not null,
  duration_ms integer not null,
  at timestamp with time zone not null,
  constraint webhook_attempts_pkey PRIMARY KEY (org_id, message_id, number),
  constraint webhook_attempts_words_check CHECK ((length(words) <= 500))
) partition by range (message_id);
alter table webhook_attempts enable row level security;
alter table webhook_attempts force row level security;
create policy own_organisation on webhook_attempts using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on webhook_attempts to tidings_app;

create table webhook_endpoints (
  org_id uuid not null,
  id uuid not null,
  url text not null,
  description text not null default ''::text,
  types text[] not null,
  state text collate "C" not null default 'active'::text,
  reason text collate "C",
  disabled_at timestamp with time zone,
  secret_sealed text not null,
  old_secret_sealed text,
  old_secret_until timestamp with time zone,
  paused_until timestamp with time zone,
  failing_since timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  constraint webhook_endpoints_pkey PRIMARY KEY (org_id, id),
  constraint webhook_endpoints_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint webhook_endpoints_check CHECK (((state = 'disabled'::text) = (reason IS NOT NULL))),
  constraint webhook_endpoints_check1 CHECK (((old_secret_sealed IS NULL) = (old_secret_until IS NULL))),
  constraint webhook_endpoints_description_check CHECK ((length(description) <= 200)),
  constraint webhook_endpoints_reason_check CHECK ((reason = ANY (ARRAY['manual'::text, 'gone'::text, 'failing'::text]))),
  constraint webhook_endpoints_state_check CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text, 'deleted'::text]))),
  constraint webhook_endpoints_types_check CHECK (((cardinality(types) >= 1) AND (cardinality(types) <= 50))),
  constraint webhook_endpoints_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2000)))
);
alter table webhook_endpoints enable row level security;
alter table webhook_endpoints force row level security;
create policy own_organisation on webhook_endpoints using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on webhook_endpoints to tidings_app;

create table webhook_messages (
  org_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  type text collate "C" not null,
  data jsonb not null,
  state text collate "C" not null,
  reason text collate "C",
  due_at timestamp with time zone not null,
  tries integer not null default 0,
  fence integer not null default 0,
  claim_until timestamp with time zone,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint webhook_messages_pkey PRIMARY KEY (org_id, id),
  constraint webhook_messages_check CHECK (((state = 'dead'::text) = (reason IS NOT NULL))),
  constraint webhook_messages_reason_check CHECK ((reason = ANY (ARRAY['gave_up'::text, 'gone'::text, 'endpoint_disabled'::text]))),
  constraint webhook_messages_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text])))
) partition by range (id);
CREATE INDEX webhook_messages_claimed ON ONLY webhook_messages USING btree (org_id, endpoint_id) WHERE (claim_until IS NOT NULL);
CREATE INDEX webhook_messages_due ON ONLY webhook_messages USING btree (org_id, endpoint_id, due_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX webhook_messages_endpoint ON ONLY webhook_messages USING btree (org_id, endpoint_id, id);
alter table webhook_messages enable row level security;
alter table webhook_messages force row level security;
create policy own_organisation on webhook_messages using ((org_id = (NULLIF(current_setting('tidings.org_id'::text, true), ''::text))::uuid));
grant delete, insert, select, update on webhook_messages to tidings_app;
