ALTER TABLE "memberships" DROP CONSTRAINT "memberships_origin";--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_handshake_named";--> statement-breakpoint
UPDATE "memberships" SET "origin" = "handshakes"."kind" FROM "handshakes" WHERE "handshakes"."id" = "memberships"."handshake_id";--> statement-breakpoint
-- The super admin's constraint waits for the end of the transaction, and no table is altered while it waits.
SET CONSTRAINTS ALL IMMEDIATE;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_handshake_named" CHECK (("memberships"."origin" in ('founder', 'created')) = ("memberships"."handshake_id" is null));--> statement-breakpoint
SET CONSTRAINTS ALL DEFERRED;
