"use server"

import { endingHere } from "@/app/(letter)/endings"
import type { Ending } from "@/components/letters/letter-ending"
import { accept, decline } from "@/lib/handshake"
import type { Outcome } from "@/lib/shared/outcome"
import { action } from "@/lib/web/action"
import { answerOrRefresh } from "@/lib/web/letter"

type Previous = Outcome<unknown> | null

const verbs = { accept, decline }

/** Gives how the letter ended, so that the page need not be drawn again. */
const answered = action("answer", async (ctx, { token, answer }) => {
  await verbs[answer](ctx, { token })
  return endingHere(ctx, token)
})

/** Accepts or declines what the page showed, of whichever kind: its token comes with the form. */
export async function answerAction(_: Previous, typed: FormData): Promise<Outcome<Ending | null>> {
  return answerOrRefresh(answered, typed)
}
