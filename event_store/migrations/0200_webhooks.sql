-- Other systems are told what happens (docs/decisions/0038-events-out.md). Work, not derived; on the machine's own time.
CREATE TABLE webhook (
    id          uuid PRIMARY KEY,
    owner       text NOT NULL,                         -- a person of the policy; whoever is out of it is told nothing more
    url         text NOT NULL,
    event_types text[] NOT NULL,                       -- empty: all
    department  text NOT NULL,                         -- empty: all
    secret      bytea NOT NULL,                        -- encrypted; shown once
    made_at     timestamptz NOT NULL DEFAULT now(),
    queued_to   bigint NOT NULL,                       -- position up to which its deliveries are in the queue
    rests_until timestamptz NOT NULL DEFAULT '-infinity', -- its subscriber does not answer: one try at a time
    stopped     text NOT NULL DEFAULT ''               -- why nothing is sent any more
);

CREATE TABLE webhook_delivery (
    webhook_id   uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    position     bigint NOT NULL,                      -- of the event
    contract_id  uuid NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    next_try_at  timestamptz DEFAULT now(),            -- null: delivered, or given up
    tried_at     timestamptz,
    delivered_at timestamptz,
    answer       text NOT NULL DEFAULT '',             -- what the last try came to; never what was answered
    PRIMARY KEY (webhook_id, position)
);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, contract_id, position)
    WHERE next_try_at IS NOT NULL;
CREATE INDEX webhook_delivery_old ON webhook_delivery (delivered_at) WHERE delivered_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook, webhook_delivery TO insats_writer;
GRANT SELECT ON webhook_delivery TO insats_reader;
SELECT cover('webhook_delivery', 'contract_id');
