import { mac } from "@/lib/core/secrets"
import { CODE_DIGITS } from "@/lib/shared/lengths"

/** The six-digit code of a verification: derived, so that a letter can be sent again and nothing is stored. */
export function codeFor(verificationId: string): string {
  const bytes = mac("code", [verificationId])
  if (!bytes) throw new Error("No secret is configured")
  return String(bytes.readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0")
}
