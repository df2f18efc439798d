DROP INDEX "audit_handshake";--> statement-breakpoint
DROP INDEX "audit_page";--> statement-breakpoint
DROP INDEX "audit_action_page";--> statement-breakpoint
DROP INDEX "audit_refused";--> statement-breakpoint
CREATE INDEX "audit_refused_action" ON "audit" USING btree ("organization_id","action","at","id") WHERE "audit"."refusal" is not null;--> statement-breakpoint
CREATE INDEX "handshakes_role_page" ON "handshakes" USING btree ("organization_id",("terms" ->> 'role'),"id") WHERE "handshakes"."kind" = 'invitation' and "handshakes"."terms" ->> 'role' <> 'member';--> statement-breakpoint
CREATE INDEX "handshakes_role_state_page" ON "handshakes" USING btree ("organization_id",("terms" ->> 'role'),"state","id","expires_at") WHERE "handshakes"."kind" = 'invitation' and "handshakes"."terms" ->> 'role' <> 'member';--> statement-breakpoint
CREATE INDEX "handshakes_certifications" ON "handshakes" USING btree ("id") WHERE "handshakes"."kind" = 'certification';--> statement-breakpoint
CREATE INDEX "memberships_role_page" ON "memberships" USING btree ("organization_id","role","joined_at","account_id") WHERE "memberships"."role" <> 'member';--> statement-breakpoint
CREATE INDEX "memberships_origin_page" ON "memberships" USING btree ("organization_id","origin","joined_at","account_id") WHERE "memberships"."affiliated";--> statement-breakpoint
CREATE INDEX "organizations_entity" ON "organizations" USING btree ("entity_id");--> statement-breakpoint
CREATE INDEX "requests_key_refused" ON "requests" USING btree ("access_key_id","id") WHERE "requests"."error" is not null;--> statement-breakpoint
CREATE INDEX "audit_page" ON "audit" USING btree ("organization_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_action_page" ON "audit" USING btree ("organization_id","action","at","id");--> statement-breakpoint
CREATE INDEX "audit_refused" ON "audit" USING btree ("organization_id","at","id") WHERE "audit"."refusal" is not null;--> statement-breakpoint
-- How many invite to which role, so that a page of plain members is not taken for a rare find.
CREATE STATISTICS "handshakes_roles" ON ("terms" ->> 'role') FROM "handshakes";--> statement-breakpoint
ANALYZE "handshakes";
