-- The menu of needs that Jobbcenter and the schools keep; derived from the needs' own streams.

CREATE TABLE need (
    id         uuid PRIMARY KEY,
    version    integer NOT NULL,
    occupation text NOT NULL,
    form       text NOT NULL,
    number     integer NOT NULL,
    starts_on  date NOT NULL,
    ends_on    date NOT NULL,
    level      text,                     -- of Swedish, at least (CEFR); null: it does not matter
    weeks      integer,                  -- of workplace-based education, for each place
    department text NOT NULL,
    withdrawn  boolean NOT NULL
);
CREATE INDEX need_on_the_menu ON need (starts_on) WHERE NOT withdrawn;

-- Which commitment of which contract answers which need, and with how many places.
CREATE TABLE need_match (
    contract_id uuid NOT NULL,
    commitment  integer NOT NULL,
    need_id     uuid NOT NULL,           -- no foreign key: the need is another stream, rebuilt on its own
    places      integer NOT NULL,
    PRIMARY KEY (contract_id, commitment)
);
CREATE INDEX need_match_of_need ON need_match (need_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON need, need_match TO insats_writer;
GRANT SELECT ON need, need_match TO insats_reader;
