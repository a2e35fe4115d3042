-- Whether somebody signed in as the strongest roles must: asked at each request, for a role may be given meanwhile.
-- Those who are signed in by the sign-in service in such a role when this comes do so once more.
ALTER TABLE session ADD COLUMN strong boolean NOT NULL DEFAULT false;
UPDATE session SET strong = true WHERE way = 'link';
