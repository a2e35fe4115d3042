-- After a restore that lost what was sealed, the sealer looks for the event that says so.
CREATE INDEX event_begun_anew ON event (position) WHERE type = 'LogBegunAnew';
GRANT SELECT (type) ON event TO insats_sealer;
