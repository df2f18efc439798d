import type { z } from "zod"
import type { Queries } from "@/db/client"
import type { Contact } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import type { RateLimitHit } from "@/lib/core/limits"
import type { Handshake, HandshakeContext, Participant } from "@/lib/handshake/context"
import type { LetterLimits } from "@/lib/handshake/rate-limits"
import type { Template } from "@/lib/letters"
import type { RefusalCode } from "@/lib/shared/refusals"
import type { Locale, Role } from "@/lib/shared/roles"
import type { Move, State } from "@/lib/shared/states"

/** What makes one kind of handshake differ from another: these members and nothing else. */
export interface Kind<Terms> {
  /** `open`: the recipient's turn; `requested`: somebody has to look at it first. */
  initialState: Extract<State, "requested" | "open">
  /** Seconds until the answer is too late, unless the proposal says otherwise. */
  lifetime(): number
  terms: z.ZodType<Terms>
  /**
   * Why this initiator may not propose this, or nothing. Asked four times: when it is proposed, resent
   * and canceled (there only `forbidden` counts), and of the initiator once more when it is accepted.
   */
  mayPropose(context: HandshakeContext, initiator: Participant, terms: Terms): RefusalCode | undefined
  /** Why this participant may not answer, or nothing. */
  mayAnswer(context: HandshakeContext, participant: Participant): RefusalCode | undefined
  /** The role that who accepts has from then on, where it gives one. */
  gives?(terms: unknown): Role
  /** The effect, with the initiator's right in its own WHERE; false when that no longer held. */
  onAccept(tx: Queries, answered: Answer, ctx: LoggedIn): Promise<boolean>
  /** Whether it only takes a person in, which the claim itself does, instead of `onAccept`. */
  admits?(handshake: Handshake): boolean
  /** The attempts that the acceptance of what was sent again gives back, and taking back what was never sent. */
  refunds?(organizationId: string): RateLimitHit[]
  letter: {
    /** Where its link leads; null where it is answered in the console. */
    page: `/${string}` | null
    /** Under which limits it is sent. */
    limits: LetterLimits
    write(context: HandshakeContext, terms: Terms): LetterDraft
    /** What the initiator learns once it has been answered. */
    answer?(answered: Answer, answer: Resolution): LetterDraft | undefined
  }
}

/** A handshake that is being answered, and by whom. */
interface Answer {
  handshake: Handshake
  context: HandshakeContext
  participant: Participant
}

interface Resolution {
  move: Exclude<Move, "cancel">
  /** Why it was declined. */
  reason?: string
}

/** A letter of a kind, to one reader or to everyone who runs the platform. */
export interface LetterDraft {
  template: Template
  to: Contact | "operators"
  locale: Locale
  words: Record<string, string>
}

/** Checks a kind against its terms and forgets them, so that the registry can hold every kind. */
export function defineKind<Terms>(value: Kind<Terms>): Kind<Terms> {
  return value
}
