import { unstable_isUnrecognizedActionError as isUnknownAction, unstable_rethrow as rethrow } from "next/navigation"

/** Why an action gave no answer: Muster was renewed since its page was drawn, cannot be reached, or has failed. */
export type Loss = "renewed" | "unreachable" | "failed"

/** What an action answers, or why it did not. What leads to another page travels on. */
export async function answerOf<T>(call: () => Promise<T>): Promise<{ answer: T } | { loss: Loss }> {
  try {
    return { answer: await call() }
  } catch (error) {
    rethrow(error)
    return { loss: lossBy(error) }
  }
}

/** A request that fails on its way is a TypeError in every browser. */
function lossBy(error: unknown): Loss {
  if (isUnknownAction(error)) return "renewed"
  return error instanceof TypeError ? "unreachable" : "failed"
}
