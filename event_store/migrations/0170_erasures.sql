-- What has been erased is asked for at every start.
CREATE INDEX event_erased ON event (position) WHERE type = 'EntriesErased';
