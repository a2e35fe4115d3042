-- What began it (W3C traceparent), where traces or logs in JSON are asked for: it leads from a command to who is woken
-- by it, and to the mails about it. An id made for the request, nobody's.
ALTER TABLE nudge ADD COLUMN traceparent text;
ALTER TABLE notice ADD COLUMN traceparent text;

-- When the last backup was made, by `insats backup` or as somebody noted who makes them otherwise. The upgrade made one.
ALTER TABLE watch ADD COLUMN backed_up_at timestamptz NOT NULL DEFAULT now();
