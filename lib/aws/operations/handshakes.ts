import { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import { because, handshakeId, notes, paging, tagList, target } from "@/lib/aws/input"
import { type Caller, mustBePermitted, operation, organizationOf } from "@/lib/aws/operation"
import { actionTypes, handshakeShape, kindCalled } from "@/lib/aws/operations/handshake-shape"
import { after, page } from "@/lib/aws/pages"
import {
  type ApiHandshake,
  type ApiKind,
  describeHandshake,
  listProposed,
  listReceived,
} from "@/lib/aws/queries/handshakes"
import { parseContact } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { accept, cancel, decline } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { cancelAllFeatures, enableAllFeatures } from "@/lib/organizations/features"
import { Refusal, refuse } from "@/lib/shared/refusals"
import { internalId } from "@/lib/shared/states"

/** What the house calls a handshake that takes no further move. */
const ENDED = ["expired", "revoked", "already_answered"]

const one = z.object({ HandshakeId: handshakeId })
const filter = z
  .object({ ActionType: z.enum(actionTypes).optional(), ParentHandshakeId: handshakeId.optional() })
  .refine(
    ({ ActionType, ParentHandshakeId }) => !(ActionType && ParentHandshakeId),
    because("MAX_LIMIT_EXCEEDED_FILTER", "by ActionType or by ParentHandshakeId, not by both"),
  )
const list = z.object({ ...paging, Filter: filter.optional() })

type Verb = (ctx: LoggedIn, ref: { id: string; kind: string }, caller: Caller) => Promise<void>
const denied = async () => refuse("forbidden")

/** What each kind takes. An approval is part of its request, which is taken back as a whole, and by canceling alone. */
const accepting: Record<ApiKind, Verb> = { invitation: accept, "all-features": accept, "feature-approval": accept }
const declining: Record<ApiKind, Verb> = {
  invitation: decline,
  "all-features": denied,
  "feature-approval": decline,
}
const canceling: Record<ApiKind, Verb> = {
  invitation: cancel,
  "all-features": (ctx, { id }, caller) => cancelAllFeatures(ctx, { organizationId: organizationOf(caller), id }),
  "feature-approval": denied,
}

/** Invitations of accounts, and the two kinds by which an organization enables all features (R36-R61). */
export const handshakeOperations = {
  InviteAccountToOrganization: operation({
    permission: "invite",
    from: "management",
    changes: true,
    input: z.object({ Target: target, Notes: notes.default(""), Tags: tagList.default([]) }),
    async run(ctx, caller, { Target, Notes: note, Tags: tags }) {
      if (tags.length > 0) mustBePermitted(caller, "tag")
      const organizationId = organizationOf(caller)
      const { id } = await inviteAccount(ctx, { organizationId, target: invitedBy(Target), note, tags })
      return { Handshake: await shapeOf(ctx, caller, id) }
    },
  }),

  DescribeHandshake: operation({
    permission: "read",
    from: "anyone",
    changes: false,
    input: one,
    run: async (ctx, caller, { HandshakeId }) => ({ Handshake: handshakeShape(await named(ctx, caller, HandshakeId)) }),
  }),

  AcceptHandshake: move("answer", "ACCEPTED", accepting),
  DeclineHandshake: move("answer", "DECLINED", declining),
  CancelHandshake: move("invite", "CANCELED", canceling),

  ListHandshakesForAccount: operation({
    permission: "read",
    from: "anyone",
    changes: false,
    input: list,
    run: (ctx, _, asked) => listed(asked, (which) => listReceived(ctx, which)),
  }),

  ListHandshakesForOrganization: operation({
    permission: "read",
    from: "management",
    changes: false,
    input: list,
    run: (ctx, { organizationId }, asked) => listed(asked, (which) => listProposed(ctx, { organizationId, ...which })),
  }),

  EnableAllFeatures: operation({
    permission: "organization",
    from: "management",
    changes: true,
    input: z.object({}),
    async run(ctx, caller) {
      const { id } = await enableAllFeatures(ctx, { organizationId: organizationOf(caller) })
      return { Handshake: await shapeOf(ctx, caller, id) }
    },
  }),
}

function invitedBy({ Type, Id }: z.output<typeof target>) {
  if (Type === "ACCOUNT") return { number: Id }
  return { email: parseContact(Id)?.address ?? refuse("invalid_input") }
}

/** One of the three answers; a handshake that has ended says how, against what was wanted (R56). */
function move(permission: "answer" | "invite", wanted: string, verbs: Record<ApiKind, Verb>) {
  return operation({
    permission,
    from: "anyone",
    changes: true,
    input: one,
    async run(ctx, caller, { HandshakeId }) {
      const { id, kind } = await named(ctx, caller, HandshakeId)
      await verbs[kind](ctx, { id, kind }, caller).catch(async (error) => {
        if (!(error instanceof Refusal && ENDED.includes(error.code))) throw error
        const { State } = await shapeOf(ctx, caller, id)
        const name = State === wanted ? "HandshakeAlreadyInState" : "InvalidHandshakeTransition"
        throw new ApiError(`${name}Exception`, `The handshake is ${State}.`)
      })
      return { Handshake: await shapeOf(ctx, caller, id) }
    },
  })
}

/** The handshake behind the id that programs use; what cannot be one is nobody's. */
async function named(ctx: LoggedIn, { organizationId }: Caller, handshake: string): Promise<ApiHandshake> {
  const id = internalId(handshake) ?? refuse("not_found", { facts: { what: "handshake" } })
  return describeHandshake(ctx, { organizationId, id })
}

/** A handshake as it stands after a move. */
async function shapeOf(ctx: LoggedIn, { organizationId }: Caller, id: string) {
  return handshakeShape(await describeHandshake(ctx, { organizationId, id }))
}

type Which = Parameters<typeof listReceived>[1]

async function listed(
  { Filter, NextToken, MaxResults }: z.output<typeof list>,
  read: (which: Which) => Promise<ApiHandshake[]>,
) {
  const last = after(NextToken, z.uuid())
  const wanted = wantedBy(Filter)
  if (!wanted) return { Handshakes: [] }
  const { rows, more } = page(await read({ ...wanted, after: last, limit: MaxResults + 1 }), MaxResults, ({ id }) => id)
  return { Handshakes: rows.map(handshakeShape), ...more }
}

/** Which handshakes a filter lets through; null for one that none can meet. */
function wantedBy({ ActionType, ParentHandshakeId }: z.output<typeof filter> = {}): Partial<Which> | null {
  const kind = ActionType && kindCalled(ActionType)
  const parentId = ParentHandshakeId && internalId(ParentHandshakeId)
  return (ActionType && !kind) || parentId === null ? null : { kind, parentId }
}
