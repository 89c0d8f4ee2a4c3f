-- What makes events by itself: balances that reach thresholds, and days around the due dates of invoices.
--! customer_balances: distributed
--! customer_invoices: distributed
--! due_notices: distributed
--! notice_runs: distributed

-- What a customer owes, as last told, in millionths of the organisation's currency; and thresholds of the customer's own.
create table customer_balances (
  org_id       uuid not null,
  customer_id  uuid not null,
  balance      bigint,
  -- Null: there is no limit, so nothing can be near it.
  credit_limit bigint check (credit_limit >= 0),
  -- When it was so, as its sender says; an older value is ignored.
  at           timestamptz,
  -- The thresholds that the last value had reached; any other is armed.
  reached      text[] not null default '{}',
  -- How many values were taken: what the events they made are known by.
  taken        bigint not null default 0,
  -- Null: those of the class.
  thresholds   jsonb,
  version      int not null default 1,
  primary key (org_id, customer_id),
  check ((balance is null) = (at is null)),
  foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);

create table customer_invoices (
  org_id      uuid not null,
  id          uuid not null,
  customer_id uuid not null,
  number      text collate "C" not null check (length(number) between 1 and 20),
  amount      bigint not null check (amount >= 0),
  issued      date not null,
  due_date    date not null,
  paid_at     timestamptz,
  -- Since when it is known to be due on this date and unpaid: days past by then aren't caught up.
  known_at    timestamptz not null,
  created_at  timestamptz not null,
  primary key (org_id, id),
  constraint customer_invoices_number unique (org_id, customer_id, number),
  foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);
create index customer_invoices_open on customer_invoices (org_id, due_date, id) where paid_at is null;

-- Each day of each due date is told of once, whatever becomes of lists, send time and zone.
create table due_notices (
  org_id     uuid not null,
  invoice_id uuid not null,
  due_date   date not null,
  -- Days from the due date: -7 is a week before.
  day        int not null,
  -- When its time was.
  at         timestamptz not null,
  -- Null: found too late to be told.
  event_id   uuid,
  primary key (org_id, invoice_id, due_date, day),
  foreign key (org_id, invoice_id) references customer_invoices (org_id, id) on delete cascade
);

-- How far an organisation's days were gone through.
create table notice_runs (
  org_id  uuid primary key references organisations (id),
  -- The last local day that is done with.
  through date not null,
  -- The day being gone through, and behind which invoice it goes on.
  running date,
  behind  uuid
);
