import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { inviteAccount } from "../../account-invitations"
import { parseContact } from "../../contacts"
import type { Context, LoggedIn } from "../../context"
import { Refusal, refuse } from "../../errors"
import { cancelAllFeatures, enableAllFeatures } from "../../features"
import { accept, cancel, decline } from "../../handshake"
import { ProgramError } from "../errors"
import { actions, actionTypes, handshakeRowId, handshakes } from "../handshakes"
import { because, handshakeId, notes, paging, tagList, target } from "../input"
import { type Caller, operation, organizationOf } from "../operation"
import { after, page } from "../pages"

/** How long programs can look at a handshake that has ended; the console shows it for ever. */
const READABLE_FOR = "30 days"
/** What the house calls a handshake that takes no further move. */
const ENDED = ["expired", "revoked", "already_answered"]

const one = z.object({ HandshakeId: handshakeId })
const filter = z
  .object({ ActionType: z.enum(actionTypes).optional(), ParentHandshakeId: handshakeId.optional() })
  .refine(
    ({ ActionType, ParentHandshakeId }) => !(ActionType && ParentHandshakeId),
    because("MAX_LIMIT_EXCEEDED_FILTER", "Filter by ActionType or by ParentHandshakeId."),
  )
const list = z.object({ ...paging, Filter: filter.optional() })

type Kind = keyof typeof actions
type Verb = (ctx: LoggedIn, ref: { id: string; kind: string }, caller: Caller) => Promise<void>
const denied = async () => refuse("forbidden")

/** What each kind takes. An approval is part of its request, which is taken back as a whole, and by canceling alone. */
const accepting: Record<Kind, Verb> = { invitation: accept, "all-features": accept, "feature-approval": accept }
const declining: Record<Kind, Verb> = { invitation: decline, "all-features": denied, "feature-approval": decline }
const canceling: Record<Kind, Verb> = {
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
      if (tags.length > 0 && !caller.permissions.includes("tag")) {
        throw new ProgramError("AccessDeniedException", 'Tags in the request need the permission "tag".')
      }
      const organizationId = organizationOf(caller)
      const { id } = await inviteAccount(ctx, { organizationId, target: invitedBy(Target), note, tags })
      return { Handshake: await shapeNow(ctx, id) }
    },
  }),

  DescribeHandshake: operation({
    permission: "read",
    from: "anyone",
    changes: false,
    input: one,
    run: async (ctx, caller, { HandshakeId }) => ({ Handshake: (await mustSee(ctx, caller, HandshakeId)).shape }),
  }),

  AcceptHandshake: move("answer", "ACCEPTED", accepting),
  DeclineHandshake: move("answer", "DECLINED", declining),
  CancelHandshake: move("invite", "CANCELED", canceling),

  ListHandshakesForAccount: operation({
    permission: "read",
    from: "anyone",
    changes: false,
    input: list,
    run: (ctx, caller, asked) => listed(ctx, addressedTo(caller), asked),
  }),

  ListHandshakesForOrganization: operation({
    permission: "read",
    from: "management",
    changes: false,
    input: list,
    run: (ctx, caller, asked) => listed(ctx, proposedBy(caller), asked),
  }),

  EnableAllFeatures: operation({
    permission: "organization",
    from: "management",
    changes: true,
    input: z.object({}),
    async run(ctx, caller) {
      const { id } = await enableAllFeatures(ctx, { organizationId: organizationOf(caller) })
      return { Handshake: await shapeNow(ctx, id) }
    },
  }),
}

function invitedBy({ Type, Id }: z.output<typeof target>) {
  if (Type === "ACCOUNT") return { number: Id }
  return { email: parseContact(Id)?.address ?? refuse("invalid_input") }
}

/** One of the three answers; a handshake that has ended says how, against what was wanted (R56). */
function move(permission: "answer" | "invite", wanted: string, verbs: Record<Kind, Verb>) {
  return operation({
    permission,
    from: "anyone",
    changes: true,
    input: one,
    async run(ctx, caller, { HandshakeId }) {
      const { id, kind } = await mustSee(ctx, caller, HandshakeId)
      await verbs[kind](ctx, { id, kind }, caller).catch(async (error) => {
        if (!(error instanceof Refusal && ENDED.includes(error.code))) throw error
        const { State } = await shapeNow(ctx, id)
        const name = State === wanted ? "HandshakeAlreadyInState" : "InvalidHandshakeTransition"
        throw new ProgramError(`${name}Exception`, `The handshake is ${State}.`)
      })
      return { Handshake: await shapeNow(ctx, id) }
    },
  })
}

/** One handshake of the caller's; to everybody else it does not exist. */
async function mustSee(ctx: Context, caller: Caller, handshake: string) {
  const own = sql`(${proposedBy(caller)} or ${addressedTo(caller)}) and ${readable(ctx)}`
  const [seen] = await handshakes(ctx, sql`h.id = ${handshakeRowId(handshake)}::uuid and ${own}`)
  return seen ?? refuse("not_found", { facts: { what: "handshake" } })
}

/** A handshake as it stands after a move, for those who were told of it already. */
async function shapeNow(ctx: Context, id: string) {
  const [found] = await handshakes(ctx, sql`h.id = ${id}::uuid`)
  return (found ?? refuse("not_found", { facts: { what: "handshake" } })).shape
}

async function listed(ctx: Context, side: SQL, { Filter, NextToken, MaxResults }: z.output<typeof list>) {
  const last = after(NextToken, z.uuid())
  const rows = await handshakes(
    ctx,
    sql`${side} and ${readable(ctx)} and ${last ? sql`h.id < ${last}::uuid` : sql`true`} and ${wanted(Filter)}`,
    MaxResults + 1,
  )
  const { rows: shown, more } = page(rows, MaxResults, ({ id }) => id)
  return { Handshakes: shown.map(({ shape }) => shape), ...more }
}

function wanted({ ActionType, ParentHandshakeId }: z.output<typeof filter> = {}): SQL {
  if (ParentHandshakeId) {
    return sql`h.kind = 'feature-approval' and h.terms ->> 'parentId' = ${handshakeRowId(ParentHandshakeId) ?? ""}`
  }
  const kind = Object.entries(actions).find(([, action]) => action === ActionType)?.[0]
  return ActionType ? sql`h.kind = ${kind ?? "none"}` : sql`true`
}

function readable({ clock }: Context): SQL {
  return sql`coalesce(h.settled_at, h.expires_at) > (select ${clock} - ${READABLE_FOR}::interval)`
}

/** Whose organization has proposed it. Invitations of telephone numbers have no name in the protocol. */
function proposedBy({ organizationId, role }: Caller): SQL {
  if (role !== "super_admin") return sql`false`
  return sql`(h.organization_id = ${organizationId} and h.kind in ('invitation', 'all-features', 'feature-approval')
    and h.subject not like '+%')`
}

/** To whom it is addressed: by number, or by the e-mail address that the account has proved by now. */
function addressedTo({ accountId }: Caller): SQL {
  return sql`(h.kind in ('invitation', 'feature-approval')
    and h.subject = any(array(select unnest(array[number, email]) from accounts where id = ${accountId})))`
}
