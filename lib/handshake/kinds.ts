import type { Kind } from "./kind"
import { invitation } from "./kinds/invitation"
import type { KindName } from "./machine"

/** Every kind of handshake: a new one is a file and a line here. */
export const kinds = { invitation } satisfies Record<KindName, unknown>

export type TermsOf<K extends KindName> = (typeof kinds)[K] extends Kind<infer Terms> ? Terms : never

/** A kind by name, for the machine, which never looks into the terms. */
export function kindOf(name: KindName): Kind<unknown> {
  return kinds[name] as Kind<unknown>
}
