ALTER TABLE "proofs" RENAME TO "verifications";--> statement-breakpoint
ALTER TABLE "verifications" RENAME CONSTRAINT "proofs_pkey" TO "verifications_pkey";--> statement-breakpoint
ALTER TABLE "verifications" RENAME CONSTRAINT "proofs_purpose" TO "verifications_purpose";--> statement-breakpoint
ALTER TABLE "verifications" RENAME CONSTRAINT "proofs_account_id_accounts_id_fk" TO "verifications_account_id_accounts_id_fk";--> statement-breakpoint
ALTER INDEX "proofs_contact" RENAME TO "verifications_contact";--> statement-breakpoint
ALTER TABLE "letters" RENAME COLUMN "proof_id" TO "verification_id";--> statement-breakpoint
ALTER TABLE "letters" RENAME CONSTRAINT "letters_proof_id_proofs_id_fk" TO "letters_verification_id_verifications_id_fk";--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "page" text;--> statement-breakpoint
-- What is on its way, or can be queued again, keeps its link; the demo's mailbox shows what was sent too.
UPDATE "letters" SET "page" = CASE "template" WHEN 'invitation' THEN '/invite' WHEN 'ownership-transfer' THEN '/confirm' WHEN 'security-binding' THEN '/activate' END WHERE "handshake_id" IS NOT NULL;
