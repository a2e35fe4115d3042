-- A demo's installation says so everywhere: pages, mails, the command line.
ALTER TABLE installation ADD COLUMN demo boolean NOT NULL DEFAULT false;
