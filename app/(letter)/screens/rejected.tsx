import { rejectedEnding } from "@/app/(letter)/endings"
import { LetterEnding } from "@/components/letters/letter-ending"
import type { Shown } from "@/lib/handshake/view"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"
import { visitor } from "@/lib/web/session"

/** Rejected: it has been declined, and only a new letter helps. */
export async function RejectedScreen({ page, ...view }: Shown<"rejected"> & { page: AccountLetterPage }) {
  const { kind } = await visitor()
  return <LetterEnding {...(await rejectedEnding(view, { page, loggedIn: kind === "logged-in" }))} />
}
