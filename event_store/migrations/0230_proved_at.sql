-- When somebody last showed who they are: what gives others rights asks for it anew (docs/decisions/0047).
ALTER TABLE session ADD COLUMN proved_at timestamptz NOT NULL DEFAULT now();
UPDATE session SET proved_at = began_at;
