-- Where the contact list names who looks after the caller's property, the note may go to that person.
ALTER TABLE mailboxes ADD COLUMN send_to_manager INTEGER NOT NULL DEFAULT 0;
