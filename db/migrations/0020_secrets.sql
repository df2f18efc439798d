CREATE TABLE "claimed_names" (
	"skeleton" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reseals" (
	"audit_id" uuid NOT NULL,
	"key_id" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "reseals_once" PRIMARY KEY("audit_id","hash")
);
--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "former_name" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "renamed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "verifications" ADD COLUMN "key_id" text;--> statement-breakpoint
CREATE INDEX "claimed_names_organization" ON "claimed_names" USING btree ("organization_id");--> statement-breakpoint
CREATE TRIGGER reseals_kept BEFORE UPDATE OR DELETE ON reseals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER reseals_not_emptied BEFORE TRUNCATE ON reseals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Who owns the tables may take a person out of the audit where they say so; to the role of the app it stays denied.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'audit' AND TG_OP = 'UPDATE' AND current_setting('muster.erasing', true) = 'on'
     AND (SELECT pg_has_role(current_user, relowner, 'usage') FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'rows of % are history: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
