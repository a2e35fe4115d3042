-- Signing in: by code, by the municipality's own sign-in service, by link. Secrets as hashes only, on the machine's own time.

-- Whoever was signed in before signs in once more: their sessions do not say how they began.
DELETE FROM session WHERE kind = 'page';
ALTER TABLE session
    ADD COLUMN id         uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN began_at   timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN seen_at    timestamptz NOT NULL DEFAULT now(),  -- to the minute
    ADD COLUMN way        text NOT NULL DEFAULT 'link' CHECK (way IN ('link', 'code', 'oidc')),
    ADD COLUMN roles      text[],         -- as the sign-in service told them; null: the policy's
    ADD COLUMN department text,           -- likewise
    ADD COLUMN subject    text,           -- whom the sign-in service calls so, for its logout
    ADD COLUMN their_sid  text;           -- its own session, likewise
CREATE INDEX session_of_person ON session (person_id);

CREATE TABLE sign_in_code (
    browser    bytea PRIMARY KEY,         -- hash of the cookie of the browser that asked; one code each
    code       bytea NOT NULL,            -- hash of the code and that cookie together
    person_id  text,                      -- null: nobody has the address; the answer is the same
    tries      integer NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL
);

-- A sign-in that is under way at the sign-in service. `state`, `nonce` and the PKCE verifier are worked out from the
-- browser's cookie and a random number, so none of them stands here.
CREATE TABLE sign_in_under_way (
    browser    bytea PRIMARY KEY,         -- hash, as above
    state      bytea NOT NULL,            -- hash
    stepped_up boolean NOT NULL,          -- asked for a stronger sign-in
    expires_at timestamptz NOT NULL
);

-- How often something was tried, by whom or from where: a keyed hash, since an address of mail can be guessed.
CREATE TABLE sign_in_rate (
    key      bytea PRIMARY KEY,
    began_at timestamptz NOT NULL DEFAULT now(),
    count    integer NOT NULL DEFAULT 1
);

-- The sign-in service's logout tokens that were taken, until they expire: each is taken once.
CREATE TABLE logout_token_taken (
    jti        bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_code, sign_in_under_way, sign_in_rate, logout_token_taken TO insats_writer;
