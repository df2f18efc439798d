import { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import { handshakeId, notes, paging, tagList, target, withReason } from "@/lib/aws/input"
import { type Caller, defineOperation, mustBePermitted, organizationOf } from "@/lib/aws/operation"
import { actionTypes, handshakeShape, kindCalled } from "@/lib/aws/operations/handshake-shape"
import { after, page } from "@/lib/aws/pages"
import { listProposed, listReceived } from "@/lib/aws/queries/handshake-lists"
import { type ApiHandshake, type ApiKind, describeHandshake } from "@/lib/aws/queries/handshakes"
import { parseContact } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { accept, cancel, decline } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { cancelAllFeatures, enableAllFeatures } from "@/lib/organizations/features"
import { internalId } from "@/lib/shared/handshakes"
import { Refusal, refuse } from "@/lib/shared/refusals"

/** The refusals of a handshake that has ended. */
const ENDED = ["expired", "revoked", "already_answered"]

const ref = z.object({ HandshakeId: handshakeId })
const filter = z
  .object({ ActionType: z.enum(actionTypes).optional(), ParentHandshakeId: handshakeId.optional() })
  .refine(
    ({ ActionType, ParentHandshakeId }) => !(ActionType && ParentHandshakeId),
    withReason("MAX_LIMIT_EXCEEDED_FILTER", "by ActionType or by ParentHandshakeId, not by both"),
  )
const list = z.object({ ...paging, Filter: filter.optional() })

type Verb = (ctx: LoggedIn, ref: { id: string; kind: string }, caller: Caller) => Promise<void>
const denied = async () => refuse("forbidden")

/** The moves of each kind: a request for all features ends by canceling alone, and together with its approvals. */
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

/** Invitations of accounts, and the two kinds by which an organization enables all features. */
export const handshakeOperations = {
  InviteAccountToOrganization: defineOperation({
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

  DescribeHandshake: defineOperation({
    permission: "read",
    from: "anyone",
    changes: false,
    input: ref,
    run: async (ctx, caller, { HandshakeId }) => ({
      Handshake: handshakeShape(await handshakeOf(ctx, caller, HandshakeId)),
    }),
  }),

  AcceptHandshake: move("answer", "ACCEPTED", accepting),
  DeclineHandshake: move("answer", "DECLINED", declining),
  CancelHandshake: move("invite", "CANCELED", canceling),

  ListHandshakesForAccount: defineOperation({
    permission: "read",
    from: "anyone",
    changes: false,
    input: list,
    run: (ctx, _, input) => listed(input, (request) => listReceived(ctx, request)),
  }),

  ListHandshakesForOrganization: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: list,
    run: (ctx, { organizationId }, input) =>
      listed(input, (request) => listProposed(ctx, { organizationId, ...request })),
  }),

  EnableAllFeatures: defineOperation({
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

/** One of the three moves; a refusal says whether an ended handshake has the wanted state already. */
function move(permission: "answer" | "invite", wanted: string, verbs: Record<ApiKind, Verb>) {
  return defineOperation({
    permission,
    from: "anyone",
    changes: true,
    input: ref,
    async run(ctx, caller, { HandshakeId }) {
      const { id, kind } = await handshakeOf(ctx, caller, HandshakeId)
      await verbs[kind](ctx, { id, kind }, caller).catch(async (error) => {
        if (!(error instanceof Refusal)) throw error
        // Both sides may read it; whose move it is not needs no organization for that.
        if (error.code === "not_found") refuse("forbidden")
        if (!ENDED.includes(error.code)) throw error
        const { State } = await shapeOf(ctx, caller, id)
        const name = State === wanted ? "HandshakeAlreadyInState" : "InvalidHandshakeTransition"
        throw new ApiError(`${name}Exception`, `The handshake is ${State}.`)
      })
      return { Handshake: await shapeOf(ctx, caller, id) }
    },
  })
}

/** The handshake of an id of the API. Refuses `not_found` of a malformed one. */
async function handshakeOf(ctx: LoggedIn, { organizationId }: Caller, handshake: string): Promise<ApiHandshake> {
  const id = internalId(handshake) ?? refuse("not_found", { facts: { what: "handshake" } })
  return describeHandshake(ctx, { organizationId, id })
}

async function shapeOf(ctx: LoggedIn, { organizationId }: Caller, id: string) {
  return handshakeShape(await describeHandshake(ctx, { organizationId, id }))
}

type HandshakesRequest = Parameters<typeof listReceived>[1]

async function listed(
  { Filter, NextToken, MaxResults }: z.output<typeof list>,
  read: (request: HandshakesRequest) => Promise<ApiHandshake[]>,
) {
  const last = after(NextToken, z.uuid())
  const wanted = wantedBy(Filter)
  if (!wanted) return { Handshakes: [] }
  const { rows, more } = page(await read({ ...wanted, after: last, limit: MaxResults + 1 }), MaxResults, ({ id }) => id)
  return { Handshakes: rows.map(handshakeShape), ...more }
}

/** The kind or the parent of a filter; null for a filter that no handshake can match. */
function wantedBy({ ActionType, ParentHandshakeId }: z.output<typeof filter> = {}): Partial<HandshakesRequest> | null {
  const kind = ActionType && kindCalled(ActionType)
  const parentId = ParentHandshakeId && internalId(ParentHandshakeId)
  return (ActionType && !kind) || parentId === null ? null : { kind, parentId }
}
