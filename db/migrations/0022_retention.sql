ALTER TABLE "letters" DROP CONSTRAINT "letters_verification_id_verifications_id_fk";
