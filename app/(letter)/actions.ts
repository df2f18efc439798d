"use server"

import { endingHere } from "@/app/(letter)/endings"
import type { Ending } from "@/components/letters/letter-ending"
import { answer } from "@/lib/handshake"
import type { Outcome, SentForm } from "@/lib/shared/outcome"
import { action } from "@/lib/web/action"
import { answerOrRefresh } from "@/lib/web/letter"

type Previous = Outcome<unknown> | null

/** Gives how the letter ended, so that the page need not be drawn again. */
const answered = action("answer", async (ctx, { token, answer: how }) => endingHere(await answer(ctx, { token }, how)))

/** Accepts or declines what the page showed, of whichever kind: its token comes with the form. */
export async function answerAction(_: Previous, typed: SentForm): Promise<Outcome<Ending | null>> {
  return answerOrRefresh(answered, typed)
}
