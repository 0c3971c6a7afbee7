-- R142: where notes of this category go, if not to the address of the mailbox.
ALTER TABLE categories ADD COLUMN mail_address TEXT;
