import type { Party, Scene } from "@/lib/handshake/context"
import { kindOf } from "@/lib/handshake/kinds"
import type { Found } from "@/lib/handshake/transition"
import { type RefusalCode, refuse } from "@/lib/shared/refusals"
import { endOf } from "@/lib/shared/states"

/** Why a visitor may not answer now, the initiator's right included; nothing when he may. */
export function obstacleToAnswer(found: Found): RefusalCode | undefined {
  const { handshake, scene } = found
  if (endOf(handshake.state)) return endOf(handshake.state)
  if (!scene.party) return "not_logged_in"
  return kindOf(handshake.kind).mayAnswer(scene, scene.party) ?? obstacleOfInitiator(found)
}

/** The initiator's right once more, at the answer: the place of a pending proposal counts no longer. */
export function obstacleOfInitiator({ handshake, scene }: Found): RefusalCode | undefined {
  const seats = withSeats(scene, scene.organization.memberCount)
  const obstacle = kindOf(handshake.kind).mayPropose(seats, scene.initiator, handshake.terms)
  return obstacle === "forbidden" ? "initiator_not_entitled" : obstacle
}

/** Whether the visitor is the one who was asked, whatever else stands in the way. */
export function isAddressed({ handshake, scene }: Found): boolean {
  return scene.party != null && kindOf(handshake.kind).mayAnswer(scene, scene.party) === undefined
}

/** Refuses a party that may not answer; of one that has ended, only the addressed person learns more. */
export function mustAnswer({ handshake, scene, party }: Found & { party: Party }) {
  const obstacle = kindOf(handshake.kind).mayAnswer(scene, party)
  checkRight(obstacle && endOf(handshake.state) ? "link_invalid" : obstacle, party)
}

/** The scene with another count of the places that are taken. */
export function withSeats(scene: Scene, seatsTaken: number): Scene {
  return { ...scene, organization: { ...scene.organization, seatsTaken } }
}

/** Refuses for an obstacle. To an outsider a foreign organization does not exist; a member is told that he may not. */
export function checkRight(code: RefusalCode | undefined, { role }: Party) {
  check(code === "forbidden" && !role ? "not_found" : code)
}

/** Refuses when there is an obstacle. */
export function check(code: RefusalCode | undefined) {
  if (code) refuse(code)
}
