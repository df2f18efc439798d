"use server"

import { endingHere } from "@/app/(letter)/endings"
import type { Ending } from "@/components/letters/letter-ending"
import type { LoggedIn } from "@/lib/core/context"
import { accept, decline } from "@/lib/handshake"
import type { Outcome } from "@/lib/shared/outcome"
import { action } from "@/lib/web/action"
import { answerOrRefresh } from "@/lib/web/letter"

type Previous = Outcome<unknown> | null

const accepted = action("letter", ending(accept))
const declined = action("letter", ending(decline))

/** Accepts what the page showed, of whichever kind: its token comes with the form. */
export async function acceptAction(_: Previous, typed: FormData): Promise<Outcome<Ending | null>> {
  return answerOrRefresh(accepted, typed)
}

/** Declines what the page showed. */
export async function declineAction(_: Previous, typed: FormData): Promise<Outcome<Ending | null>> {
  return answerOrRefresh(declined, typed)
}

/** Gives how the letter ended, so that the page need not be drawn again. */
function ending(verb: (ctx: LoggedIn, ref: { token: string }) => Promise<void>) {
  return async (ctx: LoggedIn, { token }: { token: string }) => {
    await verb(ctx, { token })
    return endingHere(ctx, token)
  }
}
