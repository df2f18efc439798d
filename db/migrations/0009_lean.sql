CREATE TABLE "handshake_subjects" (
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"handshake_id" uuid NOT NULL,
	CONSTRAINT "handshake_subjects_page" PRIMARY KEY("organization_id","kind","subject","handshake_id")
);
--> statement-breakpoint
ALTER TABLE "audit" DROP CONSTRAINT "audit_organization_id_organizations_id_fk";
--> statement-breakpoint
ALTER TABLE "audit" DROP CONSTRAINT "audit_actor_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "audit" DROP CONSTRAINT "audit_handshake_id_handshakes_id_fk";
--> statement-breakpoint
ALTER TABLE "handshakes" DROP CONSTRAINT "handshakes_settled_by_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "handshakes" DROP CONSTRAINT "handshakes_organization_id_organizations_id_fk";
--> statement-breakpoint
ALTER TABLE "handshakes" DROP CONSTRAINT "handshakes_recipient_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_organization_id_organizations_id_fk";
--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_account_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "handshakes" DROP CONSTRAINT "handshakes_initiator_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "letters" DROP CONSTRAINT "letters_handshake_id_handshakes_id_fk";
--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_handshake_id_handshakes_id_fk";
--> statement-breakpoint
DROP INDEX "handshakes_recipient";--> statement-breakpoint
CREATE INDEX "handshakes_recipient" ON "handshakes" USING btree ("recipient_id") WHERE "handshakes"."state" in ('requested', 'open') and "handshakes"."recipient_id" is not null;--> statement-breakpoint
DROP INDEX "handshakes_subject_page";--> statement-breakpoint
DROP INDEX "handshakes_addressee";--> statement-breakpoint
DROP INDEX "handshakes_subject";--> statement-breakpoint
INSERT INTO "handshake_subjects" ("organization_id", "kind", "subject", "handshake_id")
  SELECT "organization_id", "kind", "subject", "id" FROM "handshakes";--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "seats_taken" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "handshake_subjects_addressee" ON "handshake_subjects" USING btree ("subject","handshake_id") WHERE "handshake_subjects"."kind" in ('invitation', 'feature-approval');--> statement-breakpoint
CREATE INDEX "handshake_subjects_search" ON "handshake_subjects" USING gin ("subject" gin_trgm_ops) WHERE "handshake_subjects"."kind" = 'invitation';--> statement-breakpoint

-- One number of seats in place of two counts that triggers kept: what takes or gives back a seat writes it, and an
-- invitation that is accepted keeps the seat that it has reserved.
DROP TRIGGER "members_added" ON "memberships";--> statement-breakpoint
DROP TRIGGER "members_removed" ON "memberships";--> statement-breakpoint
DROP TRIGGER "handshakes_added" ON "handshakes";--> statement-breakpoint
DROP TRIGGER "handshakes_settled" ON "handshakes";--> statement-breakpoint
DROP FUNCTION count_members();--> statement-breakpoint
DROP FUNCTION count_pending_added();--> statement-breakpoint
DROP FUNCTION count_pending_settled();--> statement-breakpoint
UPDATE "organizations" SET "seats_taken" = "member_count" + "pending_count";--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_seats" CHECK ("seats_taken" >= 0);--> statement-breakpoint
CREATE OR REPLACE FUNCTION must_have_super_admin() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organization text;
BEGIN
  IF TG_TABLE_NAME = 'organizations' THEN organization := NEW.id; ELSE organization := OLD.organization_id; END IF;
  IF NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organization AND m.role = 'super_admin')
     AND NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = organization AND o.closed_at IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organization)) THEN
    RAISE EXCEPTION 'organization % has no super admin', organization
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organizations_super_admin';
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
ALTER TABLE "organizations" DROP COLUMN "member_count";--> statement-breakpoint
ALTER TABLE "organizations" DROP COLUMN "pending_count";--> statement-breakpoint

-- In place of the foreign keys that are gone: nobody deletes what other rows name, not even who owns the tables.
CREATE TRIGGER accounts_kept BEFORE DELETE ON accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER organizations_kept BEFORE DELETE ON organizations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint

-- Rows that are written again soon find room beside themselves.
ALTER TABLE "organizations" SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE "handshakes" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "letters" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "limits" SET (fillfactor = 70);--> statement-breakpoint
ANALYZE "handshake_subjects";
