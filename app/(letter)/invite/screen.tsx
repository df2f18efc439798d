import type { InvitationView } from "@/lib/invitation-view"
import { AcceptedScreen } from "./accepted"
import { BlockedScreen } from "./blocked"
import { DeadScreen } from "./dead"
import { InfoScreen } from "./info"
import { MismatchScreen } from "./mismatch"
import { RejectedScreen } from "./rejected"
import { UnprovedScreen } from "./unproved"

interface ScreenProps {
  view: Exclude<InvitationView, { state: "invalid" }>
  token: string
  /** A code is on its way to the invited contact. */
  proofId?: string
}

export function Screen({ view, token, proofId }: ScreenProps) {
  switch (view.state) {
    case "info":
      return <InfoScreen {...view} token={token} />
    case "accepted":
      return <AcceptedScreen {...view} />
    case "rejected":
      return <RejectedScreen {...view} />
    case "revoked":
    case "expired":
      return <DeadScreen {...view} token={token} />
    case "mismatch":
      return <MismatchScreen {...view} />
    case "unproved":
      return <UnprovedScreen {...view} token={token} proofId={proofId} />
    case "blocked":
      return <BlockedScreen {...view} token={token} />
  }
}

/** What a screen is given for its state. */
export type Shown<State extends InvitationView["state"]> = Extract<InvitationView, { state: State }>
